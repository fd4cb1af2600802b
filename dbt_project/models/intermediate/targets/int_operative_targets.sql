{#
    The promise that counts for a unit, indicator, coverage level, scope and year: superseded
    documents aside, the unit's own plan for that year, its period plan, the plan above, the
    national one; at equal rank the later issued. A benchmark whose issuer has ended gives way.
    Within a document the next milestone not yet past stands.
#}
with gap_rows as (
    select
        r.target_id,
        r.unit_id,
        r.row_year,
        r.indicator_code,
        r.coverage_level,
        r.scope_code,
        r.due_year,
        r.basis,
        r.target_kind,
        t.plan_id,
        t.issued_on,
        t.document_number,
        t.generated_from_target_id,
        t.issuer_level,
        -- «The plan for that year»: not an annual plan's promise for a later one.
        t.is_one_year and t.period_from = r.row_year as is_plan_of_year
    from {{ ref('int_gap_rows') }} as r
    inner join {{ ref('int_targets') }} as t on r.target_id = t.target_id
    where
        r.indicator_code is not null
        and not r.is_superseded
        and not r.is_benchmark_ended
        and r.due_year >= r.row_year
),

nearest as (
    select
        *,
        min(due_year) over (partition by unit_id, row_year, indicator_code, coverage_level,
            scope_code, plan_id, basis) as next_due_year
    from gap_rows
),

ranked as (
    select
        *,
        row_number() over (
            partition by unit_id, row_year, indicator_code, coverage_level, scope_code
            order by
                case
                    when basis = 'own' and is_plan_of_year then 0
                    when basis = 'own' then 1
                    when basis = 'parent' then case issuer_level when 'district' then 2 else 3 end
                    else 4
                end,
                issued_on desc nulls last,
                document_number nulls last,
                case target_kind when 'level' then 0 else 1 end,
                target_id
        ) as precedence
    from nearest
    where due_year = next_due_year
),

final as (
    select
        unit_id,
        row_year,
        indicator_code,
        coverage_level,
        scope_code,
        target_id,
        generated_from_target_id,
        basis
    from ranked
    where precedence = 1
)

select * from final
