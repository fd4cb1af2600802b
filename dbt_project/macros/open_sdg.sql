{#
    The Open SDG progress measure (growth rates), beside our own for comparison abroad; it never
    sets a status. With a target: observed over required compound growth. Without: observed growth
    against 1.5 % and 0.5 % a year, both scaled by 1 - (base / limit) ^ 4.44 where the indicator has
    a limit. Scores run from -5 to 5; a base or target of 0 is read as 0.001, as the method does.
    Yields CTEs; the last one is `open_sdg_measured`. Input columns: sdg_base, sdg_base_t, sdg_now,
    sdg_now_t, sdg_target, sdg_target_t, sdg_direction, sdg_limit.
#}
{% macro open_sdg(inputs) %}
open_sdg_inputs as (
    select
        *,
        case when sdg_base = 0 then 0.001 else sdg_base end as from_value,
        case when sdg_target = 0 then 0.001 else sdg_target end as to_value,
        sdg_now_t - sdg_base_t as years_seen,
        sdg_target_t - sdg_base_t as years_given
    from {{ inputs }}
),

open_sdg_growth as (
    select
        *,
        case when years_seen >= 1 and sdg_now / from_value >= 0
            then power(sdg_now / from_value, 1.0 / years_seen) - 1 end as growth_seen,
        case when years_given > 0 and to_value / from_value > 0
            then power(to_value / from_value, 1.0 / years_given) - 1 end as growth_needed,
        (sdg_now - coalesce(to_value, sdg_limit)) * sdg_direction >= 0 as is_achieved,
        case when sdg_target is null and sdg_limit is not null and from_value / sdg_limit >= 0
            then 1 - power(from_value / sdg_limit, 4.44) else 1 end as threshold_scale
    from open_sdg_inputs
),

open_sdg_progress as (
    select
        *,
        case when sdg_target is not null then growth_seen * sdg_direction
            / nullif(abs(growth_needed), 0) else growth_seen * sdg_direction end as progress_value
    from open_sdg_growth
),

open_sdg_scaled as (
    select
        *,
        case when progress_value > 0 and sdg_target is null
            then progress_value / nullif(threshold_scale, 0) else progress_value end as scaled_value
    from open_sdg_progress
),

open_sdg_measured as (
    select
        *,
        case
            when growth_seen is null then null
            when is_achieved then 5.0
            when progress_value is null then null
            else greatest(-5.0, least(5.0, case
                when sdg_target is not null and scaled_value < 0.6 then 4.1667 * scaled_value - 2.5
                when sdg_target is not null then 7.1429 * scaled_value - 4.2857
                when scaled_value < 0 then 125 * scaled_value - 2.5
                when scaled_value < 0.005 then 500 * scaled_value - 2.5
                when scaled_value < 0.015 then 250 * scaled_value - 1.25
                else 500 * scaled_value - 5
            end))
        end as score,
        case
            when growth_seen is null then 'not_available'
            when is_achieved then 'target_achieved'
            when progress_value is null then 'not_available'
            when scaled_value >= case when sdg_target is not null then 0.95
                else 0.015 end then 'substantial_progress'
            when scaled_value >= case when sdg_target is not null then 0.6
                else 0.005 end then 'moderate_progress'
            when scaled_value >= 0 then 'limited_progress'
            else 'deterioration'
        end as open_sdg_status
    from open_sdg_scaled
)
{% endmacro %}

{# An indicator's status from the scores of its series; «achieved» only where every assessed series
   is. #}
{% macro open_sdg_aggregate_status(score, all_achieved) -%}
    case
        when {{ score }} is null then 'not_available'
        when {{ all_achieved }} then 'target_achieved'
        when {{ score }} >= 2.5 then 'substantial_progress'
        when {{ score }} >= 0 then 'moderate_progress'
        when {{ score }} >= -2.5 then 'limited_progress'
        else 'deterioration'
    end
{%- endmacro %}
