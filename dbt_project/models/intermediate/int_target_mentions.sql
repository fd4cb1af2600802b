{#-
    Mentions with the reviewers' decisions applied: the latest decision on a field wins over the reader, also where it
    empties the field. One macro call per field that may be decided.
-#}
{%- set fields = {
    'stated_year': ('year', 'bigint'), 'year_from': ('year_from', 'bigint'), 'target_level': ('level', 'varchar'),
    'stated_op': ('op', 'varchar'), 'stated_value': ('value', 'double'), 'stated_value_high': ('value_high', 'double'),
    'unit_code': ('unit', 'varchar'), 'target_kind': ('kind', 'varchar'), 'baseline_year': ('baseline_year', 'varchar'),
    'scope': ('scope', 'varchar'), 'scope_code': ('scope_code', 'varchar'), 'indicator_code': ('indicator_code', 'varchar'),
    'area_code': ('area', 'varchar'), 'parent_target_id': ('parent_target_id', 'varchar'), 'relation': ('relation', 'varchar'),
} -%}

with mentions as (
    select
        m.*,
        p.document_number
    from {{ ref('stg_plans__mentions') }} as m
    inner join {{ ref('int_plans') }} as p on m.plan_id = p.plan_id
),

decisions as (
    select
        document_number,
        statement_key,
        {%- for column, (field, type) in fields.items() %}
        max(case when field in ('{{ field }}'{{ ", 'indicator'" if field == 'indicator_code' }}) then 1 else 0 end) as has_{{ column }},
        {{ latest_by("case when field in ('" ~ field ~ "'" ~ (", 'indicator'" if field == 'indicator_code' else '') ~ ") then value end",
                     "case when field in ('" ~ field ~ "'" ~ (", 'indicator'" if field == 'indicator_code' else '') ~ ")
                         then concat(coalesce(decided_on, date '1900-01-01'), coalesce(value, '')) end") }} as new_{{ column }},
        {%- endfor %}
        max(case when field = 'not_a_target' and coalesce(lower(value), 'true') not in ('false', '0', 'no') then 1
            else 0 end) as is_rejected
    from {{ ref('stg_reference__target_decisions') }}
    group by document_number, statement_key
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
        coalesce(d.is_rejected, 0) = 1 as is_rejected,
        -- The reader applies decisions too, also on documents without a number, and flags what it changed.
        d.statement_key is not null or coalesce(m.flags like '%decided%', false) as is_decided,
        {%- for column, (field, type) in fields.items() %}
        case when d.has_{{ column }} = 1 then {{ safe_cast_text('d.new_' ~ column, type) }}
            else m.{{ column }} end as {{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from mentions as m
    left join decisions as d on m.document_number = d.document_number and m.statement_key = d.statement_key
)

select * from final
