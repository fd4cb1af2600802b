-- Every statement read is a target.
{{ config(meta={'dagster': {'ref': {'name': 'fct_target'}}}) }}
select m.target_id
from {{ ref('stg_plans__mentions') }} as m
left join {{ ref('fct_target') }} as t on m.target_id = t.target_id
inner join {{ ref('int_plans') }} as p on m.plan_id = p.plan_id
where t.target_id is null
