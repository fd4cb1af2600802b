{#
    Which of two figures answers a promise: the later period, of one period the final one, then the
    nearer link (the indicator's own figure before a bridged one), then int_figures' own order of
    sources and variants. `figure_order` counts 5,000 for each step of period or finality; what is
    below orders sources and variants.
#}
{% macro choice_order(figure, link) -%}
    (({{ figure }}.figure_order - mod({{ figure }}.figure_order, 5000)) * 10 + {{ link }}.link_rank
        * 5000 + mod({{ figure }}.figure_order, 5000))
{%- endmacro %}

{# Which of two figures is the first: the earlier period, and of one period the one that
   choice_order prefers. #}
{% macro first_order(choice) -%} (mod({{ choice }}, 100000) * 2 - {{ choice }}) {%- endmacro %}

{#
    Which of two final figures of a due period decides, for ever: the nearer link, the reported
    before the made, the better source, then the one that was known first: another variant that
    arrives later replaces nothing.
#}
{% macro due_order(figure, link) -%}
    ((({{ link }}.link_rank + 1) * 100
        + cast(floor(mod({{ figure }}.figure_order, 5000) / 1000) * 10 as bigint)
        + cast((40 - coalesce({{ figure }}.source_rank, 10)) / 10 as bigint)) * 10000000000
        + (100000 - {{ days_between("date '1990-01-01'",
            "coalesce(" ~ figure ~ ".first_known_from, date '1990-01-01')") }}) * 1000
        + mod({{ figure }}.figure_order, 1000))
{%- endmacro %}
