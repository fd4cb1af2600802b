-- The wide mart has the rows of the results, the observations those of the revisions; no more, no
-- less.
{{ config(meta={'dagster': {'ref': {'name': 'mart_gap_to_target'}}}) }}
select 'mart_gap_to_target' as mart, a.n as n_before, b.n as n_after
from (select count(*) as n from {{ ref('int_gap_results') }}) as a
cross join (select count(*) as n from {{ ref('mart_gap_to_target') }}) as b
where a.n <> b.n
union all
select 'fct_observation' as mart, a.n as n_before, b.n as n_after
from (select count(*) as n from {{ ref('int_observation_revisions') }}) as a
cross join (select count(*) as n from {{ ref('fct_observation') }}) as b
where a.n <> b.n
