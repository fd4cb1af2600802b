with final as (
    select
        f.source_file,
        f.stage,
        f.sha256,
        f.bytes as size_bytes,
        f.format,
        f.layout,
        f.status as load_status,
        f.rows_loaded,
        f.origin,
        coalesce(o.is_synthetic, false) as is_synthetic,
        f.title,
        f.source_url,
        f.licence,
        f.received_at
    from {{ ref('stg_run__source_files') }} as f
    left join {{ ref('source_origins') }} as o on f.origin = o.origin
)

{{ contract_select('final') }}
