with final as (
    select
        t.task_id,
        t.plan_id,
        p.document_number,
        p.unit_id,
        t.area_code,
        t.ordinal as task_ordinal,
        t.task_no,
        t.task,
        t.output as task_output,
        t.lead as lead_agency,
        t.coordinating as coordinating_agencies,
        t.timing,
        t.due_date,
        t.source_file,
        t.locator,
        u.sort_vi
    from {{ ref('stg_plans__tasks') }} as t
    inner join {{ ref('int_plans') }} as p on t.plan_id = p.plan_id
    inner join {{ ref('int_units') }} as u on p.unit_id = u.unit_id
)

{{ contract_select('final') }}
