{#
    The base of each row of gaps: the figure it stands on (`base_no`), where that comes from, and
    whether the promise was met at some time inside the plan. A base is of the shown figure's
    variant, and of its method or one bridged to it.
#}
with default_digits as (
    select cast(max(value) as integer) as digits from {{ ref('parameters') }}
        where name = 'default_decimals'
),

-- Pairs of method versions of one indicator between which a base and a later figure may be
-- compared.
close_methods as (
    select * from {{ ref('int_bridges') }}
    where from_method is not null and to_method is not null and relation in ('exact', 'close')
),

methods as (
    select from_indicator as indicator_code, from_method as base_method, to_method as figure_method
    from close_methods
    union
    select to_indicator as indicator_code, to_method as base_method, from_method as figure_method
    from close_methods
),

-- Each row with its shown figure and the indicators that may be its base (int_gap_figures: asked).
asked as {{ made_first() }} (
    select
        r.gap_row_id,
        r.unit_id,
        r.target_kind,
        r.coverage_level,
        r.scope_code,
        r.sum_from,
        r.eval_date,
        r.plan_start_year,
        r.baseline_from,
        r.baseline_to,
        r.effective_op,
        r.target_value,
        f.indicator_code as shown_indicator,
        f.source_variant as figure_variant,
        f.method_version as figure_method,
        f.period_end as figure_period_end,
        l.figure_indicator,
        l.link,
        l.link_rank
    from {{ ref('int_gap_rows') }} as r
    inner join {{ ref('int_gap_figures') }} as g on r.gap_row_id = g.gap_row_id
    inner join {{ ref('int_indicator_links') }} as l
        on r.indicator_code = l.target_indicator and r.target_kind = l.target_kind
            and l.link_rank >= 0
    left join {{ ref('int_figures') }} as f on g.shown_no = f.figure_no
),

candidates as (
    select
        s.gap_row_id,
        f.figure_no,
        f.figure_year,
        f.period_end,
        f.is_final,
        f.value,
        {{ choice_order('f', 's') }} as choice_order,
        s.plan_start_year,
        s.baseline_from,
        s.baseline_to,
        s.figure_period_end,
        {{ satisfies('s.effective_op',
            round_half_up('f.value', 'coalesce(f.value_decimals, d.digits)'),
            as_decimal('s.target_value')) }}
        and f.indicator_code = s.shown_indicator as was_met,
        f.method_version is null or s.figure_method is null or f.method_version = s.figure_method
        or m.indicator_code is not null as is_comparable
    from asked as s
    inner join {{ ref('int_figures') }} as f
        on
            {{ is_of_asked_series('s', 's', 'f') }}
            and f.until is null
            and (s.figure_variant is null or s.figure_variant = f.source_variant)
    left join methods as m
        on f.indicator_code = m.indicator_code and f.method_version = m.base_method
        and s.figure_method = m.figure_method
    cross join default_digits as d
    where
        f.period_end <= s.eval_date
        and not f.is_partial
        -- A rate of reduction is its own measure; only the stock it cuts can be its base.
        and (s.target_kind in ('level', 'increase', 'annual_increase')
            or s.link in ('stock', 'rank'))
),

{%- set is_before = "is_comparable and figure_year < plan_start_year" %}
{%- set is_inside = "is_comparable and figure_year >= plan_start_year
    and period_end <= figure_period_end" %}
{%- set first_inside = "case when " ~ is_inside ~ " then " ~ first_order('choice_order') ~ " end" %}

found as (
    select
        gap_row_id,
        {{ latest_by('figure_no', 'case when ' ~ is_before ~ ' then choice_order end') }}
            as before_no,
        {{ latest_by('figure_no', first_inside) }} as inside_no,
        {{ latest_by('figure_no', 'case when is_comparable and figure_year = baseline_to
            and is_final then choice_order end') }}
            as baseline_no,
        {{ latest_by('was_met', first_inside) }} as first_inside_was_met,
        max(case when not is_comparable and figure_year = coalesce(baseline_to, plan_start_year - 1)
            then 1 else 0 end) as has_other_method,
        sum(case when is_comparable and figure_year >= plan_start_year
            and period_end < figure_period_end and was_met
            then 1 else 0 end) as n_met_inside
    from candidates
    group by gap_row_id
),

-- A yearly mean counts each year once, also where a year was both reported and rebuilt.
baseline_years as (
    select gap_row_id, figure_year, {{ latest_by('value', 'choice_order') }} as value
    from candidates
    where is_comparable and is_final and baseline_from < baseline_to
        and figure_year between baseline_from and baseline_to
    group by gap_row_id, figure_year
),

baseline_means as (
    select gap_row_id, avg(value) as baseline_mean, count(*) as baseline_n
    from baseline_years
    group by gap_row_id
),

final as (
    select
        r.gap_row_id,
        r.target_id,
        case
            when r.growth_base_value is not null then null
            when r.target_kind = 'level' then coalesce(b.before_no, b.inside_no)
            when r.target_kind in ('reduction', 'increase', 'rank_gain') then b.baseline_no
        end as base_no,
        case
            when r.is_yearly_count or r.sum_from is not null then 'yearly_count_zero'
            -- A milestone of growth stands on the growth's own base, never on the first figure
            -- seen.
            when r.growth_base_value is not null then r.growth_base_source
            when r.target_kind = 'level' and b.before_no is not null then 'before_plan'
            when r.target_kind = 'level' and b.inside_no is not null then 'first_inside_plan'
            when r.target_kind in ('reduction', 'increase', 'rank_gain')
                and r.baseline_from < r.baseline_to
                and bm.baseline_n = r.baseline_to - r.baseline_from + 1 then 'baseline_period_mean'
            when r.target_kind in ('reduction', 'increase', 'rank_gain')
                and r.baseline_from = r.baseline_to
                and b.baseline_no is not null then 'baseline_year'
        end as base_source,
        bm.baseline_mean,
        -- The year of the base has a figure, measured by another method.
        coalesce(b.has_other_method, 0) = 1 as has_base_of_other_method,
        -- The base itself not counted.
        coalesce(b.n_met_inside, 0)
        - case when b.before_no is null and coalesce(b.first_inside_was_met, false) then 1
            else 0 end > 0
            as was_met_inside
    from {{ ref('int_gap_rows') }} as r
    left join found as b on r.gap_row_id = b.gap_row_id
    left join baseline_means as bm on r.gap_row_id = bm.gap_row_id
)

select * from final
