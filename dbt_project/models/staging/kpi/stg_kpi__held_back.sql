with source as (
    select * from {{ source('raw', 'kpi_held_back') }}
),

renamed as (
    select
        source_file,
        locator,
        rule as rule_code,
        printed,
        indicator_code,
        unit_id,
        coverage_level,
        scope_code,
        period_end,
        known_from
    from source
)

select * from renamed
