{#
    Figures that were restated or replaced: the value before and after, why, and what the own
    promises that rest on it would have been. Whatever changes a verdict once due has its row here:
    a restatement of the figure, of its base or of what either is made of (months, years, units
    below), a better source, a source beside it, the year reported after its months, a nearer or
    better figure that came later. A verdict rests on figures as they were known from day to day:
    each day on which something changed is judged once with what was known before it and once with
    what was known on it.
#}

with revisions as (
    select * from {{ ref('int_observations_revised') }}
),

restated as (
    select
        n.observation_id,
        n.previous_observation_id,
        case
            when n.source_rank < o.source_rank then 'better_source'
            -- What a source says again itself ended what it said before, whoever else speaks.
            when o.known_to = n.known_from and o.known_from < n.known_from then 'restatement'
            when n.is_conflict then 'source_beside'
            else 'restatement'
        end as revision_cause,
        n.indicator_code,
        n.unit_id,
        n.coverage_level,
        n.scope_code,
        n.source_variant,
        n.period_kind,
        n.period_start,
        n.period_end,
        n.revision_no,
        o.value as old_value,
        n.value as new_value,
        o.value_as_printed as old_as_printed,
        n.value_as_printed as new_as_printed,
        o.source_file as old_source_file,
        n.source_file as new_source_file,
        o.known_from as old_known_from,
        n.known_from as new_known_from,
        n.is_conflict or coalesce(n.known_from = o.known_from, n.known_from is null
            and o.known_from is null) as is_conflict
    from revisions as n
    inner join revisions as o on n.previous_observation_id = o.observation_id
),

used as (
    select * from {{ ref('int_revision_uses') }}
),

parts as (
    select * from {{ ref('int_revision_parts') }}
),

replaced as (
    select * from {{ ref('int_revision_replacements') }}
),

-- Which revisions each event is: those of its day, or the one figure that came.
events as (
    select
        p.use_id,
        cast(p.known_from as string) as event,
        p.observation_id as restated_id,
        case
            when u.role <> 'figure' then 'base_restated'
            when p.unit_id <> u.unit_id then 'member_restated'
            else x.revision_cause
        end as revision_cause
    from parts as p
    inner join used as u on p.use_id = u.use_id
    inner join restated as x on p.observation_id = x.observation_id
    union all
    select use_id, concat_ws(' ', revision_cause, observation_id) as event,
        observation_id as restated_id, revision_cause
    from replaced
),

verdicts as (
    select use_id, event, moment, gap_row_id, target_id, status
    from {{ ref('int_gap_verdicts') }}
    where moment <> 'now'
),

compared as (
    select
        e.restated_id,
        e.revision_cause,
        b.target_id,
        b.status as status_before,
        coalesce(n.status, r.status) as status_after
    from events as e
    inner join verdicts as b on e.use_id = b.use_id and e.event = b.event and b.moment = 'before'
    left join verdicts as n on e.use_id = n.use_id and e.event = n.event and n.moment = 'after'
    inner join {{ ref('int_gap_results') }} as r on b.gap_row_id = r.gap_row_id
),

affected as (
    select
        restated_id,
        revision_cause,
        -- Of several promises the first one whose status changed is named.
        {%- for column in ['target_id', 'status_before', 'status_after'] %}
        {{ earliest_by(column, "concat_ws('', case when status_before <> status_after then '0'
            else '1' end, target_id)") }} as {{ column }},
        {%- endfor %}
        count(distinct target_id) as n_own_targets,
        count(distinct case when status_before <> status_after then target_id end)
            as n_status_changed
    from compared
    group by restated_id, revision_cause
),

-- Of all figures only those that were replaced or replace one.
told_figures as (
    select
        observation_id, indicator_code, unit_id, coverage_level, scope_code, source_variant,
        period_kind, period_start, period_end, revision_no, value, value_as_printed, source_file,
        known_from
    from {{ ref('int_observation_revisions') }}
    where observation_id in (
            select replaced.observation_id from replaced
            union all
            select replaced.old_observation_id from replaced
        )
),

{%- set told = 'previous_observation_id, indicator_code, unit_id, coverage_level, scope_code,
    source_variant, period_kind, period_start, period_end, revision_no, old_value, new_value,
    old_as_printed, new_as_printed, is_conflict, old_source_file, new_source_file, old_known_from,
    new_known_from' %}

changes as (
    select observation_id, revision_cause, {{ told }} from restated
    union all
    select x.observation_id, a.revision_cause, {{ told }}
    from restated as x
    inner join affected as a on x.observation_id = a.restated_id
        and a.revision_cause in ('base_restated', 'member_restated')
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
        min(r.told_value) as old_value,
        min(n.value) as new_value,
        null as old_as_printed,
        min(n.value_as_printed) as new_as_printed,
        false as is_conflict,
        min(o.source_file) as old_source_file,
        min(n.source_file) as new_source_file,
        min(o.known_from) as old_known_from,
        min(n.known_from) as new_known_from
    from replaced as r
    inner join told_figures as n on r.observation_id = n.observation_id
    left join told_figures as o on r.old_observation_id = o.observation_id
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
    left join affected as a on x.observation_id = a.restated_id
        and x.revision_cause = a.revision_cause
)

{{ contract_select('final') }}
