{{ config(materialized='view') }}
{#
    All that the arithmetic is asked of, told apart by `moment`: the rows as they stand («now»), and
    those that own promises had «before» a figure changed and «after» it, where that was not the
    last change.
#}
{#- What int_gap_inputs_before replaces; named on both sides, so that engines which put these last
   do so on both. #}
{%- set replaced = {} %}
{%- for column in [
    'target_value', 'growth_base_value', 'figure_value', 'figure_value_exact',
    'figure_decimals', 'figure_bound', 'base_figure_value', 'baseline_mean',
    'figure_rival_low', 'figure_rival_high', 'base_rival_low', 'base_rival_high',
] %}
    {%- do replaced.update({column: column}) %}
{%- endfor %}

select {{ columns_but([], replaced) }}, cast(null as string) as use_id,
    cast(null as string) as event, 'now' as moment
from {{ ref('int_gap_inputs_now') }}
union all
select {{ columns_but(['use_id', 'event', 'moment'], replaced) }}, use_id, event, moment
from {{ ref('int_gap_inputs_before') }}
