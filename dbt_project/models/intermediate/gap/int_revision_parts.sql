{#
    The revisions of every observation that stands in a figure which a verdict rests on: of its
    months or quarters, or of the one that it is. Only observations that were revised.
#}
{%- set series = ['indicator_code', 'coverage_level', 'scope_code', 'source_variant'] %}
{%- set measures = ['value', 'numerator', 'denominator'] %}

with pieces as (
    select * from {{ ref('int_revision_pieces') }}
),

revisions as (
    select * from {{ ref('int_observations_revised') }}
),

-- The revisions of every observation that stands in a figure: of its months or quarters, or of the
-- one that it is.
parts as (
    {%- set part = 'p.use_id, p.months_a_part, r.observation_id, r.unit_id, r.period_start,
        r.period_end, r.period_kind, r.revision_no, r.known_from,
        r.known_to, r.previous_observation_id, r.value_decimals, r.value_bound, r.' ~ measures |
            join(', r.') %}
    select {{ part }}
    from pieces as p
    inner join revisions as r
        on
            p.unit_id = r.unit_id
            {%- for column in series %}
            and p.{{ column }} = r.{{ column }}
            {%- endfor %}
            and p.method_version is not distinct from r.method_version
            and p.months_a_part = {{ months_spanned('r.period_start', 'r.period_end') }}
            and r.period_end between p.period_start and p.period_end
    where r.period_kind = 'period' and not r.is_never_current
    union all
    select {{ part }}
    from pieces as p
    inner join revisions as k on p.observation_id = k.observation_id
    inner join revisions as r
        on
            k.unit_id = r.unit_id
            {%- for column in series %}
            and k.{{ column }} = r.{{ column }}
            {%- endfor %}
            and k.period_kind = r.period_kind
            and k.period_end = r.period_end
            and k.period_start is not distinct from r.period_start
    where p.months_a_part is null and not r.is_never_current
)

select * from parts
