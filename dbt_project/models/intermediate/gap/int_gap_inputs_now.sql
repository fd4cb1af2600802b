{{ config(materialized='view') }}
{#
    Every number that the arithmetic needs, laid side by side: the promise, the figure that is
    shown, the base, the neighbours on the path. Nothing is chosen or computed here. A view: it is
    read once, and what is read of it is not written twice.
#}
with default_digits as (
    select cast(max(value) as integer) as digits from {{ ref('parameters') }}
        where name = 'default_decimals'
),

-- Ranked units on a day: what the source says, else what is known of that ranking, else the
-- provinces that existed.
population_days as (
    select distinct f.period_end
    from {{ ref('int_figures') }} as f
    inner join {{ ref('int_indicators') }} as i on f.indicator_code = i.indicator_code
    where i.is_rank
),

populations as (
    select d.period_end, count(*) as n_provinces
    from population_days as d
    inner join {{ ref('int_units') }} as u
        on u.unit_level = 'province'
        and (u.valid_from is null or u.valid_from <= d.period_end)
        and (u.valid_to is null or u.valid_to >= d.period_end)
    group by d.period_end
),

stock_links as (
    select distinct target_indicator, target_kind from {{ ref('int_indicator_links') }}
        where link = 'stock'
),

conflicts as (
    select distinct observation_id from {{ ref('int_revision_numbers') }}
    where is_conflict and not is_dropped
),

-- What a report's prose tells is a series of its own: where an export, a form or a newspaper says
-- otherwise of the same year, by more than its rounding, both stay and are told as a conflict.
told_and_printed as (
    select t.figure_no as told_no, p.figure_no as printed_no
    from {{ ref('int_figures') }} as t
    inner join {{ ref('int_figures') }} as p
        on
            t.indicator_code = p.indicator_code
            and t.unit_id = p.unit_id
            and t.coverage_level = p.coverage_level
            and t.scope_code = p.scope_code
            and t.figure_year = p.figure_year
            and t.until is not distinct from p.until
            and t.window_from is not distinct from p.window_from
    cross join default_digits as d
    where
        t.source_variant = 'report_text'
        and p.source_variant = 'published'
        and t.is_final and p.is_final and not t.is_partial and not p.is_partial
        and t.value_bound is null and p.value_bound is null
        and abs(t.value - p.value) * power(10, least(coalesce(t.value_decimals, d.digits),
            coalesce(p.value_decimals, d.digits))) > 0.5 + 1e-9
),

told_otherwise as (
    select told_no as figure_no from told_and_printed
    union
    select printed_no as figure_no from told_and_printed
),

final as (
    select
        r.*,
        g.deciding_no,
        g.last_no,
        g.later_no,
        g.partial_no,
        g.end_no,
        g.shown_no,
        g.has_provisional,
        g.has_other_definition,
        g.has_direct,
        g.has_other_scope,
        g.held_reason,
        g.held_at,
        g.held_due_reason,
        g.held_due_at,
        f.indicator_code as figure_indicator,
        f.source_variant as figure_variant,
        f.method_version as figure_method,
        f.figure_year,
        f.figure_source,
        f.is_final as figure_is_final,
        f.is_preferred_variant,
        f.observation_id as figure_observation_id,
        f.n_parts as figure_n_parts,
        f.n_expected as figure_n_expected,
        f.coverage_months,
        f.period_start as figure_period_start,
        f.period_end as figure_period_end,
        f.period_t as figure_t,
        f.value as figure_value,
        f.value_exact as figure_value_exact,
        coalesce(f.value_decimals, d.digits) as figure_decimals,
        f.value_bound as figure_bound,
        f.rival_low as figure_rival_low,
        f.rival_high as figure_rival_high,
        f.first_known_from as figure_first_known_from,
        f.numerator as figure_numerator,
        f.denominator as figure_denominator,
        f.respondents as figure_respondents,
        b.base_no,
        b.base_source,
        b.baseline_mean,
        b.has_base_of_other_method,
        b.was_met_inside,
        bf.value as base_figure_value,
        coalesce(bf.value_decimals, d.digits) as base_decimals,
        bf.period_end as base_period_end,
        bf.period_t as base_figure_t,
        bf.method_version as base_method,
        bf.value_bound as base_bound,
        bf.rival_low as base_rival_low,
        bf.rival_high as base_rival_high,
        bf.observation_id as base_observation_id,
        bf.figure_source as base_figure_source,
        coalesce(bf.denominator, bk.n_ranked, bp.n_provinces) as base_n_ranked,
        coalesce(f.denominator, fk.n_ranked, fp.n_provinces) as figure_n_ranked,
        lf.value as later_value,
        coalesce(lf.value_decimals, d.digits) as later_decimals,
        lf.value_bound as later_bound,
        coalesce(lf.denominator, lk.n_ranked, lp.n_provinces) as later_n_ranked,
        lf.period_end as later_period_end,
        ef.value as end_value,
        coalesce(ef.value_decimals, d.digits) as end_decimals,
        ef.value_bound as end_bound,
        ef.period_end as end_period_end,
        pf.n_parts as partial_n_reported,
        pf.n_expected as partial_n_expected,
        m.chain_from_year,
        m.chain_from_value,
        m.chain_to_year,
        m.chain_to_value,
        m.interim_year,
        m.interim_value,
        sf.value as successor_value,
        sf.period_end as successor_period_end,
        x.observation_id is not null or tw.figure_no is not null as figure_in_conflict,
        k.link as figure_link,
        sl.target_indicator is not null as has_stock_link
    from {{ ref('int_gap_rows') }} as r
    inner join {{ ref('int_gap_figures') }} as g on r.gap_row_id = g.gap_row_id
    inner join {{ ref('int_gap_bases') }} as b on r.gap_row_id = b.gap_row_id
    cross join default_digits as d
    left join {{ ref('int_gap_milestones') }} as m on r.gap_row_id = m.gap_row_id
    {%- for alias, place, relation in [
        ('f', 'g.shown_no', 'int_gap_figures'), ('bf', 'b.base_no', 'int_gap_bases'),
        ('lf', 'g.later_no', 'int_gap_figures'), ('pf', 'g.partial_no', 'int_gap_figures'),
        ('ef', 'g.end_no', 'int_gap_figures'), ('sf', 'g.successor_no', 'int_gap_figures'),
    ] %}
    {#- Of the figures of all years only those that a row stands on: the rest is never carried
        along. #}
    left join (
        select * from {{ ref('int_figures') }}
        where figure_no in (select {{ place }} from {{ ref(relation) }} as {{ place[0] }})
    ) as {{ alias }} on {{ place }} = {{ alias }}.figure_no
    {%- endfor %}
    left join populations as bp on bf.period_end = bp.period_end
    left join populations as lp on lf.period_end = lp.period_end
    left join populations as fp on f.period_end = fp.period_end
    left join {{ ref('ranked_units') }} as bk
        on bf.indicator_code = bk.indicator_code and bf.figure_year = bk.figure_year
    left join {{ ref('ranked_units') }} as lk
        on lf.indicator_code = lk.indicator_code and lf.figure_year = lk.figure_year
    left join {{ ref('ranked_units') }} as fk
        on f.indicator_code = fk.indicator_code and f.figure_year = fk.figure_year
    left join conflicts as x on f.observation_id = x.observation_id
    left join told_otherwise as tw on f.figure_no = tw.figure_no
    left join stock_links as sl
        on r.indicator_code = sl.target_indicator and r.target_kind = sl.target_kind
    left join {{ ref('int_indicator_links') }} as k
        on r.indicator_code = k.target_indicator and r.target_kind = k.target_kind
        and f.indicator_code = k.figure_indicator
)

select * from final
