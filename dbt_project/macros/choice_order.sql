{#
    Which of two figures answers a promise: the later period, of one period the final one, then the nearer link (the
    indicator's own figure before a bridged one), then int_figures' own order of sources and variants.
    `figure_order` counts 5,000 for each step of period or finality; what is below orders sources and variants.
#}
{% macro choice_order(figure, link) -%}
    (({{ figure }}.figure_order - mod({{ figure }}.figure_order, 5000)) * 10 + {{ link }}.link_rank * 5000 + mod({{ figure }}.figure_order, 5000))
{%- endmacro %}
