{#
    The rows of int_gap_inputs_now as they were before a restatement: with the figure, the base or
    the growth's base as it was known before a day on which it changed, and on that day where
    another followed (`moment`).
#}
{%- set measures = ['value', 'numerator', 'denominator'] %}

with used as (
    select * from {{ ref('int_revision_uses') }}
),

parts as (
    select * from {{ ref('int_revision_parts') }}
),

days as (
    select distinct p.use_id, p.known_from as day, run.as_of
    from parts as p
    cross join {{ ref('stg_run__parameters') }} as run
    where p.previous_observation_id is not null
),

{#- What the parts said before the day, on it, and now: what follows after the as-of date is not
    known yet. #}
{%- set moments = {'before': 'p.known_from < d.day', 'after': 'p.known_from <= d.day',
    'now': '(p.known_to is null or p.known_to > d.as_of)'} %}

as_known as (
    select
        d.use_id,
        d.day,
        {%- for moment, condition in moments.items() %}
        {%- for measure in measures + ['value_decimals', 'value_bound'] %}
        {{ latest_by('p.' ~ measure, 'case when ' ~ condition ~ ' then p.revision_no end') }}
            as {{ measure }}_{{ moment }},
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

versions as (
    {%- for moment in ['before', 'after'] %}
    select
        u.use_id,
        cast(c.day as string) as event,
        '{{ moment }}' as moment,
        {{ value_as_known(moment) }} as was_value,
        -- A sum has no printed digits: those of its parts would round 79.5 to 80.
        case when not c.is_of_parts and not u.is_made_of_years
            then c.value_decimals_{{ moment }} end as was_decimals,
        c.value_bound_{{ moment }} as was_bound
    from used as u
    inner join changed as c on u.use_id = c.use_id
    inner join {{ ref('int_indicators') }} as i on u.indicator_code = i.indicator_code
    {%- if moment == 'after' %}
    where c.day < c.last_day
    {%- endif %}
    union all
    {%- endfor %}
    select use_id, concat_ws(' ', revision_cause, observation_id) as event, 'before' as moment,
        old_value as was_value,
        old_decimals as was_decimals, old_bound as was_bound
    from {{ ref('int_revision_replacements') }}
),

-- The promises once more, with the figure as it was in the place of the one that is.
before as (
    select
        {{ columns_but([], {
            'target_value': "case when u.role = 'growth'
                then least(v.was_value + t.stated_value * t.unit_factor
                * (a.due_year - a.growth_base_year), coalesce(a.natural_limit, 1e300))
                    else a.target_value end",
            'growth_base_value': "case when u.role = 'growth' then v.was_value
                else a.growth_base_value end",
            'figure_value': "case when u.role = 'figure' then v.was_value else a.figure_value end",
            'figure_value_exact': "case when u.role = 'figure' then v.was_value
                else a.figure_value_exact end",
            'figure_decimals': "case when u.role = 'figure' then coalesce(v.was_decimals,
                a.figure_decimals) else a.figure_decimals end",
            'figure_bound': "case when u.role = 'figure' then v.was_bound else a.figure_bound end",
            'base_figure_value': "case when u.role = 'base' then v.was_value
                else a.base_figure_value end",
            'baseline_mean': "case when u.role = 'mean' then a.baseline_mean
                + (v.was_value - u.value) / (a.baseline_to - a.baseline_from + 1)
                    else a.baseline_mean end",
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
    inner join {{ ref('int_gap_inputs_now') }} as a on u.gap_row_id = a.gap_row_id
    left join {{ ref('int_targets') }} as t on a.target_id = t.target_id
)

select * from before
