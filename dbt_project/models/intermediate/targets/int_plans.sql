{# The plans that exist on the as-of date, and which of them another replaces or amends. #}
with documents as (
    select * from {{ ref('int_documents') }}
),

amendments as (
    select *, act = 'replaced' or (act = 'stopped' and indicator_code is null) as is_whole
    from {{ ref('int_amendments') }}
),

-- Where nobody knows which item is stopped, none is held against the unit.
replaced as (
    select old_plan_id as plan_id, min(new_plan_id) as superseded_by_plan_id,
        min(issued_on) as superseded_from
    from amendments
    where is_whole and old_plan_id is not null
    group by old_plan_id
),

cited as (
    select distinct
        new_plan_id,
        concat_ws(' ', amended_number, cast(amended_year as string)) as named,
        is_whole,
        act <> 'replaced' as is_in_part
    from amendments
),

told as (
    select
        new_plan_id as plan_id,
        nullif({{ join_sorted('case when is_whole then named end') }}, '') as supersedes,
        nullif({{ join_sorted('case when is_in_part then named end') }}, '') as amends
    from cited
    group by new_plan_id
),

final as (
    select
        d.plan_id,
        d.source_file,
        d.sha256,
        d.document_number,
        d.document_key,
        d.document_type,
        d.title,
        d.issuer_name,
        d.unit_id,
        d.unit_level,
        d.plan_level,
        d.issued_on,
        d.period_from,
        d.period_to,
        d.signer,
        t.supersedes,
        t.amends,
        d.origin,
        d.source_url,
        d.received_at,
        coalesce(d.period_from = d.period_to, false) as is_one_year,
        coalesce(x.superseded_by_plan_id, nullif(d.standing_plan_id, d.plan_id))
            as superseded_by_plan_id,
        coalesce(x.superseded_by_plan_id, nullif(d.standing_plan_id, d.plan_id)) is not null
            as is_superseded,
        x.superseded_from
    from documents as d
    left join replaced as x on d.plan_id = x.plan_id
    left join told as t on d.plan_id = t.plan_id
)

select * from final
