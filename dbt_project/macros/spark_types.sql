{#
    Where dbt-spark itself knows no type without a length: seeds (in a session its loader writes no
    nulls either) and the columns of a contract. These take the place of the adapter's macros of the
    same names.
#}
{% macro spark__create_csv_table(model, agate_table) %}
  {%- set types = model['config'].get('column_types', {}) -%}
  {% call statement('_') %}
    create table {{ this.render() }} (
        {%- for name in agate_table.column_names %}
        {{ name }} {{ engine_type(types.get(name,
            adapter.convert_type(agate_table, loop.index0))) }}{{ "," if not loop.last }}
        {%- endfor %}
    ) using parquet
  {% endcall %}
{% endmacro %}

{% macro spark__load_csv_rows(model, agate_table) %}
  {%- set types = model['config'].get('column_types', {}) -%}
  {%- for chunk in agate_table.rows | batch(2000) %}
    {% set sql %}
    insert into {{ this.render() }} values
    {%- for row in chunk %}
        ({%- for name in agate_table.column_names -%}
            cast({{ spark_literal(row[name]) }}
                as {{ engine_type(types.get(name,
                adapter.convert_type(agate_table, loop.index0))) }}){{ ", " if not loop.last }}
        {%- endfor -%}){{ "," if not loop.last }}
    {%- endfor %}
    {% endset %}
    {% do adapter.add_query(sql, abridge_sql_log=True) %}
  {%- endfor %}
  {{ return('select 1') }}
{% endmacro %}

{# A value as Spark writes it: its own escapes, null as null. #}
{% macro spark_literal(value) -%}
    {%- if value is none -%} null
    {%- else -%} '{{ value | string | replace("\\", "\\\\") | replace("'", "\\'") }}'
    {%- endif -%}
{%- endmacro %}

{# The columns of a contract as an empty query, which dbt compares with what the model gives. #}
{% macro spark__get_empty_schema_sql(columns) -%}
    select
    {%- for column in columns.values() %}
        cast(null as {{ engine_type(column['data_type']) }})
            as {{ column['name'] }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# Tables of Parquet hold no constraints; the contract has been compared, and keys are tested. #}
{% macro spark__persist_constraints(relation, model) %}{% endmacro %}
