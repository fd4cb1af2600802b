{#
    Figures that were restated or replaced: the value before and after, why, and what the own promises that rest on it would have
    been. Whatever changes a verdict once due has its row here: a restatement of the figure, of its base or of what either is made
    of (months, years, units below), a better source, a source beside it, the year reported after its months, a nearer or better
    figure that came later. A verdict rests on figures as they were known from day to day: each day on which something
    changed is judged once with what was known before it and once with what was known on it.
#}
{%- set measures = ['value', 'numerator', 'denominator'] %}

with revisions as (
    select r.*
    from {{ ref('int_observation_revisions') }} as r
    cross join {{ ref('stg_run__parameters') }} as run
    where r.n_revisions > 1 and r.known_from <= run.as_of
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
        n.is_conflict or coalesce(n.known_from = o.known_from, n.known_from is null and o.known_from is null) as is_conflict
    from revisions as n
    inner join revisions as o on n.previous_observation_id = o.observation_id
),

-- Own promises as they stand in their latest row.
asked as (
    select *
    from {{ ref('int_gap_inputs') }}
    where basis = 'own' and is_latest
),

used as (
    select * from {{ ref('int_revision_uses') }}
),

pieces as (
    select * from {{ ref('int_revision_pieces') }}
),

parts as (
    select * from {{ ref('int_revision_parts') }}
),

days as (
    select distinct use_id, known_from as day from parts where previous_observation_id is not null
),

{#- What the parts said before the day, on it, and now. #}
{%- set moments = {'before': 'p.known_from < d.day', 'after': 'p.known_from <= d.day', 'now': 'p.known_to is null'} %}

as_known as (
    select
        d.use_id,
        d.day,
        {%- for moment, condition in moments.items() %}
        {%- for measure in measures + ['value_decimals', 'value_bound'] %}
        {{ latest_by('p.' ~ measure, 'case when ' ~ condition ~ ' then p.revision_no end') }} as {{ measure }}_{{ moment }},
        {%- endfor %}
        {%- endfor %}
        {{ earliest_by('p.value', 'p.revision_no') }} as value_first,
        max(p.months_a_part) is not null as is_of_parts
    from days as d
    inner join parts as p on d.use_id = p.use_id
    group by d.use_id, d.day, p.unit_id, p.period_start, p.period_end, p.period_kind
),

changed as (
    select
        use_id,
        day,
        max(max(day)) over (partition by use_id) as last_day,
        max(is_of_parts) as is_of_parts,
        {%- for moment in ['before', 'after'] %}
        {%- for measure in measures %}
        sum({{ measure }}_{{ moment }} - {{ measure }}_now) as {{ measure }}_less_{{ moment }},
        {%- endfor %}
        max(coalesce(value_{{ moment }}, value_first)) as value_{{ moment }},
        max(value_decimals_{{ moment }}) as value_decimals_{{ moment }},
        max(value_bound_{{ moment }}) as value_bound_{{ moment }}{{ ',' if not loop.last }}
        {%- endfor %}
    from as_known
    group by use_id, day
),

-- The figure of another series that stood before the one that stands now was known.
earlier as (
    select
        u.use_id,
        {{ latest_by('f.figure_no', "case when u.role = 'figure' then " ~ due_order('f', 'l') ~ " else " ~ choice_order('f', 'l') ~ " end") }}
            as earlier_no
    from used as u
    inner join asked as a on u.target_id = a.target_id and u.asked_unit_id = a.unit_id and u.row_year = a.row_year
    inner join {{ ref('int_indicator_links') }} as l
        on a.indicator_code = l.target_indicator and a.target_kind = l.target_kind and l.link_rank >= 0
    inner join {{ ref('int_figures') }} as f
        on
            {{ is_of_asked_series('a', 'l', 'f') }}
            and u.figure_year = f.figure_year
            and u.until is not distinct from f.until
            and u.first_known_from > f.first_known_from
    where a.is_due and a.deciding_no is not null and f.is_final and not f.is_partial and u.role in ('figure', 'base', 'growth')
    group by u.use_id
),

replaced as (
    select
        u.use_id,
        'nearer_figure' as revision_cause,
        u.observation_id,
        f.observation_id as old_observation_id,
        f.value as told_value,
        f.value as old_value,
        f.value_decimals as old_decimals,
        f.value_bound as old_bound
    from used as u
    inner join earlier as e on u.use_id = e.use_id
    inner join {{ ref('int_figures') }} as f on e.earlier_no = f.figure_no
    union all
    -- A year that was the sum of its months or quarters before it was reported, or a part of the figure that was.
    select
        u.use_id,
        'year_reported' as revision_cause,
        c.observation_id,
        o.observation_id as old_observation_id,
        case when i.is_ratio_over_time then c.sum_numerator / nullif(c.sum_denominator, 0) * i.ratio_factor else c.sum_value end as told_value,
        case
            when i.is_ratio and u.is_made_of_years
                then (u.numerator - c.numerator + c.sum_numerator) / nullif(u.denominator - c.denominator + c.sum_denominator, 0) * i.ratio_factor
            when i.is_ratio_over_time then c.sum_numerator / nullif(c.sum_denominator, 0) * i.ratio_factor
            else u.value - c.value + c.sum_value
        end as old_value,
        null as old_decimals,
        null as old_bound
    from used as u
    inner join pieces as c on u.use_id = c.use_id
    inner join {{ ref('int_observation_revisions') }} as o on c.sum_no = o.observation_no
    inner join {{ ref('int_indicators') }} as i on u.indicator_code = i.indicator_code
),

versions as (
    {%- for moment in ['before', 'after'] %}
    select
        u.use_id,
        cast(c.day as string) as event,
        '{{ moment }}' as moment,
        {{ value_as_known(moment) }} as was_value,
        c.value_decimals_{{ moment }} as was_decimals,
        c.value_bound_{{ moment }} as was_bound
    from used as u
    inner join changed as c on u.use_id = c.use_id
    inner join {{ ref('int_indicators') }} as i on u.indicator_code = i.indicator_code
    {%- if moment == 'after' %}
    where c.day < c.last_day
    {%- endif %}
    union all
    {%- endfor %}
    select use_id, concat_ws(' ', revision_cause, observation_id) as event, 'before' as moment, old_value as was_value,
        old_decimals as was_decimals, old_bound as was_bound
    from replaced
),

-- The promises once more, with the figure as it was in the place of the one that is.
before as (
    select
        {{ columns_but([], {
            'target_value': "case when u.role = 'growth' then least(v.was_value + t.stated_value * t.unit_factor
                * (a.due_year - a.growth_base_year), coalesce(a.natural_limit, 1e300)) else a.target_value end",
            'growth_base_value': "case when u.role = 'growth' then v.was_value else a.growth_base_value end",
            'figure_value': "case when u.role = 'figure' then v.was_value else a.figure_value end",
            'figure_value_exact': "case when u.role = 'figure' then v.was_value else a.figure_value_exact end",
            'figure_decimals': "case when u.role = 'figure' then coalesce(v.was_decimals, a.figure_decimals) else a.figure_decimals end",
            'figure_bound': "case when u.role = 'figure' then v.was_bound else a.figure_bound end",
            'base_figure_value': "case when u.role = 'base' then v.was_value else a.base_figure_value end",
            'baseline_mean': "case when u.role = 'mean' then a.baseline_mean
                + (v.was_value - u.value) / (a.baseline_to - a.baseline_from + 1) else a.baseline_mean end",
            'figure_rival_low': 'cast(null as double)',
            'figure_rival_high': 'cast(null as double)',
            'base_rival_low': 'cast(null as double)',
            'base_rival_high': 'cast(null as double)',
        }, of='a.') }},
        u.use_id,
        v.event,
        v.moment
    from versions as v
    inner join used as u on v.use_id = u.use_id
    inner join asked as a on u.target_id = a.target_id and u.asked_unit_id = a.unit_id and u.row_year = a.row_year
    left join {{ ref('int_targets') }} as t on a.target_id = t.target_id
),

{{ gap_arithmetic('before') }},

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
    select use_id, concat_ws(' ', revision_cause, observation_id) as event, observation_id as restated_id, revision_cause
    from replaced
),

compared as (
    select
        e.restated_id,
        e.revision_cause,
        b.target_id,
        b.status as status_before,
        coalesce(n.status, r.status) as status_after
    from events as e
    inner join gap_verdicts as b on e.use_id = b.use_id and e.event = b.event and b.moment = 'before'
    left join gap_verdicts as n on e.use_id = n.use_id and e.event = n.event and n.moment = 'after'
    inner join {{ ref('int_gap_results') }} as r on b.target_id = r.target_id and b.unit_id = r.unit_id and b.row_year = r.row_year
    where not r.is_container
),

affected as (
    select
        restated_id,
        revision_cause,
        -- Of several promises the first one whose status changed is named.
        {%- for column in ['target_id', 'status_before', 'status_after'] %}
        {{ earliest_by(column, "concat_ws('', case when status_before <> status_after then '0' else '1' end, target_id)") }} as {{ column }},
        {%- endfor %}
        count(distinct target_id) as n_own_targets,
        count(distinct case when status_before <> status_after then target_id end) as n_status_changed
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
