{#
    The figures that the verdicts of own promises rest on, each as what: the figure compared, the
    base, a year of a mean base, the figure that a milestone of yearly growth stands on.
#}
{%- set row = 'gap_row_id, target_id, unit_id, row_year' %}
{%- set series = ['indicator_code', 'coverage_level', 'scope_code', 'source_variant'] %}

-- Only what is asked below: of a relation that several parts read by one name every column is
-- written down first.
with asked as (
    select
        r.gap_row_id, r.target_id, r.unit_id, r.row_year, r.target_kind, r.indicator_code,
            r.scope_code, r.target_level, r.issuer_unit_id,
        r.baseline_from, r.baseline_to, r.growth_base_value, r.growth_base_year,
            r.growth_base_source, g.shown_no, b.base_no, b.base_source
    from {{ ref('int_gap_rows') }} as r
    inner join {{ ref('int_gap_figures') }} as g on r.gap_row_id = g.gap_row_id
    inner join {{ ref('int_gap_bases') }} as b on r.gap_row_id = b.gap_row_id
    where r.basis = 'own' and r.is_latest
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
    select a.gap_row_id, a.target_id, a.unit_id, a.row_year, 'mean' as role, f.figure_no
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
    where a.base_source = 'baseline_period_mean' and f.is_final and f.until is null
        and f.window_from is null
    union all
    -- A milestone of yearly growth stands on a figure: were that another, the promise would be
    -- another number.
    select a.gap_row_id, a.target_id, a.unit_id, a.row_year, 'growth' as role, f.figure_no
    from asked as a
    inner join {{ ref('int_figures') }} as f
        on
            a.issuer_unit_id = f.unit_id
            and a.indicator_code = f.indicator_code
            and a.scope_code = f.scope_code
            and coalesce(a.target_level, 'all') = f.coverage_level
            and a.growth_base_year = f.figure_year
            and a.growth_base_value = f.value
    where a.growth_base_source = 'figure_year_before' and f.is_final and f.until is null
        and f.window_from is null
),

used as (
    select
        concat_ws('|', x.target_id, x.unit_id, cast(x.row_year as string), x.role,
            cast(x.figure_no as string)) as use_id,
        x.gap_row_id,
        x.target_id,
        x.unit_id as asked_unit_id,
        x.row_year,
        x.role,
        f.*,
        case f.figure_source when 'sum_of_months' then 1
            when 'sum_of_quarters' then 3 end as months_a_part,
        f.figure_source in ('roll_up', 'rebuilt', 'sum_of_years') as is_made_of_years
    from rests_on as x
    inner join {{ ref('int_figures') }} as f on x.figure_no = f.figure_no
)

select * from used
