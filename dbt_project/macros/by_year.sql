{#
    A table made a year at a time, so that grouping and joining many figures need the memory of one
    year: what a year brings together never meets another year's rows. The model filters by
    in_year() or is_year() and says which years there are: `years_of` names a relation, `first_year`
    and `last_year` what to ask of it. Few rows there are made at once: each year is a statement
    with its own planning.
#}
{%- macro rows_made_at_once() -%} {{ return(500000) }} {%- endmacro %}

{% materialization by_year, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ drop_relation_if_exists(load_cached_relation(this)) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set years = run_query(
        "select " ~ config.get('first_year') ~ ", " ~ config.get('last_year') ~ ", count(*) from "
            ~ ref(config.get('years_of'))
    ).rows[0] -%}
    {%- if config.get('contract').enforced %}{% do get_assert_columns_equivalent(sql) %}{% endif %}
    {%- set at_once = years[2] <= rows_made_at_once() %}
    {% call statement('main') -%}
        create table {{ target_relation }} as select *
            from ({{ sql }}) as made {{ '' if at_once else 'limit 0' }}
    {%- endcall %}
    {%- if not at_once %}
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

{# Whether a date lies in the year that is being made; all do where none is. Two dates, so that
   files can be passed over. #}
{% macro in_year(date) -%}{{ return(adapter.dispatch('in_year')(date)) }}{%- endmacro %}
{% macro default__in_year(date) -%}
    {{ date }} between make_date(coalesce(getvariable('year_made'), 1), 1, 1)
        and make_date(coalesce(getvariable('year_made'), 9999), 12, 31)
{%- endmacro %}
{% macro spark__in_year(date) -%} {{ date }} is not null {%- endmacro %}

{# Whether a number is the year that is being made; all are where none is. #}
{% macro is_year(number) -%}{{ return(adapter.dispatch('is_year')(number)) }}{%- endmacro %}
{% macro default__is_year(number) -%}
    {{ number }} between coalesce(getvariable('year_made'), 1)
        and coalesce(getvariable('year_made'), 9999)
{%- endmacro %}
{% macro spark__is_year(number) -%} {{ number }} is not null {%- endmacro %}
