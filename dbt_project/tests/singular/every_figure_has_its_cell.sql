-- A row with a figure names its file and cell, a row without one names neither.
select target_id, unit_id, year, observation_id, actual_source_file, actual_locator
from {{ ref('mart_gap_to_target') }}
where
    (observation_id is null) <> (actual_locator is null)
    or (observation_id is null) <> (actual_source_file is null)
    or (observation_id is null and actual_note is not null)
