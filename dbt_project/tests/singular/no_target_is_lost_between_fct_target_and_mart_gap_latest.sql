-- Every promise has exactly one latest row for the unit that made it.
{{ config(meta={'dagster': {'ref': {'name': 'mart_gap_latest'}}}) }}
select t.target_id, count(l.target_id) as n_rows
from {{ ref('fct_target') }} as t
left join {{ ref('mart_gap_latest') }} as l on t.target_id = l.target_id and t.unit_id = l.unit_id
group by t.target_id
having count(l.target_id) <> 1
