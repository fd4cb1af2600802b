with source as (
    select * from {{ source('raw', 'target_decisions') }}
),

renamed as (
    select
        document_number,
        statement_key,
        field,
        value,
        decided_by,
        decided_on,
        note
    from source
)

select * from renamed
