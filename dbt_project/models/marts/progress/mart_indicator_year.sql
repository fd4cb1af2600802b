{{ config(
    materialized='by_year', years_of='int_indicator_cells', first_year='min(first_year)',
        last_year='max(last_year)'
) }}
with best as (
    select {{ latest_by('figure_no', 'figure_order') }} as figure_no
    from {{ ref('int_figures') }}
    where scope_code = 'all' and not is_partial and until is null and window_from is null
        and {{ is_year('figure_year') }}
    group by unit_id, indicator_code, coverage_level, figure_year
),

figures as (
    select
        f.figure_no,
        f.unit_id,
        f.indicator_code,
        f.coverage_level,
        f.figure_year,
        {{ round_half_up('f.value', 'coalesce(f.value_decimals, 2)') }} as actual,
        f.period_end,
        f.is_final,
        f.figure_source,
        f.source_variant,
        f.observation_id
    from {{ ref('int_figures') }} as f
    where {{ is_year('f.figure_year') }} and f.figure_no in (select best.figure_no from best)
),

grid as (
    select c.unit_id, c.indicator_code, c.coverage_level, y.calendar_year
    from {{ ref('int_indicator_cells') }} as c
    inner join {{ ref('calendar_years') }} as y
        on {{ is_year_of_span('y.calendar_year', 'c.first_year', 'c.last_year') }}
    where {{ is_year('y.calendar_year') }}
),

operative as (
    select * from {{ ref('int_operative_targets') }}
    where scope_code = 'all' and {{ is_year('row_year') }}
),

-- Delivered for the year, and no figure.
held as (
    select unit_id, indicator_code, coverage_level, figure_year,
        {{ latest_by('held_reason', 'held_no') }} as held_reason
    from {{ ref('int_figures_held_back') }}
    where scope_code = 'all'
    group by unit_id, indicator_code, coverage_level, figure_year
),

results as (
    select
        target_id, unit_id, row_year, target_kind, basis, target_value, effective_op, due_year,
            direction, status, reason
    from {{ ref('int_gap_results') }}
    where {{ is_year('row_year') }}
),

final as (
    select
        g.unit_id,
        g.coverage_level,
        g.indicator_code,
        g.calendar_year as year,
        u.name_vi as unit_name_vi,
        u.unit_level,
        i.name_vi as indicator_name_vi,
        i.area_code,
        i.unit_code as measure_unit,
        i.direction,
        (u.valid_from is null or year(u.valid_from) <= g.calendar_year)
            and (u.valid_to is null or year(u.valid_to) >= g.calendar_year) as is_unit_in_existence,
        f.actual,
        f.period_end as actual_period_end,
        f.is_final as actual_is_final,
        f.figure_source as actual_source,
        f.source_variant as actual_variant,
        f.observation_id,
        r.target_id,
        r.basis,
        r.target_value,
        r.effective_op,
        r.due_year,
        case when r.target_kind = 'level'
            then (f.actual - {{ as_decimal('r.target_value') }}) * r.direction end as gap,
        case when r.target_id is not null then r.status
            when f.figure_no is null then 'no_data' end as status,
        case when r.target_id is not null then r.reason
            when f.figure_no is null then coalesce(h.held_reason, 'never_reported') end as reason,
        u.sort_vi
    from grid as g
    inner join {{ ref('int_units') }} as u on g.unit_id = u.unit_id
    inner join {{ ref('int_indicators') }} as i on g.indicator_code = i.indicator_code
    left join figures as f
        on g.unit_id = f.unit_id and g.indicator_code = f.indicator_code
            and g.coverage_level = f.coverage_level
            and g.calendar_year = f.figure_year
    left join held as h
        on g.unit_id = h.unit_id and g.indicator_code = h.indicator_code
            and g.coverage_level = h.coverage_level
            and g.calendar_year = h.figure_year
    left join operative as o
        on g.unit_id = o.unit_id and g.indicator_code = o.indicator_code
            and g.coverage_level = o.coverage_level
            and g.calendar_year = o.row_year
    left join results as r on o.target_id = r.target_id and o.unit_id = r.unit_id
        and o.row_year = r.row_year
)

{{ contract_select('final') }}
