with final as (
    select
        i.indicator_code,
        i.name_vi,
        i.name_en,
        i.area_code,
        a.vi as area_name_vi,
        a.en as area_name_en,
        i.unit_code as measure_unit,
        u.name_vi as measure_unit_vi,
        u.name_en as measure_unit_en,
        i.direction,
        i.levels,
        i.level_split as is_level_split,
        i.measure_type,
        i.aggregation_rule,
        i.period_basis,
        i.natural_limit,
        i.publication_lag_days,
        i.source_variants,
        concat_ws('', lpad(cast(coalesce(a.sort_no, 99) as string), 2, '0'), i.indicator_code)
            as sort_vi
    from {{ ref('int_indicators') }} as i
    left join {{ ref('units_of_measure') }} as u on i.unit_code = u.unit_code
    left join {{ ref('closed_lists') }} as a on a.list = 'area' and i.area_code = a.code
)

{{ contract_select('final') }}
