{#
    Every number that the arithmetic needs, chosen and laid side by side: the figure that decides (or the last known one),
    the base, the neighbours on the path. Nothing is computed here but which figure counts. The large relations are named
    in each join: what several parts read by one name of a query is written down first, with every column.
#}
with links as (
    select * from {{ ref('int_indicator_links') }}
),

targets as (
    select * from {{ ref('int_targets') }}
),

methods as (
    select * from {{ ref('int_method_bridges') }}
),

-- Methods that only a broader or narrower bridge joins: no figure of the one answers a promise of the other.
method_gaps as (
    select from_indicator as indicator_code, from_method as figure_method, to_method as due_method
    from {{ ref('int_bridges') }}
    where from_indicator = to_indicator and relation in ('broader', 'narrower')
    union
    select from_indicator as indicator_code, to_method as figure_method, from_method as due_method
    from {{ ref('int_bridges') }}
    where from_indicator = to_indicator and relation in ('broader', 'narrower')
),

-- Units that report the indicator under any other scope: they report, only not what was promised.
other_scopes as (
    select distinct r.target_id, r.unit_id
    from {{ ref('int_gap_rows') }} as r
    inner join links as l on r.indicator_code = l.target_indicator and r.target_kind = l.target_kind and l.link_rank >= 0
    inner join {{ ref('int_figures') }} as f
        on r.unit_id = f.unit_id and l.figure_indicator = f.indicator_code and r.coverage_level = f.coverage_level
        and r.scope_code <> f.scope_code
    where r.scope_code <> 'all'
),

-- What was delivered and is no figure: «never reported» would be false. `held_due_no` is of the due year.
held as (
    select
        r.target_id,
        r.unit_id,
        r.row_year,
        max(h.held_no) as held_no,
        max(case when h.figure_year = r.due_year then h.held_no end) as held_due_no
    from {{ ref('int_gap_rows') }} as r
    inner join links as l on r.indicator_code = l.target_indicator and r.target_kind = l.target_kind and l.link_rank >= 0
    inner join {{ ref('int_figures_held_back') }} as h
        on
            r.unit_id = h.unit_id
            and l.figure_indicator = h.indicator_code
            and r.coverage_level = h.coverage_level
            and r.scope_code = h.scope_code
            and h.period_end <= r.eval_date
    group by r.target_id, r.unit_id, r.row_year
),

default_digits as (
    select cast(max(value) as integer) as digits from {{ ref('parameters') }} where name = 'default_decimals'
),

-- Every figure of the row's unit, coverage and scope that could matter, with the link by which it answers.
candidates as (
    select
        r.target_id,
        r.unit_id,
        r.row_year,
        r.due_year,
        r.due_date,
        r.is_due,
        r.is_due_within_year,
        r.is_yearly_count,
        r.eval_date,
        r.valid_to,
        f.figure_no,
        f.until,
        f.figure_year,
        f.period_end,
        f.is_final,
        f.is_partial,
        l.link,
        {{ choice_order('f', 'l') }} as choice_order,
        {{ due_order('f', 'l') }} as due_order,
        -- A method that only a broader or narrower bridge joins to the due year's is another definition.
        l.link_rank >= 0 and x.indicator_code is null as is_answer
    from {{ ref('int_gap_rows') }} as r
    inner join links as l on r.indicator_code = l.target_indicator and r.target_kind = l.target_kind
    inner join {{ ref('int_figures') }} as f
        on
            {{ is_of_asked_series('r', 'l', 'f') }}
            and (f.until is null or (r.is_due_within_year and f.until = r.due_date))
    left join method_gaps as x
        on f.indicator_code = x.indicator_code and f.method_version = x.figure_method and r.due_method = x.due_method
    where r.is_matched
),

chosen as (
    select
        target_id,
        unit_id,
        row_year,
        {{ latest_by('figure_no', "case when is_answer and not is_partial and figure_year <= row_year and period_end <= eval_date
                and (not is_due or (figure_year = due_year and is_final and coalesce(is_due_within_year, false) = (until is not null)))
                and (not is_yearly_count or figure_year = due_year)
                then case when is_due then due_order else choice_order end end") }} as deciding_no,
        {{ latest_by('figure_no', "case when is_answer and not is_partial and figure_year <= row_year and period_end <= eval_date
            then choice_order end") }} as last_no,
        {{ latest_by('figure_no', "case when is_answer and not is_partial and is_due and until is null and (figure_year > due_year
            or period_end > due_date) then choice_order end") }} as later_no,
        {{ latest_by('figure_no', "case when is_answer and not is_partial and is_final and until is null and period_end <= valid_to
            and figure_year = year(valid_to) - case when month(valid_to) = 12 then 0 else 1 end then choice_order end") }} as end_no,
        {{ latest_by('figure_no', "case when is_answer and is_partial and figure_year <= row_year and period_end <= eval_date
                and (not is_due or figure_year = due_year) then choice_order end") }} as partial_no,
        max(case when is_answer and not is_partial and not is_final and figure_year = due_year and period_end <= eval_date then 1
            else 0 end) as has_provisional,
        max(case when not is_answer and period_end <= eval_date then 1 else 0 end) as has_mismatch,
        max(case when is_answer and link = 'own' and not is_partial then 1 else 0 end) as has_direct
    from candidates
    group by target_id, unit_id, row_year
),

-- A scope of the same ordered dimension under another wording is another definition.
other_wordings as (
    select distinct
        r.target_id,
        r.unit_id
    from {{ ref('int_gap_rows') }} as r
    inner join {{ ref('scope_order') }} as s on r.indicator_code = s.indicator_code and r.scope_code = s.same_as and s.dimension is not null
    inner join {{ ref('scope_order') }} as o on s.indicator_code = o.indicator_code and s.dimension = o.dimension and o.same_as <> s.same_as
    inner join {{ ref('int_figures') }} as f on r.unit_id = f.unit_id and f.indicator_code = o.indicator_code and f.scope_code = o.same_as
        and f.coverage_level = r.coverage_level
),

shown as (
    select
        r.*,
        c.deciding_no,
        c.last_no,
        c.later_no,
        c.partial_no,
        c.end_no,
        coalesce(c.deciding_no, c.last_no) as shown_no,
        coalesce(c.has_provisional, 0) = 1 as has_provisional,
        coalesce(c.has_mismatch, 0) = 1 or o.target_id is not null as has_other_definition,
        coalesce(c.has_direct, 0) = 1 as has_direct,
        os.target_id is not null as has_other_scope,
        ha.held_reason,
        ha.held_at,
        hd.held_reason as held_due_reason,
        hd.held_at as held_due_at,
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
        f.respondents as figure_respondents
    from {{ ref('int_gap_rows') }} as r
    left join chosen as c on r.target_id = c.target_id and r.unit_id = c.unit_id and r.row_year = c.row_year
    left join other_wordings as o on r.target_id = o.target_id and r.unit_id = o.unit_id
    left join other_scopes as os on r.target_id = os.target_id and r.unit_id = os.unit_id
    left join held as h on r.target_id = h.target_id and r.unit_id = h.unit_id and r.row_year = h.row_year
    left join {{ ref('int_figures_held_back') }} as ha on h.held_no = ha.held_no
    left join {{ ref('int_figures_held_back') }} as hd on h.held_due_no = hd.held_no
    left join {{ ref('int_figures') }} as f on coalesce(c.deciding_no, c.last_no) = f.figure_no
    cross join default_digits as d
),

-- Figures that may be the base: the shown figure's variant, its method or one bridged to it.
base_candidates as (
    select
        s.target_id,
        s.unit_id,
        s.row_year,
        f.figure_no,
        f.figure_year,
        f.period_end,
        f.is_final,
        f.is_partial,
        f.value,
        {{ choice_order('f', 'l') }} as choice_order,
        s.plan_start_year,
        s.baseline_from,
        s.baseline_to,
        s.figure_period_end,
        s.deciding_no,
        {{ satisfies('s.effective_op', round_half_up('f.value', 'coalesce(f.value_decimals, d.digits)'),
            as_decimal('s.target_value')) }}
        and f.indicator_code = s.figure_indicator as was_met
    from shown as s
    inner join links as l on s.indicator_code = l.target_indicator and s.target_kind = l.target_kind and l.link_rank >= 0
    inner join {{ ref('int_figures') }} as f
        on
            {{ is_of_asked_series('s', 'l', 'f') }}
            and f.until is null
            and (s.figure_variant is null or s.figure_variant = f.source_variant)
    left join methods as m on f.indicator_code = m.indicator_code and f.method_version = m.base_method and s.figure_method = m.figure_method
    cross join default_digits as d
    where
        f.period_end <= s.eval_date
        and not f.is_partial
        and (f.method_version is null or s.figure_method is null or f.method_version = s.figure_method or m.indicator_code is not null)
        -- A rate of reduction is its own measure; only the stock it cuts can be its base.
        and (s.target_kind in ('level', 'increase') or l.link in ('stock', 'rank'))
),

bases as (
    select
        target_id,
        unit_id,
        row_year,
        {{ latest_by('figure_no', "case when figure_year < plan_start_year then choice_order end") }} as before_no,
        {{ latest_by('figure_no', "case when figure_year >= plan_start_year and period_end <= figure_period_end
            then " ~ first_order('choice_order') ~ " end") }} as inside_no,
        {{ latest_by('figure_no', "case when figure_year = baseline_to and is_final then choice_order end") }} as baseline_no,
        max(case when figure_year >= plan_start_year and period_end < figure_period_end and was_met then 1 else 0 end) as was_met_inside,
        {{ latest_by('was_met', "case when figure_year >= plan_start_year and period_end <= figure_period_end
            then " ~ first_order('choice_order') ~ " end") }} as first_inside_was_met,
        sum(case when figure_year >= plan_start_year and period_end < figure_period_end and was_met then 1 else 0 end) as n_met_inside
    from base_candidates
    group by target_id, unit_id, row_year
),

-- A yearly mean counts each year once, also where a year was both reported and rebuilt.
baseline_years as (
    select
        target_id,
        unit_id,
        row_year,
        figure_year,
        {{ latest_by('value', 'choice_order') }} as value
    from base_candidates
    where is_final and baseline_from < baseline_to and figure_year between baseline_from and baseline_to
    group by target_id, unit_id, row_year, figure_year
),

baseline_means as (
    select target_id, unit_id, row_year, avg(value) as baseline_mean, count(*) as baseline_n
    from baseline_years
    group by target_id, unit_id, row_year
),

based as (
    select
        s.*,
        case
            when s.growth_base_value is not null then null
            when s.target_kind = 'level' then coalesce(b.before_no, b.inside_no)
            when s.target_kind in ('reduction', 'increase', 'rank_gain') then b.baseline_no
        end as base_no,
        case
            when s.is_yearly_count or s.sum_from is not null then 'yearly_count_zero'
            -- A milestone of growth stands on the growth's own base, never on the first figure seen.
            when s.growth_base_value is not null then s.growth_base_source
            when s.target_kind = 'level' and b.before_no is not null then 'before_plan'
            when s.target_kind = 'level' and b.inside_no is not null then 'first_inside_plan'
            when s.target_kind in ('reduction', 'increase', 'rank_gain') and s.baseline_from < s.baseline_to
                and bm.baseline_n = s.baseline_to - s.baseline_from + 1 then 'baseline_period_mean'
            when s.target_kind in ('reduction', 'increase', 'rank_gain') and s.baseline_from = s.baseline_to and b.baseline_no is not null
                then 'baseline_year'
        end as base_source,
        bm.baseline_mean,
        -- Met at some time inside the plan, the base itself not counted.
        coalesce(b.n_met_inside, 0) - case when b.before_no is null and coalesce(b.first_inside_was_met, false) then 1
            else 0 end > 0 as was_met_inside
    from shown as s
    left join bases as b on s.target_id = b.target_id and s.unit_id = b.unit_id and s.row_year = b.row_year
    left join baseline_means as bm on s.target_id = bm.target_id and s.unit_id = bm.unit_id and s.row_year = bm.row_year
),

-- The promises of one document for one thing, in order of year: the chain, and the last milestone that fell due.
chain as (
    select
        t.target_id,
        o.due_year as milestone_year,
        max(o.target_value) as milestone_value
    from targets as t
    inner join targets as o
        on
            t.plan_id = o.plan_id
            and t.indicator_code = o.indicator_code
            and t.scope_code = o.scope_code
            and t.target_level is not distinct from o.target_level
            and t.target_kind = o.target_kind
            and t.target_kind in ('level', 'reduction', 'increase')
            and t.baseline_year is not distinct from o.baseline_year
            and o.due_year is not null
    group by t.target_id, o.due_year
),

chained as (
    select
        b.target_id,
        b.unit_id,
        b.row_year,
        max(case when c.milestone_year <= b.figure_t then c.milestone_year end) as chain_from_year,
        {{ latest_by('c.milestone_value', "case when c.milestone_year <= b.figure_t then c.milestone_year end") }} as chain_from_value,
        min(case when c.milestone_year > b.figure_t then c.milestone_year end) as chain_to_year,
        {{ earliest_by('c.milestone_value', "case when c.milestone_year > b.figure_t then c.milestone_year end") }} as chain_to_value,
        max(case when c.milestone_year < b.due_year and c.milestone_year <= b.figure_t then c.milestone_year end) as interim_year,
        {{ latest_by('c.milestone_value', "case when c.milestone_year < b.due_year and c.milestone_year <= b.figure_t
            then c.milestone_year end") }} as interim_value
    from based as b
    inner join chain as c on b.target_id = c.target_id
    group by b.target_id, b.unit_id, b.row_year
),

-- Ranked units on a day: what the source says, else what is known of that ranking, else the provinces that existed.
population_days as (
    select distinct f.period_end
    from {{ ref('int_figures') }} as f
    inner join {{ ref('int_indicators') }} as i on f.indicator_code = i.indicator_code
    where i.is_rank
),

populations as (
    select
        d.period_end,
        count(*) as n_provinces
    from population_days as d
    inner join {{ ref('int_units') }} as u
        on u.unit_level = 'province'
        and (u.valid_from is null or u.valid_from <= d.period_end)
        and (u.valid_to is null or u.valid_to >= d.period_end)
    group by d.period_end
),

-- The successor's own latest figure, to stand beside what a dissolved unit promised.
successor_rows as (
    select
        r.target_id,
        r.unit_id,
        {{ latest_by('f.figure_no', choice_order('f', 'l')) }} as successor_no
    from {{ ref('int_gap_rows') }} as r
    inner join links as l on r.indicator_code = l.target_indicator and r.target_kind = l.target_kind and l.link_rank >= 0
    inner join {{ ref('int_figures') }} as f
        on
            r.successor_unit_id = f.unit_id
            and l.figure_indicator = f.indicator_code
            and r.coverage_level = f.coverage_level
            and r.scope_code = f.scope_code
    where not f.is_partial and f.period_end > r.valid_to
    group by r.target_id, r.unit_id
),

stock_links as (
    select distinct target_indicator, target_kind from links where link = 'stock'
),

conflicts as (
    select distinct observation_id from {{ ref('int_observation_revisions') }} where is_conflict
),

final as (
    select
        b.*,
        bf.value as base_figure_value,
        coalesce(bf.value_decimals, d.digits) as base_decimals,
        bf.period_end as base_period_end,
        bf.period_t as base_figure_t,
        bf.method_version as base_method,
        bf.indicator_code as base_indicator,
        bf.value_bound as base_bound,
        bf.rival_low as base_rival_low,
        bf.rival_high as base_rival_high,
        bf.observation_id as base_observation_id,
        bf.figure_source as base_figure_source,
        coalesce(bf.denominator, bk.n_ranked, bp.n_provinces) as base_n_ranked,
        coalesce(b.figure_denominator, fk.n_ranked, fp.n_provinces) as figure_n_ranked,
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
        ch.chain_from_year,
        ch.chain_from_value,
        ch.chain_to_year,
        ch.chain_to_value,
        ch.interim_year,
        ch.interim_value,
        sf.value as successor_value,
        sf.period_end as successor_period_end,
        x.observation_id is not null as figure_in_conflict,
        k.link as figure_link,
        sl.target_indicator is not null as has_stock_link
    from based as b
    cross join default_digits as d
    left join {{ ref('int_figures') }} as bf on b.base_no = bf.figure_no
    left join {{ ref('int_figures') }} as lf on b.later_no = lf.figure_no
    left join {{ ref('int_figures') }} as pf on b.partial_no = pf.figure_no
    left join {{ ref('int_figures') }} as ef on b.end_no = ef.figure_no
    left join populations as bp on bf.period_end = bp.period_end
    left join populations as lp on lf.period_end = lp.period_end
    left join populations as fp on b.figure_period_end = fp.period_end
    left join {{ ref('ranked_units') }} as bk on bf.indicator_code = bk.indicator_code and bf.figure_year = bk.figure_year
    left join {{ ref('ranked_units') }} as lk on lf.indicator_code = lk.indicator_code and lf.figure_year = lk.figure_year
    left join {{ ref('ranked_units') }} as fk on b.figure_indicator = fk.indicator_code and b.figure_year = fk.figure_year
    left join chained as ch on b.target_id = ch.target_id and b.unit_id = ch.unit_id and b.row_year = ch.row_year
    left join successor_rows as sr on b.target_id = sr.target_id and b.unit_id = sr.unit_id
    left join {{ ref('int_figures') }} as sf on sr.successor_no = sf.figure_no
    left join conflicts as x on b.figure_observation_id = x.observation_id
    left join stock_links as sl on b.indicator_code = sl.target_indicator and b.target_kind = sl.target_kind
    left join links as k on b.indicator_code = k.target_indicator and b.target_kind = k.target_kind
        and b.figure_indicator = k.figure_indicator
)

select * from final
