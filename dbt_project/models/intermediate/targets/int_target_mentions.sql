{# Mentions as the reader gave them; reviewers' decisions are applied there
   (pipelines/plans/deciding.py). #}
with mentions as (
    select * from {{ ref('stg_plans__mentions') }}
),

final as (
    select
        m.mention_id,
        m.plan_id,
        m.target_id,
        m.statement_key,
        m.source_file,
        m.number_start,
        m.number_text,
        m.quote,
        m.locator,
        m.outline_path,
        m.section_kind,
        m.indicator_score,
        m.indicator_phrase,
        m.candidates,
        m.flags,
        m.due_on,
        m.repeats,
        coalesce(m.flags like '%decided%', false) as is_decided,
        m.stated_year,
        m.year_from,
        m.target_level,
        m.stated_op,
        m.stated_value,
        m.stated_value_high,
        m.unit_code,
        m.target_kind,
        m.baseline_year,
        m.scope,
        m.scope_code,
        m.indicator_code,
        m.area_code,
        m.parent_target_id,
        m.relation
    from mentions as m
    inner join {{ ref('int_plans') }} as p on m.plan_id = p.plan_id
)

select * from final
