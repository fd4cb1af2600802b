with source as (
    select * from {{ source('raw', 'admin_unit_lineage') }}
),

renamed as (
    select
        predecessor_unit_id,
        successor_unit_id,
        change_type,
        share,
        effective_on
    from source
)

select * from renamed
