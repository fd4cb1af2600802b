with source as (
    select *, {{ place_in_file() }} as observation_no from {{ source('raw', 'kpi_observations') }}
),

renamed as (
    select
        observation_id,
        observation_no,
        source_file,
        sha256,
        layout,
        sheet,
        row_no,
        column_name,
        indicator_code,
        unit_id,
        unit_level,
        coverage_level,
        scope_code,
        source_variant,
        method_version,
        period_label,
        period_kind,
        period_start,
        period_end,
        value,
        value_as_printed,
        value_decimals,
        value_bound,
        numerator,
        denominator,
        respondents,
        is_derived,
        published_at,
        received_at,
        origin,
        source_title,
        source_url,
        note
    from source
)

select * from renamed
