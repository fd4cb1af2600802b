{#
    A table made a year at a time, so that grouping many figures needs the memory of one year: what a year groups together never
    meets another year's rows. The model filters by in_year() and names, as `years_of`, the relation whose
    column tells which years there are. A world without figures has the table, empty.
#}
{% materialization by_year, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ drop_relation_if_exists(load_cached_relation(this)) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set years = run_query(
        "select year(min(" ~ config.get('year_column') ~ ")), year(max(" ~ config.get('year_column') ~ ")) from "
        ~ ref(config.get('years_of'))
    ).rows[0] -%}
    {% call statement('main') -%}
        create table {{ target_relation }} as select * from ({{ sql }}) as made limit 0
    {%- endcall %}
    {%- if years[0] is not none %}
    {%- for year in range(years[0], years[1] + 1) %}
    {% do run_query("set variable year_made = " ~ year) %}
    {% call statement('year_' ~ year) -%}
        insert into {{ target_relation }} {{ sql }}
    {%- endcall %}
    {%- endfor %}
    {% do run_query("reset variable year_made") %}
    {%- endif %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# An engine that spreads a grouping over its own memory and disk makes all years at once. #}
{% materialization by_year, adapter='spark' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {% do adapter.drop_relation(target_relation) %}
    {% call statement('main') -%}
        {{ create_table_as(False, target_relation, sql) }}
    {%- endcall %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# Whether a date lies in the year that is being made; all do where none is. Two dates, so that files can be passed over. #}
{% macro in_year(date) -%}{{ return(adapter.dispatch('in_year')(date)) }}{%- endmacro %}
{% macro default__in_year(date) -%}
    {{ date }} between make_date(coalesce(getvariable('year_made'), 1), 1, 1) and make_date(coalesce(getvariable('year_made'), 9999), 12, 31)
{%- endmacro %}
{% macro spark__in_year(date) -%} {{ date }} is not null {%- endmacro %}
