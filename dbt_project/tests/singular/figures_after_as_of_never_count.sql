-- Only what was known and had ended on the evaluation date counts.
select target_id, unit_id, year, actual_period_end, actual_known_from
from {{ ref('mart_gap_to_target') }}
where actual_period_end > eval_date or actual_known_from > as_of
