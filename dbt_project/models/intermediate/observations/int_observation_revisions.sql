{{ config(materialized='view') }}
{# Figures by revision, each delivered value once. A view: the few numbers that need sorting stand
   in a small table. #}
select
    o.*,
    coalesce(r.revision_no, 1) as revision_no,
    coalesce(r.n_revisions, 1) as n_revisions,
    coalesce(r.n_deliveries, 1) as n_deliveries,
    r.known_to,
    coalesce(r.first_known_from, o.known_from) as first_known_from,
    r.rival_low,
    r.rival_high,
    coalesce(r.is_conflict, false) as is_conflict,
    coalesce(r.is_conflict_of_files, false) as is_conflict_of_files,
    coalesce(r.is_never_current, false) as is_never_current,
    r.previous_observation_id
from {{ ref('int_observations') }} as o
left join {{ ref('int_revision_numbers') }} as r on o.observation_no = r.observation_no
where not coalesce(r.is_dropped, false)
