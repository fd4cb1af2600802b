{# Stand-ins of the project's macros for the linter, which has no dbt: right in shape, nothing more. #}
{% macro latest_by(value, order_key) %}max({{ value }}){% endmacro %}
{% macro earliest_by(value, order_key) %}min({{ value }}){% endmacro %}
{% macro hash_of(columns) %}hash({{ columns | join(', ') }}){% endmacro %}
{% macro text_id(columns) %}concat({{ columns | join(', ') }}){% endmacro %}
{% macro safe_cast_text(expression, type) %}cast({{ expression }} as {{ type }}){% endmacro %}
{% macro days_between(first, second) %}date_diff('day', {{ first }}, {{ second }}){% endmacro %}
{% macro add_days(date, days) %}({{ date }} + {{ days }}){% endmacro %}
{% macro is_subset(small, large) %}{{ small }} = {{ large }}{% endmacro %}
{% macro set_of(value) %}list({{ value }}){% endmacro %}
{% macro join_sorted(value) %}max({{ value }}){% endmacro %}
{% macro join_in_order(value, number, mark) -%} string_agg({{ value }}, '{{ mark }}') {%- endmacro %}
{% macro split_rows(relation, column) %}select {{ column }} as element from {{ relation }}{% endmacro %}
{% macro decimal_year(date) %}year({{ date }}){% endmacro %}
{% macro year_end(year) %}make_date({{ year }}, 12, 31){% endmacro %}
{% macro year_start(year) %}make_date({{ year }}, 1, 1){% endmacro %}
{% macro months_spanned(first, last) %}date_diff('month', {{ first }}, {{ last }}){% endmacro %}
{% macro is_year_of_span(year, first, last) %}{{ year }} - {{ first }} >= 0 and {{ last }} - {{ year }} >= 0{% endmacro %}
{% macro period_id(prefix) %}{{ prefix }}period_kind{% endmacro %}
{% macro as_decimal(value) %}cast({{ value }} as decimal(28, 10)){% endmacro %}
{% macro round_half_up(value, digits) %}round({{ value }}, {{ digits }}){% endmacro %}
{% macro satisfies(op, value, target) %}({{ value }} >= {{ target }}){% endmacro %}
{% macro bound_implies(op, bound, value, target) %}({{ value }} >= {{ target }}){% endmacro %}
{% macro wilson(share_pct, n, z, sign) %}round({{ share_pct }}){% endmacro %}
{% macro join_flags(pairs) %}concat_ws('|'{% for name, condition in pairs %}, '{{ name }}'{% endfor %}){% endmacro %}
{% macro contract_select(relation) %}select * from {{ relation }}{% endmacro %}
{% macro parameter(name) %}1{% endmacro %}
{% macro achieved(value, decimals, base='base_stock') %}round({{ value }}, {{ decimals }}){% endmacro %}
{% macro open_sdg(inputs) %}open_sdg_measured as (select * from {{ inputs }}){% endmacro %}
{% macro choice_order(figure, link) %}({{ figure }}.figure_order + {{ link }}.link_rank){% endmacro %}
{% macro words_of(text) %}lower({{ text }}){% endmacro %}
{% macro occurrences(words, phrase) %}instr({{ words }}, {{ phrase }}){% endmacro %}
{% macro due_order(figure, link) %}{{ figure }}.figure_order{% endmacro %}
{% macro first_order(choice) %}{{ choice }}{% endmacro %}
{% macro same_figure_key(a, b) %}{{ a }}.unit_id = {{ b }}.unit_id{% endmacro %}
{% macro is_of_asked_series(row, link, figure) %}{{ row }}.unit_id = {{ figure }}.unit_id and {{ link }}.figure_indicator = {{ figure }}.indicator_code{% endmacro %}
{% macro chosen_value(choice, observation) %}coalesce({{ choice }}.parts_value, {{ observation }}.value) as value{% endmacro %}
{% macro value_as_known(moment) %}case when c.is_of_parts then u.value + c.value_less_{{ moment }} else i.ratio_factor end{% endmacro %}
{% macro columns_but(without, instead={}, of='') %}{{ of }}*{% for name, value in instead.items() %}, {{ value }} as {{ name }}{% endfor %}{% endmacro %}
{% macro without_element(column, element) %}{{ column }}{% endmacro %}
{% macro row_id() %}row_number() over (){% endmacro %}
{% macro made_first() %}materialized{% endmacro %}
{% macro place_in_file() %}1{% endmacro %}
{% macro lookup_of(key, value, condition) %}max({{ value }}) filter (where {{ condition }}){% endmacro %}
{% macro bits_of(number) %}max({{ number }}){% endmacro %}
{% macro any_bits(bits) %}max({{ bits }}){% endmacro %}
{% macro count_bits(bits) %}abs({{ bits }}){% endmacro %}
{% macro is_of_its_counts(figure) %}({{ figure }}.value = {{ figure }}.numerator){% endmacro %}
{% macro in_year(date) %}{{ date }} is not null{% endmacro %}
{% macro is_year(number) %}{{ number }} is not null{% endmacro %}
{% macro level_in_unit(target, unit, indicator) %}{{ target }}.target_level{% endmacro %}
