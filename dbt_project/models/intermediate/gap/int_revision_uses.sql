{#
    The figures that the verdicts of own promises rest on, each as what: the figure compared, the base, a year of a mean
    base, the figure that a milestone of yearly growth stands on.
#}
{%- set row = 'target_id, unit_id, row_year' %}
{%- set series = ['indicator_code', 'coverage_level', 'scope_code', 'source_variant'] %}

with asked as (
    select *
    from {{ ref('int_gap_inputs_now') }}
    where basis = 'own' and is_latest
),

-- Every figure that a verdict rests on, and as what.
rests_on as (
    select {{ row }}, 'figure' as role, shown_no as figure_no
    from asked
    where shown_no is not null
    union all
    select {{ row }}, 'base' as role, base_no as figure_no
    from asked
    where target_kind <> 'level' and base_no is not null and base_source <> 'baseline_period_mean'
    union all
    select a.target_id, a.unit_id, a.row_year, 'mean' as role, f.figure_no
    from asked as a
    inner join {{ ref('int_figures') }} as b on a.base_no = b.figure_no
    inner join {{ ref('int_figures') }} as f
        on
            b.unit_id = f.unit_id
            {%- for column in series %}
            and b.{{ column }} = f.{{ column }}
            {%- endfor %}
            and b.method_version is not distinct from f.method_version
            and f.figure_year between a.baseline_from and a.baseline_to
    where a.base_source = 'baseline_period_mean' and f.is_final and f.until is null and f.window_from is null
    union all
    -- A milestone of yearly growth stands on a figure: were that another, the promise would be another number.
    select a.target_id, a.unit_id, a.row_year, 'growth' as role, f.figure_no
    from asked as a
    inner join {{ ref('int_figures') }} as f
        on
            a.issuer_unit_id = f.unit_id
            and a.indicator_code = f.indicator_code
            and a.scope_code = f.scope_code
            and coalesce(a.target_level, 'all') = f.coverage_level
            and a.growth_base_year = f.figure_year
            and a.growth_base_value = f.value
    where a.growth_base_source = 'figure_year_before' and f.is_final and f.until is null and f.window_from is null
),

used as (
    select
        concat_ws('|', x.target_id, x.unit_id, cast(x.row_year as string), x.role, cast(x.figure_no as string)) as use_id,
        x.target_id,
        x.unit_id as asked_unit_id,
        x.row_year,
        x.role,
        f.*,
        case f.figure_source when 'sum_of_months' then 1 when 'sum_of_quarters' then 3 end as months_a_part,
        f.figure_source in ('roll_up', 'rebuilt', 'sum_of_years') as is_made_of_years
    from rests_on as x
    inner join {{ ref('int_figures') }} as f on x.figure_no = f.figure_no
)

select * from used
