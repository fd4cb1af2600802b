with source as (
    select * from {{ source('raw', 'plan_amendments') }}
),

renamed as (
    select
        amendment_id,
        plan_id,
        source_file,
        act,
        amended_number,
        amended_year,
        item,
        indicator_code,
        new_due_on,
        mention_id,
        quote,
        locator
    from source
)

select * from renamed
