{# Schemas are named as they stand in dbt_project.yml: staging, intermediate, marts, reference. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
