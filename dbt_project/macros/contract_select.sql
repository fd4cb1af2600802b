{# The final select of a mart: exactly the columns of its contract, in its order, cast to its types. #}
{% macro contract_select(relation) -%}
select
{%- for column in model.columns.values() %}
    cast({{ column.name }} as {{ engine_type(column.data_type) }}) as {{ column.name }}{{ "," if not loop.last }}
{%- else %}
    *
{%- endfor %}
from {{ relation }}
{%- endmacro %}
