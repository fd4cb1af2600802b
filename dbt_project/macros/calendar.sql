{# Dates as the gap arithmetic counts them (docs/design.md, section 6 «Time»). #}

{% macro decimal_year(date) -%}
    (year({{ date }}) - 1 + (month({{ date }}) - 1 + day({{ date }})
        / cast(day(last_day({{ date }})) as double)) / 12.0)
{%- endmacro %}

{% macro year_end(year) -%} make_date(cast({{ year }} as integer), 12, 31) {%- endmacro %}

{% macro year_start(year) -%} make_date(cast({{ year }} as integer), 1, 1) {%- endmacro %}

{# Calendar months touched by a period, its first and last included. #}
{% macro months_spanned(first, last) -%}
    ((year({{ last }}) - year({{ first }})) * 12 + month({{ last }}) - month({{ first }}) + 1)
{%- endmacro %}

{# A period's id that a person can read: «period 2024-01-01..2024-12-31». #}
{% macro period_id(prefix) -%}
    {{ text_of([prefix ~ 'period_kind', "' '", date_text(prefix ~ 'period_start'), "'..'",
        date_text(prefix ~ 'period_end')]) }}
{%- endmacro %}

{# Whether a year of the calendar lies between two years of a row. Told by differences, which need
   both sides: two plain comparisons make DuckDB sort all rows to join them to a few years. #}
{% macro is_year_of_span(calendar_year, first_year, last_year) -%}
    {{ calendar_year }} - {{ first_year }} >= 0
        and {{ last_year }} - {{ calendar_year }} >= 0
{%- endmacro %}
