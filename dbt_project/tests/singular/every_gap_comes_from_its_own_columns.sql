-- gap, remaining and pace can be computed again from the row.
select target_id, unit_id, year, gap, pace_ratio
from {{ ref('mart_gap_to_target') }}
where
    abs(gap - (actual - target_value) * direction) > 1e-6
    or (gap is null) <> (remaining is null)
    or abs(remaining - greatest(0, -gap)) > 1e-9
    or abs(
        pace_ratio
        - ((actual - base) * direction / (actual_t - base_t))
            / ((target_value - base) * direction / (due_t - base_t))
    ) > 1e-6
