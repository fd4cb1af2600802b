-- On pace exactly where the figure has reached what the line expects of it.
select target_id, unit_id, year, actual, expected, pace_ratio
from {{ ref('mart_gap_to_target') }}
where pace_ratio is not null and expected is not null
    and (pace_ratio >= 1 - 1e-9) <> ((actual - expected) * direction >= -1e-9)
