{# One row per row of gaps with all that the arithmetic says of it: gap, pace, status, reason, severity and flags. #}
with inputs as (
    select * from {{ ref('int_gap_inputs') }}
),

{{ gap_arithmetic('inputs') }},

final as (
    select
        v.*,
        {{ join_flags([
            ('adopted', 'is_adopted'),
            ('base_inside_plan', "base_source = 'first_inside_plan' and verdict not in ('no_observation_after_base', 'never_reported')"),
            ('borderline', "figure_role = 'decides' and figure_bound is null and (is_satisfied_plain <> is_satisfied_exact
                or (target_kind = 'level' and target_value between interval_low and interval_high))"),
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
            ('met_late', "verdict in ('missed', 'never_reported', 'held_back', 'no_value_printed', 'zero_denominator',
                'overdue_publication', 'final_figure_pending') and is_due
                and is_later_satisfied"),
            ('method_bridged', "base_source is not null and figure_method <> base_method"),
            ('other_variant', 'not is_preferred_variant'),
            ('over_range', "stated_op = 'range' and value_high is not null and ((direction = 1
                and actual_value > " ~ as_decimal('value_high') ~ ") or (direction = -1 and is_below_range))"),
            ('provisional', 'last_no is not null and not figure_is_final'),
            ('reconstructed', "figure_source = 'rebuilt' or base_figure_source = 'rebuilt'"),
            ('reduction_as_reported', "measure = 'as_reported'"),
            ('rolled_up', "figure_source = 'roll_up'"),
            ('strict_boundary', "effective_op in ('>', '<') and actual_value = promised"),
            ('superseded', 'is_superseded'),
            ('year_from_plan_period', "year_source = 'plan_period'"),
        ]) }} as flags
    from (
        select g.*, coalesce(g.actual_value < {{ as_decimal('t.value_low') }}, false) as is_below_range
        from gap_verdicts as g
        left join {{ ref('int_targets_stated') }} as t on g.target_id = t.target_id
    ) as v
)

select * from final
