{# Flags as one text: names of the conditions that hold, in the order given, joined by «|», empty
   where none holds. #}
{% macro join_flags(pairs) -%}
    concat_ws('|'
        {%- for name, condition in pairs %},
        case when {{ condition }} then '{{ name }}' end
        {%- endfor %}
    )
{%- endmacro %}
