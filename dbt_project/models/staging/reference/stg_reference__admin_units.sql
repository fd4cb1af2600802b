with source as (
    select * from {{ source('raw', 'admin_units') }}
),

renamed as (
    select
        unit_id,
        level as unit_level,
        code as unit_official_code,
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
        latitude,
        longitude,
        sort_vi
    from source
)

select * from renamed
