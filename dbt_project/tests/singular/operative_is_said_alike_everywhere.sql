-- fct_target and the latest row of the unit that promised agree on what is operative.
{{ config(meta={'dagster': {'ref': {'name': 'fct_target'}}}) }}
select t.target_id, t.is_operative, l.is_operative as is_operative_in_mart
from {{ ref('fct_target') }} as t
inner join {{ ref('mart_gap_latest') }} as l on t.target_id = l.target_id and t.unit_id = l.unit_id
where t.is_operative <> l.is_operative
