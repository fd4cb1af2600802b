{#
    Sums over the years of a plan, for promises of things done by its end («10 sáng kiến đến năm
    2025») on indicators whose years add up: one value per window and year reached, partial where a
    year of it has no figure. Shaped like int_year_values, with `window_from` for the window's first
    year.
#}
with windows as (
    select distinct t.indicator_code, coalesce(t.period_from, year(t.issued_on)) as window_from,
        t.due_year
    from {{ ref('int_targets_stated') }} as t
    inner join {{ ref('int_indicators') }} as i on t.indicator_code = i.indicator_code
    where i.is_sum_of_years and t.target_kind = 'level' and t.repeats is null
        and coalesce(t.period_from, year(t.issued_on)) < t.due_year
),

reached as (
    select w.indicator_code, w.window_from, y.calendar_year as figure_year,
        max(w.due_year) as due_year
    from windows as w
    inner join {{ ref('calendar_years') }} as y
        on y.calendar_year between w.window_from and w.due_year
    group by w.indicator_code, w.window_from, y.calendar_year
),

year_values as (
    select * from {{ ref('int_year_values') }}
),

{%- set series = 'indicator_code, unit_id, unit_level, coverage_level, scope_code, source_variant, '
    ~ 'method_version' %}

final as (
    select
        {{ 'v.' ~ series | replace(', ', ', v.') }},
        r.figure_year,
        r.window_from,
        'sum_of_years' as figure_source,
        min(v.is_final) as is_final,
        max(v.first_known_from) as first_known_from,
        max(v.source_rank) as source_rank,
        {{ latest_by('v.observation_id', 'v.figure_year') }} as observation_id,
        count(*) as n_parts,
        r.figure_year - r.window_from + 1 as n_expected,
        min(v.period_start) as period_start,
        max(v.period_end) as period_end,
        {{ decimal_year('max(v.period_end)') }} as period_t,
        sum(v.value) as value,
        cast(0 as bigint) as value_decimals,
        max(v.value_bound) as value_bound
    from reached as r
    inner join year_values as v
        on r.indicator_code = v.indicator_code
            and v.figure_year between r.window_from and r.figure_year
    group by {{ 'v.' ~ series | replace(', ', ', v.') }}, r.figure_year, r.window_from
    -- The year reached has a figure: a sum does not stand still into years without one.
    having max(v.figure_year) = r.figure_year
)

select * from final
