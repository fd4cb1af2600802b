with final as (
    select
        a.amendment_id,
        a.new_plan_id as plan_id,
        a.document_number,
        a.unit_id,
        a.issued_on,
        a.act,
        coalesce(a.old_plan_id, '') as amended_plan_id,
        a.amended_number,
        a.amended_year,
        a.item,
        a.indicator_code,
        a.new_due_on,
        a.mention_id,
        a.quote,
        a.source_file,
        a.locator,
        u.sort_vi
    from {{ ref('int_amendments') }} as a
    inner join {{ ref('int_units') }} as u on a.unit_id = u.unit_id
)

{{ contract_select('final') }}
