with final as (
    select
        unit_id,
        unit_level,
        unit_official_code,
        geo_eras,
        name_vi,
        short_name_vi,
        name_en,
        name_ascii,
        type_vi,
        parent_unit_id,
        province_unit_id,
        valid_from,
        valid_to,
        successor_unit_id,
        end_reason,
        latitude,
        longitude,
        sort_vi
    from {{ ref('int_units') }}
)

{{ contract_select('final') }}
