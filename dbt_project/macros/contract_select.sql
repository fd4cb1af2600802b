{#
    The final select of a mart: exactly the columns of its contract, in its order, cast to its
    types. `is_synthetic` is the world's answer where the mart has none of its own: every row of a
    simulated world says so.
#}
{% macro contract_select(relation) -%}
{%- set world = ref('int_world') -%}
{%- set of_world = model.name not in ('dim_plan', 'dim_source_file') -%}
select
{%- for column in model.columns.values() %}
    {%- set said = 'is_simulated_world' if column.name == 'is_synthetic' and of_world
        else column.name %}
    cast({{ said }} as {{ engine_type(column.data_type) }})
        as {{ column.name }}{{ "," if not loop.last }}
{%- else %}
    *
{%- endfor %}
from {{ relation }}
cross join {{ world }}
{%- endmacro %}
