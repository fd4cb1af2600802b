with source as (
    select * from {{ source('raw', 'findings') }}
),

renamed as (
    select
        finding_id,
        stage,
        file,
        locator,
        rule,
        severity,
        found,
        expected,
        remedy,
        occurrences
    from source
)

select * from renamed
