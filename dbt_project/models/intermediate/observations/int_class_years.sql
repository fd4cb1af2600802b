{{ config(
    materialized='by_year', years_of='int_observations_known', first_year='year(min(period_end))',
        last_year='year(max(period_end))'
) }}
{#
    Every series, year and class of period (month, quarter, point …): sums, the last figure, and in
    which months figures end. The one pass over all figures: what a year rests on and what was
    delivered is asked of these few rows.
#}
{%- set key = 'indicator_code, unit_id, coverage_level, scope_code, source_variant, method_version,
    figure_year' %}
select
    {{ key }},
    period_class,
    is_countable,
    -- Of the key, though a unit has one: the greatest text of a group costs as much as a grouping.
    unit_level,
    count(*) as n_figures,
    sum(numerator) as numerator,
    sum(denominator) as denominator,
    sum(value) as value,
    sum(respondents) as respondents,
    {{ latest_by('observation_no', 'period_order') }} as last_no,
    max(period_order) as last_order,
    min(period_end) as first_end,
    max(period_end) as last_end,
    -- A bit for every month at whose end a figure ends.
    {{ bits_of('case when period_end = last_day(period_end) then month(period_end) end') }}
        as month_ends,
    min(first_known_from) as first_known,
    max(first_known_from) as last_known,
    min(case when month(period_end) = 12 then first_known_from end) as december_known
from {{ ref('int_observations_known') }}
where {{ in_year('period_end') }}
group by {{ key }}, unit_level, period_class, is_countable
