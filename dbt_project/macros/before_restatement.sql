{# The value a sum had before one of its parts was restated: a ratio from its counts, else the value less the difference.
   `a` is the row with the sum, `x` the restatement, `i` the indicator.

   is_ratio: the condition under which the sum is a ratio of sums. #}
{% macro before_restatement(is_ratio) -%}
case
            when {{ is_ratio }}
                then (a.figure_numerator - x.new_numerator + x.old_numerator)
                    / nullif(a.figure_denominator - x.new_denominator + x.old_denominator, 0) * i.ratio_factor
            else a.figure_value - x.new_value + x.old_value
        end
{%- endmacro %}
