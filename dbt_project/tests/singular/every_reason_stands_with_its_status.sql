-- A reason belongs to one status; a status that needs a reason has one.
{{ config(meta={'dagster': {'ref': {'name': 'mart_gap_to_target'}}}) }}
select g.target_id, g.unit_id, g.year, g.status, g.reason
from {{ ref('mart_gap_to_target') }} as g
left join {{ ref('closed_lists') }} as r on r.list = 'reason' and g.reason = r.code
where
    (g.reason is not null and r.belongs_to <> g.status)
    or (g.reason is null and g.status in ('no_data', 'not_assessable'))
    or (g.severity is not null and g.status <> 'behind')
    or (g.severity is null and g.status = 'behind')
