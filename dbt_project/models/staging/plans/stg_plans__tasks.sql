with source as (
    select * from {{ source('raw', 'plan_tasks') }}
),

renamed as (
    select
        task_id,
        plan_id,
        source_file,
        locator,
        area as area_code,
        ordinal,
        task_no,
        task,
        output,
        lead,
        coordinating,
        timing,
        due_date
    from source
)

select * from renamed
