{#
    Figures that were restated or replaced: the value before and after, why, and what the own promises that rest on it would have
    been. Whatever changes a verdict once due has its row here: a restatement (also of one month of a sum, or of a base), a better
    source, a source beside it, the year reported after its months, a nearer or better figure that came later.
#}
with revisions as (
    select * from {{ ref('int_observation_revisions') }}
    where n_revisions > 1
),

restated as (
    select
        n.observation_id,
        n.previous_observation_id,
        case
            when n.source_rank < o.source_rank then 'better_source'
            when n.is_conflict then 'source_beside'
            else 'restatement'
        end as revision_cause,
        n.indicator_code,
        n.unit_id,
        n.coverage_level,
        n.scope_code,
        n.source_variant,
        n.method_version,
        n.period_kind,
        n.period_start,
        n.period_end,
        n.revision_no,
        o.value as old_value,
        n.value as new_value,
        o.numerator as old_numerator,
        n.numerator as new_numerator,
        o.denominator as old_denominator,
        n.denominator as new_denominator,
        o.value_as_printed as old_as_printed,
        n.value_as_printed as new_as_printed,
        o.value_decimals as old_decimals,
        o.value_bound as old_bound,
        o.source_file as old_source_file,
        n.source_file as new_source_file,
        o.known_from as old_known_from,
        n.known_from as new_known_from,
        n.is_conflict or coalesce(n.known_from = o.known_from, n.known_from is null and o.known_from is null) as is_conflict
    from revisions as n
    inner join revisions as o on n.previous_observation_id = o.observation_id
),

-- Own promises as they stand in their latest row.
asked as (
    select *
    from {{ ref('int_gap_inputs') }}
    where basis = 'own' and row_year = case when is_due_now then due_year else as_of_year end
),

-- The figure of another series that decided before the one that decides now was known.
earlier as (
    select
        a.target_id,
        a.unit_id,
        a.row_year,
        {{ latest_by('f.figure_no', due_order('f', 'l')) }} as earlier_no
    from asked as a
    inner join {{ ref('int_indicator_links') }} as l
        on a.indicator_code = l.target_indicator and a.target_kind = l.target_kind and l.link_rank >= 0
    inner join {{ ref('int_figures') }} as f
        on
            {{ is_of_asked_series('a', 'l', 'f') }}
            and a.due_year = f.figure_year
            and a.figure_first_known_from > f.first_known_from
    where
        a.is_due and a.deciding_no is not null and f.is_final and not f.is_partial
        and coalesce(a.is_due_within_year, false) = (f.until is not null) and (f.until is null or f.until = a.due_date)
    group by a.target_id, a.unit_id, a.row_year
),

replaced as (
    select
        a.target_id,
        a.unit_id,
        a.row_year,
        a.figure_observation_id as observation_id,
        'nearer_figure' as revision_cause,
        f.observation_id as old_observation_id,
        f.value as old_value,
        f.value_decimals as old_decimals,
        f.value_bound as old_bound
    from asked as a
    inner join earlier as e on a.target_id = e.target_id and a.unit_id = e.unit_id and a.row_year = e.row_year
    inner join {{ ref('int_figures') }} as f on e.earlier_no = f.figure_no
    union all
    select
        a.target_id,
        a.unit_id,
        a.row_year,
        a.figure_observation_id as observation_id,
        'year_reported' as revision_cause,
        o.observation_id as old_observation_id,
        case when i.is_ratio_over_time then c.sum_numerator / nullif(c.sum_denominator, 0) * i.ratio_factor else c.sum_value end as old_value,
        null as old_decimals,
        null as old_bound
    from asked as a
    inner join {{ ref('int_year_values') }} as c on a.figure_observation_id = c.observation_id and a.figure_year = c.figure_year
    inner join {{ ref('int_observation_revisions') }} as o on c.sum_no = o.observation_no
    inner join {{ ref('int_indicators') }} as i on c.indicator_code = i.indicator_code
    where a.is_due and a.deciding_no is not null and a.figure_source = 'reported'
),

-- The same promises once more, with the old figure in the place of the new one.
touched as (
    select
        a.*, x.observation_id as restated_id, x.revision_cause, x.old_value as was_value, x.old_decimals as was_decimals,
        x.old_bound as was_bound, a.base_figure_value as was_base, a.target_value as was_target
    from asked as a
    inner join restated as x
        on a.figure_observation_id = x.observation_id or (x.is_conflict and a.figure_observation_id = x.previous_observation_id)
    where a.figure_source in ('reported', 'point', 'survey', 'year_to_date', 'part_of_year', 'half_year')
    union all
    select
        a.*, x.observation_id as restated_id, x.revision_cause,
        {{ before_restatement('a.figure_denominator is not null and i.is_ratio_over_time') }} as was_value,
        a.figure_decimals as was_decimals, a.figure_bound as was_bound, a.base_figure_value as was_base, a.target_value as was_target
    from asked as a
    inner join restated as x
        on
            a.unit_id = x.unit_id
            and a.figure_indicator = x.indicator_code
            and a.coverage_level = x.coverage_level
            and a.scope_code = x.scope_code
            and a.figure_variant = x.source_variant
            and a.figure_method is not distinct from x.method_version
            and a.figure_period_start <= x.period_start
            and a.figure_period_end >= x.period_end
    inner join {{ ref('int_indicators') }} as i on x.indicator_code = i.indicator_code
    where a.figure_source in ('sum_of_months', 'sum_of_quarters', 'sum_of_years')
    union all
    select
        a.*, x.observation_id as restated_id, 'base_restated' as revision_cause, a.figure_value as was_value,
        a.figure_decimals as was_decimals, a.figure_bound as was_bound, x.old_value as was_base, a.target_value as was_target
    from asked as a
    inner join restated as x on a.base_observation_id = x.observation_id
    where a.target_kind <> 'level'
    union all
    select
        a.*, r.observation_id as restated_id, r.revision_cause, r.old_value as was_value, r.old_decimals as was_decimals,
        r.old_bound as was_bound, a.base_figure_value as was_base, a.target_value as was_target
    from asked as a
    inner join replaced as r on a.target_id = r.target_id and a.unit_id = r.unit_id and a.row_year = r.row_year
),

-- A unit below restated what its count in a roll-up is made of.
touched_roll_ups as (
    select
        a.*, x.observation_id as restated_id, 'member_restated' as revision_cause,
        {{ before_restatement('i.is_ratio') }} as was_value,
        a.figure_decimals as was_decimals, a.figure_bound as was_bound, a.base_figure_value as was_base, a.target_value as was_target
    from asked as a
    inner join restated as x
        on
            a.figure_indicator = x.indicator_code
            and a.scope_code = x.scope_code
            and a.figure_variant = x.source_variant
            and a.figure_method is not distinct from x.method_version
            and a.figure_year = year(x.period_end)
    inner join {{ ref('int_units') }} as m
        on
            x.unit_id = m.unit_id
            and (
                (m.unit_level = a.coverage_level and x.coverage_level = 'all' and a.unit_id in (m.province_unit_id, m.parent_unit_id))
                or (m.unit_level = 'province' and a.unit_level = 'national' and x.coverage_level = a.coverage_level)
            )
    -- The restated figure is the member's year, or one of the parts that its year is the sum of.
    inner join {{ ref('int_year_values') }} as c
        on
            x.unit_id = c.unit_id and x.indicator_code = c.indicator_code and x.coverage_level = c.coverage_level
            and x.scope_code = c.scope_code and x.source_variant = c.source_variant
            and x.method_version is not distinct from c.method_version and a.figure_year = c.figure_year
            and (c.is_sum or c.observation_id = x.observation_id)
    inner join {{ ref('int_indicators') }} as i on x.indicator_code = i.indicator_code
    where a.figure_source = 'roll_up'
),

-- A milestone of yearly growth stands on a figure that was restated: the promise itself was another number.
touched_growth as (
    select
        a.*, x.observation_id as restated_id, 'base_restated' as revision_cause, a.figure_value as was_value,
        a.figure_decimals as was_decimals, a.figure_bound as was_bound, a.base_figure_value as was_base,
        least(x.old_value + t.stated_value * t.unit_factor * (a.due_year - a.growth_base_year), coalesce(a.natural_limit, 1e300)) as was_target
    from asked as a
    inner join {{ ref('int_targets') }} as t on a.target_id = t.target_id
    inner join restated as x
        on
            a.issuer_unit_id = x.unit_id
            and a.indicator_code = x.indicator_code
            and a.scope_code = x.scope_code
            and coalesce(a.target_level, 'all') = x.coverage_level
            and a.growth_base_year = year(x.period_end)
            and a.growth_base_value = x.new_value
    inner join {{ ref('int_year_values') }} as c on x.observation_id = c.observation_id and not c.is_sum
    where a.growth_base_source = 'figure_year_before'
),

all_touched as (
    select * from touched
    union all
    select * from touched_roll_ups
    union all
    select * from touched_growth
),

before as (
    select
        {{ columns_but(['was_value', 'was_decimals', 'was_bound', 'was_base', 'was_target'], {
            'target_value': 'was_target',
            'figure_value': 'was_value',
            'figure_value_exact': 'was_value',
            'figure_decimals': 'coalesce(was_decimals, figure_decimals)',
            'figure_bound': 'was_bound',
            'base_figure_value': 'was_base',
            'figure_rival_low': 'cast(null as double)',
            'figure_rival_high': 'cast(null as double)',
            'base_rival_low': 'cast(null as double)',
            'base_rival_high': 'cast(null as double)',
        }) }}
    from all_touched
),

{{ gap_arithmetic('before') }},

compared as (
    select
        b.restated_id,
        b.revision_cause,
        b.target_id,
        b.status as status_before,
        r.status as status_after,
        -- Of several promises the first one whose status changed is named.
        concat_ws('', case when b.status <> r.status then '0' else '1' end, b.target_id) as naming_order
    from gap_verdicts as b
    inner join {{ ref('int_gap_results') }} as r on b.target_id = r.target_id and b.unit_id = r.unit_id and b.row_year = r.row_year
    where not r.is_container
),

affected as (
    select
        restated_id,
        revision_cause,
        {{ earliest_by('target_id', 'naming_order') }} as target_id,
        {{ earliest_by('status_before', 'naming_order') }} as status_before,
        {{ earliest_by('status_after', 'naming_order') }} as status_after,
        count(*) as n_own_targets,
        count(case when status_before <> status_after then 1 end) as n_status_changed
    from compared
    group by restated_id, revision_cause
),

{%- set told = 'previous_observation_id, indicator_code, unit_id, coverage_level, scope_code, source_variant, period_kind, period_start,
        period_end, revision_no, old_value, new_value, old_as_printed, new_as_printed, is_conflict, old_source_file, new_source_file,
        old_known_from, new_known_from' %}

changes as (
    select observation_id, revision_cause, {{ told }} from restated
    union all
    select x.observation_id, a.revision_cause, {{ told }}
    from restated as x
    inner join affected as a on x.observation_id = a.restated_id and a.revision_cause in ('base_restated', 'member_restated')
    union all
    select
        r.observation_id,
        r.revision_cause,
        min(r.old_observation_id) as previous_observation_id,
        min(n.indicator_code) as indicator_code,
        min(n.unit_id) as unit_id,
        min(n.coverage_level) as coverage_level,
        min(n.scope_code) as scope_code,
        min(n.source_variant) as source_variant,
        min(n.period_kind) as period_kind,
        min(n.period_start) as period_start,
        min(n.period_end) as period_end,
        min(n.revision_no) as revision_no,
        min(r.old_value) as old_value,
        min(n.value) as new_value,
        null as old_as_printed,
        min(n.value_as_printed) as new_as_printed,
        false as is_conflict,
        min(o.source_file) as old_source_file,
        min(n.source_file) as new_source_file,
        min(o.known_from) as old_known_from,
        min(n.known_from) as new_known_from
    from replaced as r
    inner join {{ ref('int_observation_revisions') }} as n on r.observation_id = n.observation_id
    left join {{ ref('int_observation_revisions') }} as o on r.old_observation_id = o.observation_id
    group by r.observation_id, r.revision_cause
),

final as (
    select
        x.observation_id,
        x.revision_cause,
        x.previous_observation_id,
        x.unit_id,
        u.name_vi as unit_name_vi,
        x.indicator_code,
        i.name_vi as indicator_name_vi,
        x.coverage_level,
        x.scope_code,
        x.source_variant,
        x.period_kind,
        x.period_start,
        x.period_end,
        x.revision_no,
        x.old_value,
        x.new_value,
        -- Without the noise of binary fractions.
        round(x.new_value - x.old_value, 10) as delta,
        x.old_as_printed,
        x.new_as_printed,
        x.is_conflict,
        a.target_id,
        a.status_before,
        a.status_after,
        coalesce(a.n_own_targets, 0) as n_own_targets,
        coalesce(a.n_status_changed, 0) as n_status_changed,
        x.old_source_file,
        x.new_source_file,
        x.old_known_from,
        x.new_known_from,
        u.sort_vi
    from changes as x
    inner join {{ ref('int_units') }} as u on x.unit_id = u.unit_id
    left join {{ ref('int_indicators') }} as i on x.indicator_code = i.indicator_code
    left join affected as a on x.observation_id = a.restated_id and x.revision_cause = a.revision_cause
)

{{ contract_select('final') }}
