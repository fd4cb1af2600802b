with source as (
    select * from {{ source('raw', 'adopted_targets') }}
),

renamed as (
    select
        document_number,
        predecessor_unit_id,
        successor_unit_id,
        statement_key,
        decided_in
    from source
)

select * from renamed
