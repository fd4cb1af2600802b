{{ config(
    materialized='by_year', years_of='int_class_years', first_year='min(figure_year)',
        last_year='max(figure_year)'
) }}
{#
    For every series and year what its value rests on: the full year, the sum of all months or
    quarters, the last point, the survey; else the latest year-to-date or incomplete sum, which is
    provisional. One grouping pass, no sorts. A table of its own, so that int_year_values joins the
    many figures to few choices and never the other way round.
#}
{%- set single_rank = "when period_class = 'full_year' then 3 when period_class = 'point'
    and month(last_end) = 12 then 2
    when period_class = 'survey' then 1 when period_class = 'point' then 0" %}
{#- More than any order within a class (int_observations_known). #}
{%- set one_class = '1000000000000' %}
{%- set key = 'indicator_code, unit_id, coverage_level, scope_code, source_variant, method_version,
    figure_year' %}

with classes as (
    select
        *,
        case {{ single_rank }} end as single_rank,
        period_class in ('month', 'quarter', 'other') as is_part
    from {{ ref('int_class_years') }}
    where period_class <> 'long' and {{ is_year('figure_year') }}
),

grouped as (
    select
        {{ key }},
        max(unit_level) as unit_level,
        -- A figure that is the year's value by itself: a full year before the last point before a
        -- survey before a point of mid-year.
        max(single_rank) as single_rank,
        -- A point of mid-year is not the year's final point.
        max(single_rank) > 0 as has_final_single,
        min(case when single_rank = 2 then december_known when single_rank > 0 then first_known end)
            as single_known_from,
        min(first_known) as any_known_from,
        {{ latest_by('last_no', "single_rank * " ~ one_class ~ " + last_order") }} as single_no,
        {{ latest_by('last_no', "case when period_class = 'year_to_date' then last_order end") }}
            as ytd_no,
        {{ latest_by('last_no', "case when is_part then last_order end") }} as part_no,
        max(case when period_class = 'year_to_date' then last_end end) as ytd_end,
        max(case when is_part then last_end end) as part_end,
        {%- for class in ['month', 'quarter'] %}
        {%- set of_class = "case when period_class = '" ~ class
            ~ "' and is_countable then %s end" %}
        coalesce(sum({{ of_class | replace('%s', 'n_figures') }}), 0) as {{ class }}_n,
        {%- for measure in ['numerator', 'denominator', 'value', 'respondents'] %}
        sum({{ of_class | replace('%s', measure) }}) as {{ class }}_{{ measure }},
        {%- endfor %}
        max({{ of_class | replace('%s', 'last_end') }}) as {{ class }}_end,
        max({{ of_class | replace('%s', 'last_known') }}) as {{ class }}_known_from,
        {{ latest_by('last_no', of_class | replace('%s', 'last_order')) }}
            as {{ class }}_no{{ ',' if not loop.last }}
        {%- endfor %}
    from classes
    group by {{ key }}
),

chosen as (
    select
        *,
        case
            when single_rank = 3 then 'reported'
            when month_n = 12 then 'sum_of_months'
            when quarter_n = 4 then 'sum_of_quarters'
            when single_rank = 2 then 'point'
            when single_rank = 1 then 'survey'
            when single_rank = 0 then 'point'
            when ytd_end is not null and ytd_end >= coalesce(month_end, ytd_end)
                and ytd_end >= coalesce(quarter_end, ytd_end)
                and ytd_end >= coalesce(part_end, ytd_end) then 'year_to_date'
            when month_n > 0 and month_end >= coalesce(quarter_end, month_end)
                and month_end >= coalesce(part_end, month_end)
                then 'sum_of_months'
            when quarter_n > 0 and quarter_end >= coalesce(part_end, quarter_end)
                then 'sum_of_quarters'
            else 'part_of_year'
        end as figure_source,
        coalesce(has_final_single, false) or month_n = 12 or quarter_n = 4 as is_final,
        -- The day from which the year had a final value; the first figure's where it has none.
        coalesce(
            least(
                single_known_from,
                case when month_n = 12 then month_known_from end,
                case when quarter_n = 4 then quarter_known_from end
            ),
            any_known_from
        ) as first_known_from
    from grouped
),

identified as (
    select
        *,
        -- The sum that was the year's value before the year was reported.
        case
            when single_rank = 3 and month_n = 12 and month_known_from < single_known_from
                then 'month'
            when single_rank = 3 and quarter_n = 4 and quarter_known_from < single_known_from
                then 'quarter'
        end as sum_before,
        case figure_source
            when 'sum_of_months' then month_no
            when 'sum_of_quarters' then quarter_no
            when 'reported' then single_no
            when 'point' then single_no
            when 'survey' then single_no
            when 'year_to_date' then ytd_no
            else part_no
        end as observation_no
    from chosen
),

{%- set of_parts = "case figure_source when 'sum_of_months' then month_%s when 'sum_of_quarters'
    then quarter_%s end" %}

final as (
    select
        {{ key }},
        unit_level,
        figure_source,
        is_final,
        first_known_from,
        observation_no,
        figure_source in ('sum_of_months', 'sum_of_quarters') as is_sum,
        case figure_source when 'sum_of_months' then 1
            when 'sum_of_quarters' then 3 end as months_a_part,
        {%- for what in ['no', 'numerator', 'denominator', 'value', 'known_from'] %}
        case sum_before when 'month' then month_{{ what }}
            when 'quarter' then quarter_{{ what }} end as sum_{{ what }},
        {%- endfor %}
        {%- for measure in ['n', 'numerator', 'denominator', 'value', 'respondents'] %}
        {{ of_parts | replace('%s', measure) }} as parts_{{ measure }}{{ "," if not loop.last }}
        {%- endfor %}
    from identified
)

select * from final
