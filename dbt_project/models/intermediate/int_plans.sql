with documents as (
    select * from {{ ref('stg_plans__documents') }}
),

units as (
    select unit_id, unit_level from {{ ref('int_units') }}
),

origins as (
    select * from {{ ref('source_origins') }}
),

-- Files of one document: the best origin stands, then the one received last.
ranked as (
    select
        d.*,
        first_value(d.plan_id) over (
            partition by d.document_key
            order by o.precedence, d.received_at desc nulls last, d.source_file
            rows between unbounded preceding and unbounded following
        ) as standing_plan_id,
        coalesce(u.unit_id, 'unknown') as unit_id,
        coalesce(u.unit_level, d.plan_level, 'unknown') as unit_level
    from documents as d
    left join origins as o on d.origin = o.origin
    left join units as u on d.issuer_unit_id = u.unit_id
),

replaced as (
    select
        old.plan_id,
        min(new.plan_id) as superseded_by_plan_id
    from ranked as new
    inner join ranked as old
        on
            old.document_number is not null
            and concat('|', new.supersedes, '|') like concat('%|', old.document_number, '|%')
            and old.unit_id = new.unit_id
            and old.plan_id <> new.plan_id
    where new.supersedes is not null
    group by old.plan_id
),

final as (
    select
        r.plan_id,
        r.source_file,
        r.sha256,
        r.document_number,
        r.document_key,
        r.document_type,
        r.title,
        r.issuer_name,
        r.unit_id,
        r.unit_level,
        r.plan_level,
        r.issued_on,
        r.period_from,
        r.period_to,
        r.signer,
        r.supersedes,
        r.origin,
        r.source_url,
        r.received_at,
        coalesce(r.period_from = r.period_to, false) as is_one_year,
        coalesce(x.superseded_by_plan_id, nullif(r.standing_plan_id, r.plan_id)) as superseded_by_plan_id,
        coalesce(x.superseded_by_plan_id, nullif(r.standing_plan_id, r.plan_id)) is not null as is_superseded
    from ranked as r
    left join replaced as x on r.plan_id = x.plan_id
)

select * from final
