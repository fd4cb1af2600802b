with source as (
    select * from {{ source('raw', 'source_files') }}
),

renamed as (
    select
        source_file,
        stage,
        sha256,
        sidecar_sha256,
        bytes,
        format,
        layout,
        status,
        rows_loaded,
        origin,
        title,
        source_url,
        licence,
        received_at
    from source
)

select * from renamed
