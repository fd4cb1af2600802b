with source as (
    select * from {{ source('raw', 'plan_documents') }}
),

renamed as (
    select
        plan_id,
        source_file,
        sha256,
        document_number,
        document_key,
        document_type,
        title,
        issuer_name,
        issuer_unit_id,
        level as plan_level,
        issued_on,
        period_from,
        period_to,
        signer,
        origin,
        source_url,
        received_at
    from source
)

select * from renamed
