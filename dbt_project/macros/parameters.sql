{# A parameter of the rules by name, from the seed `parameters` (value and version stand there and
   nowhere else). #}
{% macro parameter(name) -%}
    (select value from {{ ref('parameters') }} where name = '{{ name }}')
{%- endmacro %}

{# The day that counts as today: what is known and what is due. Null in a world without run
   parameters. #}
{% macro as_of() -%} (select max(as_of) from {{ ref('stg_run__parameters') }}) {%- endmacro %}
