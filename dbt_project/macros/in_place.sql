{#
    Tables and views made in their place. dbt's own for DuckDB make each beside its place, rename it,
    and drop in a transaction of its own what may have lain there, so that readers always find one:
    nobody reads the build database while it is made, and a whole build begins with an empty one.
    Where a part is made again, what stands goes in the same transaction.
#}
{% materialization table, adapter='duckdb' %}
    {{ return(made_in_place(create_table_as(False, this, sql), 'table')) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {{ return(made_in_place(create_view_as(this, sql), 'view')) }}
{% endmaterialization %}

{% macro made_in_place(statement_text, kind) %}
    {%- set standing = load_cached_relation(this) -%}
    {%- call statement('main') -%}
        {%- if standing is not none %}drop {{ standing.type }} {{ standing }}; {% endif -%}
        {{ statement_text }}
    {%- endcall -%}
    {{ adapter.commit() }}
    {{ return({'relations': [this.incorporate(type=kind)]}) }}
{% endmacro %}
