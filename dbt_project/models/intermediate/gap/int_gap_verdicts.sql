{#
    The arithmetic of gap, pace and status (docs/design.md, section 6): one row per row of
    int_gap_inputs with all that is said of it, gap, pace, status, reason, severity and flags.
    Restatements ask the same question with the old figure and with the new one (`moment`).
#}
with gap_measured as (
    select
        *,
        case
            when base_source = 'yearly_count_zero' then cast(0 as decimal(28, 10))
            when growth_base_value is not null then {{ as_decimal('growth_base_value') }}
            when target_kind = 'level'
                then {{ round_half_up('base_figure_value', 'base_decimals') }}
            when base_source is not null then cast(0 as decimal(28, 10))
        end as base_value,
        case
            when base_source = 'yearly_count_zero' then coalesce(sum_from, due_year) - 1.0
            when growth_base_value is not null then cast(growth_base_year as double)
            when base_source = 'baseline_period_mean' then cast(baseline_to as double)
            else base_figure_t
        end as base_t,
        case when base_source = 'baseline_period_mean' then baseline_mean
            else base_figure_value end as base_stock,
        target_kind in ('rank_gain', 'annual_increase', 'increase')
        or (target_kind = 'reduction' and coalesce(figure_link, '-') <> 'own'
            and (has_stock_link or not is_reduction_rate)) as needs_base,
        case
            when target_kind = 'reduction' and figure_link = 'own' then 'as_reported'
            when target_kind = 'increase' and is_share_of_base then 'increase_in_share'
            when target_kind = 'increase' then 'increase_in_points'
            else target_kind
        end as measure,
        {{ as_decimal('target_value') }} as promised
    from {{ ref('int_gap_inputs') }}
),

gap_actuals as (
    select
        *,
        {{ achieved('figure_value', 'figure_decimals') }} as actual_value,
        case
            when measure in ('level', 'as_reported', 'annual_increase') then figure_value_exact
            when measure = 'reduction' and base_stock <> 0
                then (base_stock - figure_value) / base_stock * 100
            when measure = 'increase_in_share' and base_stock <> 0
                then (figure_value - base_stock) / base_stock * 100
            when measure = 'increase_in_points' then figure_value_exact - base_stock
            when measure = 'rank_gain' then base_stock - figure_value
        end as actual_exact,
        {{ achieved('later_value', 'later_decimals') }} as later_achieved,
        {{ achieved('end_value', 'end_decimals') }} as end_achieved,
        {{ achieved('figure_rival_low', 'figure_decimals') }} as rival_low_achieved,
        {{ achieved('figure_rival_high', 'figure_decimals') }} as rival_high_achieved,
        -- The same from either value of a base that sources of one rank tell differently.
        case when measure in ('reduction', 'increase_in_share', 'increase_in_points', 'rank_gain')
            then {{ achieved('figure_value', 'figure_decimals', 'base_rival_low') }}
                end as base_low_achieved,
        case when measure in ('reduction', 'increase_in_share', 'increase_in_points', 'rank_gain')
            then {{ achieved('figure_value', 'figure_decimals', 'base_rival_high') }}
                end as base_high_achieved,
        -- What a printed bound says of the achievement: a rank beyond 41 is a gain below base - 41.
        case
            when target_kind = 'level' or measure = 'as_reported' then figure_bound
            when measure in ('increase_in_points', 'increase_in_share') and base_bound is null
                then figure_bound
            when measure in ('rank_gain', 'reduction') and base_bound is null
                then case figure_bound when '>' then '<' when '>=' then '<=' when '<' then '>'
                    when '<=' then '>=' end
        end as achieved_bound
    from gap_measured
),

gap_compared as (
    select
        *,
        measure = 'rank_gain' and figure_value = 1 as is_ceiling_rank,
        -- No share reaches 110 and nothing is cut by 130: whatever that number measures, it is not
        -- the indicator.
        coalesce((target_kind = 'level' and direction = 1 and target_value > natural_limit)
            or (target_kind = 'reduction' and target_value > 100), false)
            as is_beyond_limit,
        -- What stands at its natural limit cannot rise further, whatever was promised on top.
        coalesce(measure = 'increase_in_points' and figure_bound is null
            and figure_value >= natural_limit, false)
            as is_at_limit,
        {{ satisfies('effective_op', 'actual_value', 'promised') }} as is_satisfied_plain,
        {{ satisfies('effective_op', as_decimal('actual_exact'), 'promised') }}
            as is_satisfied_exact,
        {{ bound_implies('effective_op', 'achieved_bound', 'actual_value', 'promised') }}
            as is_satisfied_by_bound,
        -- A gain or reduction starts from nothing gained; a yearly count from a zero that is no
        -- figure.
        case when base_source is not null and base_source <> 'yearly_count_zero'
            then {{ satisfies('effective_op', 'base_value', 'promised') }} end as is_base_satisfied,
        case
            when later_bound is not null and (target_kind = 'level' or measure = 'as_reported')
                then {{ bound_implies('effective_op', 'later_bound', 'later_achieved',
                    'promised') }}
            when later_bound is not null then null
            when measure = 'rank_gain' and later_n_ranked <> base_n_ranked then null
            when measure = 'rank_gain' and later_value = 1 then true
            when measure = 'increase_in_points' and later_value >= natural_limit then true
            when measure <> 'annual_increase'
                then {{ satisfies('effective_op', 'later_achieved', 'promised') }}
        end as is_later_satisfied,
        {{ wilson('figure_value', 'figure_respondents', parameter('wilson_z'), '-') }}
            as interval_low,
        {{ wilson('figure_value', 'figure_respondents', parameter('wilson_z'), '+') }}
            as interval_high,
        (actual_value - promised) * direction as gap_value,
        (end_achieved - promised) * direction as gap_at_end,
        (cast(promised as double) - cast(base_value as double)) * direction as way_to_go,
        (cast(actual_value as double) - cast(base_value as double)) * direction as way_gone,
        figure_t - base_t as years_gone,
        coalesce(due_t, cast(due_year as double)) - base_t as years_planned,
        coalesce(due_t, cast(due_year as double)) - figure_t as years_left,
        -- Two sources of one rank, of the figure or of its base, on both sides of the target.
        coalesce({{ satisfies('effective_op', 'rival_low_achieved', 'promised') }}
            <> {{ satisfies('effective_op', 'rival_high_achieved', 'promised') }}, false)
        or coalesce({{ satisfies('effective_op', 'base_low_achieved', 'promised') }}
            <> {{ satisfies('effective_op', 'base_high_achieved', 'promised') }}, false)
        -- «dưới 80%» of one and 82 of another: what the bound says and what the rival says.
        or coalesce(figure_in_conflict and figure_bound is not null and target_kind = 'level'
            and {{ bound_implies('effective_op', 'achieved_bound', 'actual_value', 'promised') }}
            <> case when direction = 1
                then {{ satisfies('effective_op', 'rival_high_achieved', 'promised') }}
                else {{ satisfies('effective_op', 'rival_low_achieved', 'promised') }} end, false)
                as is_disputed,
        -- What the last full year said where the unit or level ended within a year before the due
        -- date.
        case
            when valid_to is null or end_value is null or end_bound is not null
                or due_date <= valid_to
                or due_date > {{ add_days('valid_to', '366') }} then null
            when measure = 'rank_gain' or measure = 'annual_increase' then null
            else {{ satisfies('effective_op', 'end_achieved', 'promised') }}
        end as is_satisfied_at_end,
        path = 'step' as is_step
    from gap_actuals
),

gap_paced as (
    select
        *,
        case
            when is_ceiling_rank or is_at_limit then true
            when figure_bound is not null then is_satisfied_by_bound
            else is_satisfied_plain
        end as is_satisfied,
        case
            when is_step and years_left > 1e-9 then null
            when is_step then cast(promised as double)
            when years_planned > 0 and years_gone >= 0
                then cast(base_value as double)
                    + (cast(promised as double) - cast(base_value as double)) * years_gone
                        / years_planned
        end as expected_value,
        case
            when is_step and years_left > 1e-9 then null
            when years_gone > 1e-9 and years_planned > 1e-9 and way_to_go > 0
                then (way_gone / years_gone) / (way_to_go / years_planned)
        end as pace,
        case when years_gone > 1e-9
            then (cast(actual_value as double) - cast(base_value as double)) / years_gone
                end as rate_per_year,
        case when chain_from_year is not null and (base_t is null or chain_from_year >= base_t)
            then chain_from_year else base_t end as chain_left_t,
        case when chain_from_year is not null and (base_t is null or chain_from_year >= base_t)
            then chain_from_value else cast(base_value as double) end as chain_left_value
    from gap_compared
),

gap_lined as (
    select
        *,
        case
            when target_kind not in ('level', 'reduction', 'increase') then expected_value
            when figure_t is null then null
            when chain_to_year is null then chain_left_value
            when figure_t >= chain_left_t and chain_to_year > chain_left_t
                then chain_left_value
                    + (chain_to_value - chain_left_value) * (figure_t - chain_left_t)
                        / (chain_to_year - chain_left_t)
        end as expected_chain,
        case when not coalesce(is_satisfied, false) and years_left > 1e-9
            then (cast(promised as double) - cast(actual_value as double)) / years_left
                end as required_per_year,
        case
            when years_left > 1e-9 and rate_per_year is not null then
                case
                    when target_kind = 'level' and direction = 1
                        then least(cast(actual_value as double) + rate_per_year * years_left,
                            coalesce(natural_limit, 1e300))
                    when target_kind = 'level'
                        then greatest(cast(actual_value as double) + rate_per_year * years_left,
                            coalesce(natural_limit, -1e300))
                    when target_kind = 'reduction'
                        then least(cast(actual_value as double) + rate_per_year * years_left, 100)
                    else cast(actual_value as double) + rate_per_year * years_left
                end
        end as projected_at_due,
        case
            when not coalesce(is_satisfied, false) and rate_per_year * direction > 0
                and (cast(promised as double) - cast(actual_value as double)) / rate_per_year
                    between 0 and 100
                then cast(ceil(round(
                    figure_t + (cast(promised as double) - cast(actual_value as double))
                        / rate_per_year, 9
                )) as integer)
        end as projected_year_met,
        case
            when target_kind = 'level' and direction = -1
                then cast(promised as double) / nullif(cast(actual_value as double), 0)
            else cast(actual_value as double) / nullif(cast(promised as double), 0)
        end as attainment,
        -- A place among 63 is told of 63, of the 60 to 62 that had data too, and never of 34.
        case when measure = 'rank_gain' then coalesce(figure_n_ranked <> base_n_ranked, false)
            else coalesce(abs(figure_n_ranked - stated_n_ranked)
                > stated_n_ranked * {{ parameter('ranked_units_lacking') }}, false)
        end as is_population_changed,
        valid_to is not null and due_date > valid_to and eval_date > valid_to as is_after_end
    from gap_paced
),

-- What stops an assessment before any comparison, in the order of the rules.
gap_stopped as (
    select
        *,
        case
            when is_polarity_unsure then 'polarity_unsure'
            when indicator_code is null then 'indicator_unknown'
            when due_year is null then 'no_due_year'
            when not is_unit_right or is_beyond_limit then 'unit_mismatch'
            when is_scope_unsure then 'scope_unsure'
            when is_scope_open then 'scope_without_figures'
            when amended_by is not null then 'amended_unclear'
            when last_no is null and has_other_definition then 'definition_mismatch'
            when last_no is null and has_other_scope then 'scope_without_figures'
            when is_comparator_conflict then 'comparator_conflict'
            -- Nobody to ask for a figure: «never reported» would blame a unit that is not known.
            when issuer_unit_id = 'unknown' then 'issuer_unknown'
            when is_after_end then end_reason
            when needs_base and base_source is null and has_base_of_other_method
                then 'definition_mismatch'
            when needs_base and base_source is null then 'base_missing'
            when measure in ('reduction', 'increase_in_share') and base_stock = 0 then 'base_zero'
            when deciding_no is not null and is_population_changed then 'ranked_population_changed'
            when deciding_no is null and partial_no is not null then 'partial_coverage'
            when deciding_no is not null and is_disputed then 'sources_disagree'
            when deciding_no is not null and figure_bound is not null and not is_ceiling_rank
                and is_satisfied_by_bound is null then 'bounded_value'
            when deciding_no is not null and figure_bound is not null and not is_due
                and not is_satisfied_by_bound then 'bounded_value'
            when is_approximate and deciding_no is not null and not is_satisfied
                then 'bounded_value'
            when deciding_no is not null and not is_due and not is_satisfied
                and base_bound is not null
                and figure_period_end > base_period_end then 'bounded_value'
        end as stop_reason
    from gap_lined
),

gap_judged as (
    select
        *,
        case
            when stop_reason is not null then stop_reason
            when last_no is null and held_reason is not null then held_reason
            when last_no is null then 'never_reported'
            -- Delivered for the due year and kept out by a finding: whoever can mend it must hear
            -- of it first.
            when is_due and deciding_no is null and held_due_reason is not null then held_due_reason
            when is_due and deciding_no is null and has_provisional then 'final_figure_pending'
            when is_due and deciding_no is null
                and as_of <= {{ add_days('due_date', 'publication_lag_days') }}
                then 'awaiting_publication'
            when is_due and deciding_no is null then 'overdue_publication'
            when deciding_no is null then 'no_observation_after_base'
            when is_due and is_satisfied then 'met'
            when is_due then 'missed'
            -- A year's count, a counter of the year's work and a ceiling over several years say
            -- nothing before they end.
            when is_yearly_count or (sum_from is not null and direction = -1 and is_satisfied)
                then 'year_not_over'
            -- A figure from before the plan is where it starts, not what it reached.
            when figure_year < plan_start_year then 'no_observation_after_base'
            when is_satisfied then 'met'
            when is_base_satisfied and figure_period_end > base_period_end
                then 'baseline_met_then_fell'
            -- It expects nothing before its day: no base would change that.
            when is_step and years_left > 1e-9 then 'step_not_due'
            when base_source is null and interim_year is null then 'no_base'
            when base_source is null then 'judged_on_milestone'
            when years_gone <= 1e-9 then 'no_observation_after_base'
            when years_planned <= 1e-9 then 'base_not_before_due'
            -- The base stands exactly on a strict bound: nothing is left to go, only standing still
            -- or falling.
            when pace is null and way_gone >= 0 then 'on_track'
            when pace is null then 'reversing'
            when round(pace, 9) >= {{ parameter('pace_on_track') }} then 'on_track'
            when round(pace, 9) >= {{ parameter('pace_accelerate') }} then 'accelerate'
            when round(pace, 9) >= 0 then 'far_behind'
            else 'reversing'
        end as verdict,
        {{ satisfies('effective_op', 'actual_value', as_decimal('interim_value')) }}
            as is_interim_satisfied
    from gap_stopped
),

gap_verdicts as (
    select
        j.*,
        case
            when j.verdict in ('met', 'missed', 'on_track') then j.verdict
            when j.verdict = 'judged_on_milestone'
                then case when j.is_interim_satisfied then 'on_track' else 'behind' end
            when j.verdict in ('accelerate', 'far_behind', 'reversing', 'baseline_met_then_fell')
                then 'behind'
            else r.belongs_to
        end as status,
        case when r.code is not null then j.verdict end as reason,
        case
            when j.verdict in ('accelerate', 'far_behind', 'reversing') then j.verdict
            when j.verdict = 'baseline_met_then_fell' then 'reversing'
            when j.verdict = 'judged_on_milestone' and not j.is_interim_satisfied then 'accelerate'
        end as severity,
        case
            when j.last_no is null then 'none'
            when j.deciding_no is not null and not j.is_after_end then 'decides'
            else 'last_known'
        end as figure_role
    from gap_judged as j
    left join {{ ref('closed_lists') }} as r on r.list = 'reason' and j.verdict = r.code
),

final as (
    select
        v.*,
        {{ join_flags([
            ('adopted', 'is_adopted'),
            ('base_inside_plan', "base_source = 'first_inside_plan'
                and verdict not in ('no_observation_after_base', 'never_reported')"),
            ('borderline', "figure_role = 'decides' and figure_bound is null
                and (is_satisfied_plain <> is_satisfied_exact
                or (target_kind = 'level' and target_value between interval_low
                    and interval_high))"),
            ('bounded', 'figure_bound is not null'),
            ('at_natural_limit', 'is_at_limit and not is_satisfied_plain'),
            ('bridged', "figure_link in ('exact', 'close')"),
            ('ceiling_rank_1', 'is_ceiling_rank'),
            ('conflict', 'figure_in_conflict'),
            ('early', "verdict = 'met' and not is_due"),
            ('fell_back', "figure_role = 'decides' and was_met_inside and not is_satisfied"),
            ('generated_milestone', 'is_generated'),
            ('judged_on_milestone', "verdict = 'judged_on_milestone'"),
            ('lapsed', "verdict = 'met' and is_due and not is_later_satisfied"),
            ('last_known', "figure_role = 'last_known'"),
            ('met_late', "verdict in ('missed', 'never_reported', 'held_back', 'no_value_printed',
                'zero_denominator',
                'overdue_publication', 'final_figure_pending') and is_due
                and is_later_satisfied"),
            ('method_bridged', "base_source is not null and figure_method <> base_method"),
            ('other_variant', 'not is_preferred_variant'),
            ('over_range', "stated_op = 'range' and value_high is not null and ((direction = 1
                and actual_value > " ~ as_decimal('value_high')
                    ~ ") or (direction = -1 and is_below_range))"),
            ('provisional', 'last_no is not null and not figure_is_final'),
            ('reconstructed', "figure_source = 'rebuilt' or base_figure_source = 'rebuilt'"),
            ('reduction_as_reported', "measure = 'as_reported'"),
            ('rolled_up', "figure_source = 'roll_up'"),
            ('strict_boundary', "effective_op in ('>', '<') and actual_value = promised"),
            ('superseded', 'is_superseded'),
            ('year_from_plan_period', "year_source = 'plan_period'"),
        ]) }} as flags
    from (
        select g.*, coalesce(g.actual_value < {{ as_decimal('t.value_low') }}, false)
            as is_below_range
        from gap_verdicts as g
        left join {{ ref('int_targets_stated') }} as t on g.target_id = t.target_id
    ) as v
)

{#- What nothing but the arithmetic asks for: two fifths of the columns. #}
{%- set steps = [
    'is_adopted', 'is_unit_right', 'is_share_of_base', 'is_polarity_unsure', 'is_scope_open',
    'is_scope_unsure', 'amended_by', 'due_method', 'is_comparator_conflict', 'baseline_from', 'baseline_to',
    'is_matched', 'is_yearly_count', 'sum_from', 'is_reduction_rate', 'is_due_within_year',
    'is_due_now', 'plan_start_year', 'is_benchmark_ended', 'later_no', 'end_no', 'shown_no',
    'has_provisional', 'has_other_definition', 'has_direct', 'has_other_scope',
    'is_preferred_variant', 'figure_value_exact', 'figure_first_known_from', 'base_no',
    'baseline_mean', 'has_base_of_other_method', 'was_met_inside', 'base_figure_value',
    'base_decimals', 'base_figure_t', 'base_method', 'base_bound', 'base_figure_source',
    'later_decimals', 'later_bound', 'later_n_ranked', 'stated_n_ranked', 'end_value', 'end_decimals', 'end_bound',
    'chain_from_year', 'chain_from_value', 'chain_to_year', 'chain_to_value',
    'figure_in_conflict', 'figure_link', 'has_stock_link', 'needs_base', 'later_achieved',
    'end_achieved', 'rival_low_achieved', 'rival_high_achieved', 'base_low_achieved',
    'base_high_achieved', 'achieved_bound', 'is_ceiling_rank', 'is_beyond_limit', 'is_at_limit',
    'is_satisfied_plain', 'is_satisfied_exact', 'is_satisfied_by_bound', 'is_base_satisfied',
    'is_later_satisfied', 'way_to_go', 'way_gone', 'years_gone', 'years_planned', 'years_left',
    'is_disputed', 'is_step', 'rate_per_year', 'chain_left_t', 'chain_left_value',
    'is_population_changed', 'is_interim_satisfied', 'is_below_range'
] %}

select {{ columns_but(steps) }} from final
