with counts as (
    select plan_id, count(*) as n_targets from {{ ref('int_targets_stated') }} group by plan_id
),

tasks as (
    select plan_id, count(*) as n_tasks from {{ ref('stg_plans__tasks') }} group by plan_id
),

final as (
    select
        p.plan_id,
        p.document_number,
        p.document_type,
        p.title,
        p.issuer_name,
        p.unit_id,
        u.name_vi as unit_name_vi,
        p.unit_level,
        p.issued_on,
        p.period_from,
        p.period_to,
        p.signer,
        p.is_superseded,
        p.superseded_by_plan_id,
        p.superseded_from,
        p.supersedes,
        p.amends,
        p.origin,
        o.is_synthetic,
        coalesce(c.n_targets, 0) as n_targets,
        coalesce(t.n_tasks, 0) as n_tasks,
        p.source_file,
        p.sha256,
        p.source_url,
        p.received_at,
        u.sort_vi
    from {{ ref('int_plans') }} as p
    inner join {{ ref('int_units') }} as u on p.unit_id = u.unit_id
    left join {{ ref('source_origins') }} as o on p.origin = o.origin
    left join counts as c on p.plan_id = c.plan_id
    left join tasks as t on p.plan_id = t.plan_id
)

{{ contract_select('final') }}
