{# The value of a figure at a moment («before», «after» a day): its own revision then, a ratio of
   its counts where it is one of sums, else the value less the difference. `u` is the figure, `c`
   what changed, `i` the indicator. #}
{% macro value_as_known(moment) -%}
    case
            when not c.is_of_parts and not u.is_made_of_years then c.value_{{ moment }}
            when u.numerator is not null and u.denominator is not null
                and c.numerator_less_{{ moment }} is not null
                and (i.is_ratio_over_time or (i.is_ratio and u.is_made_of_years))
                then (u.numerator + c.numerator_less_{{ moment }})
                    / nullif(u.denominator + c.denominator_less_{{ moment }}, 0) * i.ratio_factor
            else u.value + c.value_less_{{ moment }}
        end
{%- endmacro %}
