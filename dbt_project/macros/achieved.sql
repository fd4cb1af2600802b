{# What a figure achieves on the promise's own footing: the level itself, a cut, a rise, a gain in
   positions. #}
{% macro achieved(value, decimals, base='base_stock') -%}
    case
            when measure in ('level', 'as_reported', 'annual_increase')
                then {{ round_half_up(value, decimals) }}
            when measure = 'reduction' and {{ base }} <> 0
                then {{ round_half_up('(' ~ base ~ ' - ' ~ value ~ ') / ' ~ base ~ ' * 100', '2') }}
            when measure = 'increase_in_share' and {{ base }} <> 0
                then {{ round_half_up('(' ~ value ~ ' - ' ~ base ~ ') / ' ~ base ~ ' * 100', '2') }}
            when measure = 'increase_in_points'
                then {{ round_half_up(value, decimals) }}
                    - {{ round_half_up(base, 'base_decimals') }}
            when measure = 'rank_gain' then {{ as_decimal(base ~ ' - ' ~ value) }}
        end
{%- endmacro %}
