-- The observations have the rows of the revisions; no more, no less.
{{ config(meta={'dagster': {'ref': {'name': 'fct_observation'}}}) }}
select a.n as n_before, b.n as n_after
from (select count(*) as n from {{ ref('int_observation_revisions') }}) as a
cross join (select count(*) as n from {{ ref('fct_observation') }}) as b
where a.n <> b.n
