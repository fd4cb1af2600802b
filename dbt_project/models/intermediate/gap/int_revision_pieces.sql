{#
    What the figures of int_revision_uses are made of: year values of units and years, or the
    observations themselves.
#}
{%- set series = ['indicator_code', 'coverage_level', 'scope_code', 'source_variant'] %}
{%- set measures = ['value', 'numerator', 'denominator'] %}

with used as (
    select * from {{ ref('int_revision_uses') }}
),

-- Up to a day within the year: months or quarters, or one figure.
halves as (
    select u.use_id, {{ months_spanned('o.period_start', 'o.period_end') }} as months_a_part
    from used as u
    inner join {{ ref('int_observation_revisions') }} as o on u.observation_id = o.observation_id
    where u.figure_source = 'half_year'
),

-- Units whose counts stand in a figure of the unit above, and those that a merged unit was made of.
members as (
    select province_unit_id as above_id, unit_id, unit_level as coverage_level,
        'all' as member_coverage
    from {{ ref('int_units') }}
    where unit_level in ('district', 'commune')
    union
    select parent_unit_id as above_id, unit_id, unit_level as coverage_level,
        'all' as member_coverage
    from {{ ref('int_units') }}
    where unit_level = 'commune'
    union
    select n.unit_id as above_id, p.unit_id, c.code as coverage_level, c.code as member_coverage
    from {{ ref('int_units') }} as n
    inner join {{ ref('int_units') }} as p on n.unit_level = 'national'
        and p.unit_level = 'province'
    cross join {{ ref('closed_lists') }} as c
    where c.list = 'coverage_level'
),

made_of_units as (
    {%- set of_figure = 'u.indicator_code, u.scope_code, u.source_variant, u.method_version' %}
    select u.use_id, m.unit_id, m.member_coverage as coverage_level, {{ of_figure }}, u.figure_year
    from used as u
    inner join members as m on u.unit_id = m.above_id and u.coverage_level = m.coverage_level
    where u.figure_source = 'roll_up'
    union all
    select u.use_id, l.predecessor_unit_id as unit_id, u.coverage_level, {{ of_figure }},
        u.figure_year
    from used as u
    inner join {{ ref('stg_reference__admin_unit_lineage') }} as l
        on u.unit_id = l.successor_unit_id
    where u.figure_source = 'rebuilt'
    union all
    select u.use_id, u.unit_id, u.coverage_level, {{ of_figure }}, y.calendar_year as figure_year
    from used as u
    inner join {{ ref('calendar_years') }} as y
        on y.calendar_year between u.window_from and u.figure_year
    where u.figure_source = 'sum_of_years'
),

-- The year values that a figure is made of, and the figures that are made of observations
-- themselves.
pieces as (
    select
        m.use_id, c.observation_id, c.unit_id, c.coverage_level, c.indicator_code, c.scope_code,
            c.source_variant, c.method_version,
        c.figure_source, case c.figure_source when 'sum_of_months' then 1
            when 'sum_of_quarters' then 3 end as months_a_part,
        c.period_start, c.period_end, c.sum_no, c.sum_numerator, c.sum_denominator, c.sum_value,
            {{ 'c.' ~ measures | join(', c.') }}
    from made_of_units as m
    inner join {{ ref('int_year_values') }} as c
        on
            m.unit_id = c.unit_id
            {%- for column in series %}
            and m.{{ column }} = c.{{ column }}
            {%- endfor %}
            and m.method_version is not distinct from c.method_version
            and m.figure_year = c.figure_year
    union all
    select
        u.use_id, u.observation_id, u.unit_id, u.coverage_level, u.indicator_code, u.scope_code,
            u.source_variant, u.method_version,
        u.figure_source, coalesce(u.months_a_part, case when h.months_a_part in (1, 3)
            then h.months_a_part end) as months_a_part,
        u.period_start, u.period_end, c.sum_no, c.sum_numerator, c.sum_denominator, c.sum_value,
            {{ 'u.' ~ measures | join(', u.') }}
    from used as u
    left join halves as h on u.use_id = h.use_id
    left join {{ ref('int_year_values') }} as c
        on u.figure_source = 'reported' and u.observation_id = c.observation_id
            and u.figure_year = c.figure_year
    where not u.is_made_of_years
)

select * from pieces
