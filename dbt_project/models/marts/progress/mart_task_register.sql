with run as (
    select as_of from {{ ref('stg_run__parameters') }}
),

final as (
    select
        t.task_id,
        t.plan_id,
        t.document_number,
        t.unit_id,
        u.name_vi as unit_name_vi,
        t.area_code,
        t.task_ordinal,
        t.task_no,
        t.task,
        t.task_output,
        t.lead_agency,
        t.timing,
        t.due_date,
        run.as_of,
        case
            when t.due_date is null then 'undated'
            when t.due_date < run.as_of then 'date_passed'
            when t.due_date <= {{ add_days('run.as_of', parameter('task_due_window_days')) }}
                then 'due'
            else 'upcoming'
        end as task_state,
        {{ days_between('run.as_of', 't.due_date') }} as days_left,
        t.source_file,
        t.locator,
        t.sort_vi
    from {{ ref('fct_task') }} as t
    inner join {{ ref('int_units') }} as u on t.unit_id = u.unit_id
    cross join run
)

{{ contract_select('final') }}
