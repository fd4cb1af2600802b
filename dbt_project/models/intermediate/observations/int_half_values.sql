{#
    Values up to a due day within a year («đến 30/6/2025»), for the indicators that have such
    promises: the figure that ends on the day, or the sum of the months or quarters up to it; else
    the last one before, which is provisional. Shaped like int_year_values, with `until` for the
    day.
#}
with asked as (
    select distinct indicator_code, due_date as until
    from {{ ref('int_targets_stated') }}
    where due_date <> {{ year_end('due_year') }} and indicator_code is not null
),

linked as (
    select distinct l.figure_indicator as indicator_code, a.until
    from asked as a
    inner join {{ ref('int_indicator_links') }} as l
        on a.indicator_code = l.target_indicator and l.link_rank >= 0
),

known as (
    select
        k.*,
        l.until,
        k.period_end = l.until or (k.period_class = 'point'
            and last_day(k.period_end) = last_day(l.until)) as is_on_day
    from {{ ref('int_observations_known') }} as k
    inner join linked as l
        on k.indicator_code = l.indicator_code and k.figure_year = year(l.until)
            and k.period_end <= last_day(l.until)
    where k.period_class <> 'long'
),

{%- set key = 'indicator_code, unit_id, coverage_level, scope_code, source_variant, method_version,
    figure_year, until' %}

parts as (
    select
        {{ key }},
        period_class,
        count(*) * case period_class when 'month' then 1 else 3 end as months,
        sum(numerator) as parts_numerator,
        sum(denominator) as parts_denominator,
        sum(value) as parts_value,
        sum(respondents) as parts_respondents,
        max(first_known_from) as first_known_from,
        {{ latest_by('observation_id', 'period_order') }} as observation_id
    from known
    where period_class in ('month', 'quarter') and is_countable
    group by {{ key }}, period_class
),

singles as (
    select
        {{ key }},
        {{ latest_by('observation_id', "case when is_on_day then 1 else 0
            end * 1000000000000 + period_order") }} as observation_id,
        max(case when is_on_day then 1 else 0 end) = 1 as is_final,
        min(case when is_on_day then first_known_from end) as first_known_from
    from known
    where period_class in ('point', 'year_to_date', 'survey') or starts_year
    group by {{ key }}
),

candidates as (
    select {{ key }}, observation_id, is_final, first_known_from, 3 as preference,
        cast(null as double) as parts_numerator,
        cast(null as double) as parts_denominator, cast(null as double) as parts_value,
            cast(null as bigint) as parts_respondents,
        false as is_sum
    from singles
    where is_final
    union all
    select {{ key }}, observation_id, true as is_final, first_known_from, case period_class
        when 'month' then 2 else 1 end as preference,
        parts_numerator, parts_denominator, parts_value, parts_respondents, true as is_sum
    from parts
    where months = month(until)
    union all
    select {{ key }}, observation_id, false as is_final, first_known_from, 0 as preference,
        null as parts_numerator,
        null as parts_denominator, null as parts_value, null as parts_respondents, false as is_sum
    from singles
    where not is_final
),

chosen as (
    select *
    from (
        select *, row_number() over (partition by {{ key }} order by preference desc) as choice
        from candidates
    ) as ranked
    where choice = 1
),

final as (
    select
        c.indicator_code,
        c.unit_id,
        o.unit_level,
        c.coverage_level,
        c.scope_code,
        c.source_variant,
        c.method_version,
        c.figure_year,
        c.until,
        'half_year' as figure_source,
        c.is_final,
        coalesce(c.first_known_from, o.first_known_from) as first_known_from,
        o.source_rank,
        c.observation_id,
        1 as n_parts,
        month(o.period_end) as coverage_months,
        coalesce(o.period_start, {{ year_start('c.figure_year') }}) as period_start,
        -- A point of the due month answers for the day.
        case when c.is_final then c.until else o.period_end end as period_end,
        {{ decimal_year('case when c.is_final then c.until else o.period_end end') }} as period_t,
        {{ chosen_value('c', 'o') }}
    from chosen as c
    inner join {{ ref('int_observations_known') }} as o on c.observation_id = o.observation_id
)

select * from final
