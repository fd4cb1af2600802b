-- The wide mart has the rows of the results; no more, no less.
{{ config(meta={'dagster': {'ref': {'name': 'mart_gap_to_target'}}}) }}
select a.n as n_before, b.n as n_after
from (select count(*) as n from {{ ref('int_gap_results') }}) as a
cross join (select count(*) as n from {{ ref('mart_gap_to_target') }}) as b
where a.n <> b.n
