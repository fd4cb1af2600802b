{#
    Own promises that another document of the same unit makes too: same indicator, kind, comparator,
    value, base, due date, coverage and scope. They are one commitment and count with the document
    that stands first by the precedence of int_operative_targets (the plan for that year, then the
    later issued); all of them stay visible. Repeats within one document are the reader's (mentions
    of one target).
#}
{%- set promise = 'unit_id, indicator_code, target_kind, effective_op, target_value, value_high,
    due_date, baseline_from, baseline_to, repeats, coverage_level, scope_code' %}

with own as (
    select
        u.target_id,
        u.unit_id,
        u.coverage_level,
        t.indicator_code,
        t.target_kind,
        t.effective_op,
        t.target_value,
        t.value_high,
        t.due_date,
        t.baseline_from,
        t.baseline_to,
        nullif(t.repeats, 'one_year') as repeats,
        t.scope_code,
        t.plan_id,
        t.is_one_year,
        t.issued_on,
        t.document_number
    from {{ ref('int_target_units') }} as u
    inner join {{ ref('int_targets') }} as t on u.target_id = t.target_id
    where
        u.basis = 'own' and not u.is_adopted_away and not t.is_superseded
        -- What may be another promise under the same indicator counts by itself.
        and t.indicator_code is not null and t.due_date is not null and u.unit_id <> 'unknown'
        and not coalesce(t.is_polarity_unsure, false)
),

ranked as (
    select
        target_id,
        unit_id,
        plan_id,
        {%- for first in ['target_id', 'plan_id'] %}
        first_value({{ first }}) over (
            partition by {{ promise }}
            order by is_one_year desc, issued_on desc nulls last, document_number nulls last,
                plan_id, target_id
            rows between unbounded preceding and unbounded following
        ) as counted_{{ first }}{{ ',' if not loop.last }}
        {%- endfor %}
    from own
),

final as (
    select target_id, unit_id, counted_target_id
    from ranked
    where plan_id <> counted_plan_id
)

select * from final
