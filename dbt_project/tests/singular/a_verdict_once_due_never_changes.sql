-- Within one build the rows after the due year repeat the due year's verdict; later figures set
-- flags only.
select target_id, unit_id, count(distinct status) as n_statuses
from {{ ref('mart_gap_to_target') }}
where is_due and status in ('met', 'missed')
group by target_id, unit_id
having count(distinct status) > 1
