-- Every statement read is a target or stands in the review queue as one a reviewer set aside.
select m.target_id
from {{ ref('stg_plans__mentions') }} as m
left join {{ ref('fct_target') }} as t on m.target_id = t.target_id
left join {{ ref('mart_review_queue') }} as q on m.target_id = q.target_id and q.review_reason = 'decided_not_a_target'
inner join {{ ref('int_plans') }} as p on m.plan_id = p.plan_id
where t.target_id is null and q.target_id is null
