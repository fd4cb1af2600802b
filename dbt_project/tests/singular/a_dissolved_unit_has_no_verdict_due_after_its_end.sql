-- A promise due after its unit's or level's end has no verdict from the day of that end on.
select target_id, unit_id, year, status, due_date, unit_or_level_end
from {{ ref('mart_gap_to_target') }}
where
    due_date > unit_or_level_end
    and eval_date > unit_or_level_end
    and status <> 'not_assessable'
