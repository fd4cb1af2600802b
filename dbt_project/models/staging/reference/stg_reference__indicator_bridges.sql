with source as (
    select * from {{ source('raw', 'indicator_bridges') }}
),

renamed as (
    select
        from_indicator,
        to_indicator,
        relation,
        from_method,
        to_method,
        valid_from,
        note
    from source
)

select * from renamed
