{#
    What differs between engines, and nothing else: every model calls these instead of
    engine-specific SQL. `default__` is DuckDB; an engine that differs adds `<adapter>__<name>` here
    (docs/scaling.md; tests/integration/engines compares every mart).
#}

{# The value of the row with the greatest order key, of rows that have one: one pass, no sort. #}
{% macro latest_by(value, order_key) -%}{{ return(adapter.dispatch('latest_by')(value,
    order_key)) }}{%- endmacro %}
{% macro default__latest_by(value, order_key) -%} arg_max({{ value }},
    {{ order_key }}) {%- endmacro %}
{% macro spark__latest_by(value, order_key) -%} max_by({{ value }},
    case when {{ value }} is not null then {{ order_key }} end) {%- endmacro %}

{# The value of the row with the least order key, of rows that have one. #}
{% macro earliest_by(value,
    order_key) -%}{{ return(adapter.dispatch('earliest_by')(value, order_key)) }}{%- endmacro %}
{% macro default__earliest_by(value, order_key) -%} arg_min({{ value }},
    {{ order_key }}) {%- endmacro %}
{% macro spark__earliest_by(value, order_key) -%} min_by({{ value }},
    case when {{ value }} is not null then {{ order_key }} end) {%- endmacro %}

{# A 64-bit hash of several columns: finds candidates for duplicates, never decides on its own. #}
{% macro hash_of(columns) -%}{{ return(adapter.dispatch('hash_of')(columns)) }}{%- endmacro %}
{% macro default__hash_of(columns) -%} hash({{ columns | join(', ') }}) {%- endmacro %}
{% macro spark__hash_of(columns) -%} xxhash64({{ columns | join(', ') }}) {%- endmacro %}

{# A short id made from text columns; the same input gives the same id on every engine. #}
{% macro text_id(columns) -%}
    substr(md5(concat_ws('|', {% for c in columns %}coalesce(cast({{ c }} as string),
        '-'){{ ", " if not loop.last }}{% endfor %})), 1, 16)
{%- endmacro %}

{# Texts one after the other, those that are null skipped. Over many rows concat takes DuckDB half the
   time of concat_ws. #}
{% macro text_of(parts) -%}{{ return(adapter.dispatch('text_of')(parts)) }}{%- endmacro %}
{% macro default__text_of(parts) -%} concat({{ parts | join(', ') }}) {%- endmacro %}
{% macro spark__text_of(parts) -%} concat_ws('', {{ parts | join(', ') }}) {%- endmacro %}

{# A date as «2024-12-31»: a cast says the same in twice the time. #}
{% macro date_text(date) -%}{{ return(adapter.dispatch('date_text')(date)) }}{%- endmacro %}
{% macro default__date_text(date) -%} strftime({{ date }}, '%Y-%m-%d') {%- endmacro %}
{% macro spark__date_text(date) -%} cast({{ date }} as string) {%- endmacro %}

{# Null where the text is no number or date of the type asked for. #}
{% macro safe_cast_text(expression, type) -%} try_cast({{ expression }} as {{ type }})
    {%- endmacro %}

{# The rows of a small table that a condition picks, as one value: `lookup[key]` is the value of a
   key, null where there is none. #}
{% macro lookup_of(key, value, condition) -%}
    {{ return(adapter.dispatch('lookup_of')(key, value, condition)) }}
{%- endmacro %}

{% macro default__lookup_of(key, value, condition) -%}
    map_from_entries(list(({{ key }}, {{ value }})) filter (where {{ condition }}))
{%- endmacro %}
{% macro spark__lookup_of(key, value, condition) -%}
    map_from_entries(collect_list(struct({{ key }}, {{ value }})) filter (where {{ condition }}))
{%- endmacro %}

{# The number of a row in the file it is read from: for joins inside one build, never an order. #}
{% macro place_in_file() -%}{{ return(adapter.dispatch('place_in_file')()) }}{%- endmacro %}
{% macro default__place_in_file() -%} file_row_number {%- endmacro %}
{% macro spark__place_in_file() -%} monotonically_increasing_id() {%- endmacro %}

{# The small numbers (0 to 62) of a group as one whole number with a bit each; null where there is
   none. #}
{% macro bits_of(number) -%}{{ return(adapter.dispatch('bits_of')(number)) }}{%- endmacro %}
{% macro default__bits_of(number) -%} bit_or(cast(1 as bigint) << cast({{ number }} as integer))
    {%- endmacro %}
{% macro spark__bits_of(number) -%} bit_or(shiftleft(cast(1 as bigint), cast({{ number }} as int)))
    {%- endmacro %}

{# The bits of a group's whole numbers together, and how many a number has. #}
{% macro any_bits(bits) -%} bit_or({{ bits }}) {%- endmacro %}
{% macro count_bits(bits) -%} bit_count({{ bits }}) {%- endmacro %}

{# Whole days from the first date to the second. #}
{% macro days_between(first,
    second) -%}{{ return(adapter.dispatch('days_between')(first, second)) }}{%- endmacro %}
{% macro default__days_between(first, second) -%} date_diff('day', {{ first }},
    {{ second }}) {%- endmacro %}
{% macro spark__days_between(first, second) -%} datediff({{ second }}, {{ first }}) {%- endmacro %}

{# A date plus whole days. #}
{% macro add_days(date, days) -%}{{ return(adapter.dispatch('add_days')(date,
    days)) }}{%- endmacro %}
{% macro default__add_days(date, days) -%} cast({{ date }} + to_days(cast({{ days }} as integer))
    as date) {%- endmacro %}
{% macro spark__add_days(date, days) -%} date_add({{ date }},
    cast({{ days }} as int)) {%- endmacro %}

{# Is every element of the first list in the second? #}
{% macro is_subset(small, large) -%}{{ return(adapter.dispatch('is_subset')(small,
    large)) }}{%- endmacro %}
{% macro default__is_subset(small, large) -%} list_has_all({{ large }}, {{ small }}) {%- endmacro %}
{% macro spark__is_subset(small, large) -%} size(array_except({{ small }}, {{ large }}))
    = 0 {%- endmacro %}

{# The distinct values of a group as a list. #}
{% macro set_of(value) -%}{{ return(adapter.dispatch('set_of')(value)) }}{%- endmacro %}
{% macro default__set_of(value) -%} list(distinct {{ value }}) {%- endmacro %}
{% macro spark__set_of(value) -%} collect_set({{ value }}) {%- endmacro %}

{# Distinct texts of a group in order, joined by «|». #}
{% macro join_sorted(value) -%}{{ return(adapter.dispatch('join_sorted')(value)) }}{%- endmacro %}
{% macro default__join_sorted(value) -%} array_to_string(list_sort(list(distinct {{ value }})),
    '|') {%- endmacro %}
{% macro spark__join_sorted(value) -%} array_join(array_sort(collect_set({{ value }})),
    '|') {%- endmacro %}

{# Texts of a group in the order of a number, each with `mark` between; nulls are left out. #}
{% macro join_in_order(value, number,
    mark) -%}{{ return(adapter.dispatch('join_in_order')(value, number, mark)) }}{%- endmacro %}
{% macro default__join_in_order(value, number, mark) -%} string_agg({{ value }}, '{{ mark }}'
    order by {{ number }}) {%- endmacro %}
{% macro spark__join_in_order(value, number, mark) -%}
    array_join(transform(array_sort(collect_list(struct({{ number }} as n, {{ value }} as v))),
        pair -> pair.v), '{{ mark }}')
{%- endmacro %}

{# One row per element of a text list joined by «|»: the relation's columns and `element`. #}
{% macro split_rows(relation,
    column) -%}{{ return(adapter.dispatch('split_rows')(relation, column)) }}{%- endmacro %}
{% macro default__split_rows(relation, column) -%}
    select t.*, unnest(string_split(t.{{ column }}, '|')) as element from {{ relation }} as t
        where t.{{ column }} <> ''
{%- endmacro %}
{% macro spark__split_rows(relation, column) -%}
    select t.*, explode(split(t.{{ column }}, '[|]')) as element from {{ relation }} as t
        where t.{{ column }} <> ''
{%- endmacro %}

{# A text as its words in lower case, one space before, between and after them. #}
{% macro words_of(text) -%}{{ return(adapter.dispatch('words_of')(text)) }}{%- endmacro %}
{% macro default__words_of(text) -%} concat(' ',
    regexp_replace(lower({{ text }}), '[\s[:punct:]«»“”…–]+', ' ', 'g'), ' ') {%- endmacro %}
{% macro spark__words_of(text) -%} concat(' ',
    regexp_replace(lower({{ text }}), '[\\s\\p{Punct}«»“”…–]+', ' '), ' ') {%- endmacro %}

{# How often a word or phrase stands in what words_of gives. #}
{% macro occurrences(words, phrase) -%}
    ((length({{ words }}) - length(replace({{ words }}, concat_ws('', ' ', {{ phrase }}, ' '), '')))
        / (length({{ phrase }}) + 2))
{%- endmacro %}

{# A list joined by «|» without one of its elements; null where nothing is left. Bars at both ends
   find it anywhere. #}
{% macro without_element(column, element) -%}
    nullif(trim(both '|'
        from replace(concat_ws('', '|', {{ column }}, '|'), '|{{ element }}|', '|')), '')
{%- endmacro %}

{# Before a named part of a query: it is made by itself, narrow, so that no join of what reads it is
   planned through it. #}
{% macro made_first() -%}{{ return(adapter.dispatch('made_first')()) }}{%- endmacro %}
{% macro default__made_first() -%} materialized {%- endmacro %}
{% macro spark__made_first() -%} {%- endmacro %}

{# A number of its own for every row of a table, in no order. #}
{% macro row_id() -%}{{ return(adapter.dispatch('row_id')()) }}{%- endmacro %}
{% macro default__row_id() -%} row_number() over () {%- endmacro %}
{% macro spark__row_id() -%} monotonically_increasing_id() {%- endmacro %}

{# All columns (`of` a relation: «c.») but some, and others with another value. On Spark these stand
   last, so that both sides of a union name the same ones. #}
{% macro columns_but(without, instead={},
    of='') -%}{{ return(adapter.dispatch('columns_but')(without, instead, of)) }}{%- endmacro %}
{% macro default__columns_but(without, instead, of) -%}
    {{ of }}*{% if without %} exclude ({{ without | join(', ') }}){% endif %}
    {%- if instead %} replace ({% for name, value in instead.items() %}{{ value }}
        as {{ name }}{{ ", " if not loop.last }}{% endfor %}){% endif %}
{%- endmacro %}
{% macro spark__columns_but(without, instead, of) -%}
    {{ of }}* except ({{ (without + (instead.keys() | list)) | join(', ') }})
    {%- for name, value in instead.items() %}, {{ value }} as {{ name }}{% endfor %}
{%- endmacro %}

{# A type of a contract or a seed as the engine writes it. #}
{% macro engine_type(type) -%}{{ return(adapter.dispatch('engine_type')(type)) }}{%- endmacro %}
{% macro default__engine_type(type) -%} {{ type }} {%- endmacro %}
{% macro spark__engine_type(type) -%} {{ 'string' if type == 'varchar' else type }} {%- endmacro %}
