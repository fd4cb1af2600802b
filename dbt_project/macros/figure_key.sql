{# Two rows of one figure: same indicator, unit, coverage, scope, variant and period. #}
{% macro same_figure_key(a, b) -%}    {{ a }}.indicator_code = {{ b }}.indicator_code
            and {{ a }}.unit_id = {{ b }}.unit_id
            and {{ a }}.coverage = {{ b }}.coverage
            and {{ a }}.scope = {{ b }}.scope
            and {{ a }}.source_variant = {{ b }}.source_variant
            and {{ a }}.period_start is not distinct from {{ b }}.period_start
            and {{ a }}.period_end is not distinct from {{ b }}.period_end
            and {{ a }}.period_kind = {{ b }}.period_kind
{%- endmacro %}

{# Whether a share is its own counts, exactly or rounded to the digits printed: then the counts say
   all that it says. #}
{% macro is_of_its_counts(figure) -%}
    coalesce(abs({{ figure }}.value - 100.0 * {{ figure }}.numerator
        / nullif({{ figure }}.denominator, 0))
            <= 0.5 * power(10, -coalesce({{ figure }}.value_decimals, 9)) + 1e-9, false)
{%- endmacro %}

{# A figure of the series that a row of gaps asks for: unit, indicator (through a link), coverage,
   scope, window of a sum. #}
{% macro is_of_asked_series(row, link, figure) -%}    {{ row }}.unit_id = {{ figure }}.unit_id
            and {{ link }}.figure_indicator = {{ figure }}.indicator_code
            and {{ row }}.coverage_level = {{ figure }}.coverage_level
            and {{ row }}.scope_code = {{ figure }}.scope_code
            and {{ row }}.sum_from is not distinct from {{ figure }}.window_from
{%- endmacro %}
