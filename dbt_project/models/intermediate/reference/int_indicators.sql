with catalogue as (
    select * from {{ ref('indicator_catalogue') }}
),

units as (
    select * from {{ ref('units_of_measure') }}
),

final as (
    select
        c.code as indicator_code,
        c.name_vi,
        c.name_en,
        c.reform_area as area_code,
        c.unit as unit_code,
        case c.direction when 'lower_is_better' then -1 else 1 end as direction,
        c.levels,
        c.aggregation_rule,
        c.measure_type,
        c.period_basis,
        c.natural_limit,
        c.level_split,
        c.own_level,
        c.source_variants,
        coalesce(c.publication_lag_days, {{ parameter('default_publication_lag_days') }})
            as publication_lag_days,
        coalesce(u.ratio_factor, 1) as ratio_factor,
        u.scale,
        coalesce(u.to_scale, 1) as to_scale,
        c.aggregation_rule in ('ratio_of_sums', 'respondent_weighted_mean')
        or c.aggregation_rule like 'weighted_mean%' as is_ratio,
        (c.aggregation_rule in ('ratio_of_sums', 'respondent_weighted_mean')
            or c.aggregation_rule like 'weighted_mean%')
        and coalesce(u.is_summable, false)
        and c.period_basis in ('period_cumulative', 'survey_round') as is_ratio_over_time,
        c.aggregation_rule = 'sum' and c.period_basis = 'period_cumulative' as is_count_over_time,
        c.aggregation_rule = 'sum' as is_sum_over_units,
        (c.measure_type = 'count' and c.period_basis = 'period_cumulative')
        or coalesce(y.year_rule = 'year_counter', false) as is_yearly_count,
        coalesce(y.year_rule = 'sum_of_years', false) as is_sum_of_years,
        c.measure_type like 'survey%' as is_survey,
        c.measure_type = 'reduction_ratio' as is_reduction_rate,
        c.unit = 'rank' as is_rank,
        c.period_basis like 'point_in_time%' or c.period_basis = 'cumulative_since_base' as is_stock
    from catalogue as c
    left join units as u on c.unit = u.unit_code
    left join {{ ref('indicator_year_rules') }} as y on c.code = y.indicator_code
)

select * from final
