{# The coverage level at which a unit answers a promise: the level of a district or commune itself is
   its whole, and an index has no levels. `unit` holds unit_level, `indicator` level_split. #}
{% macro level_in_unit(target, unit, indicator) -%}
    case
        when {{ target }}.target_level = {{ unit }}.unit_level
            and ({{ unit }}.unit_level in ('district', 'commune')
                or not coalesce({{ indicator }}.level_split, true))
            then 'all'
        else coalesce({{ target }}.target_level, 'all')
    end
{%- endmacro %}
