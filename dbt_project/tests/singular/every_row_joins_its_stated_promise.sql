-- A milestone made from a yearly promise leads back to the statement in fct_target.
{{ config(meta={'dagster': {'ref': {'name': 'mart_gap_to_target'}}}) }}
select g.target_id, g.unit_id, g.year
from {{ ref('mart_gap_to_target') }} as g
left join {{ ref('fct_target') }} as t on g.stated_target_id = t.target_id
where t.target_id is null
