with source as (
    select * from {{ source('raw', 'run_parameters') }}
),

renamed as (
    select
        as_of,
        code_version
    from source
)

select * from renamed
