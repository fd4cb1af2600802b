{#
    The value columns of a choice: those of the observation itself, or the ratio or sum of its parts
    (`is_sum`, `parts_*`). A sum has no printed decimals, no bound and no rivals.
#}
{% macro chosen_value(choice, observation) -%}
{%- set c = choice -%}
{%- set o = observation -%}
        {%- for value in ['value', 'value_exact'] %}
        case
            when {{ c }}.is_sum and {{ o }}.is_ratio_over_time
                then {{ c }}.parts_numerator / nullif({{ c }}.parts_denominator, 0)
                    * {{ o }}.ratio_factor
            when {{ c }}.is_sum then {{ c }}.parts_value
            else {{ o }}.{{ value }}
        end as {{ value }},
        {%- endfor %}
        {%- for value in ['value_decimals', 'value_bound', 'rival_low', 'rival_high'] %}
        case when not {{ c }}.is_sum then {{ o }}.{{ value }} end as {{ value }},
        {%- endfor %}
        {%- for value in ['numerator', 'denominator', 'respondents'] %}
        case when {{ c }}.is_sum then {{ c }}.parts_{{ value }}
            else {{ o }}.{{ value }} end as {{ value }}{{ "," if not loop.last }}
        {%- endfor %}
{%- endmacro %}
