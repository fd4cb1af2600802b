with final as (
    select
        l.predecessor_unit_id,
        l.successor_unit_id,
        p.name_vi as predecessor_name_vi,
        s.name_vi as successor_name_vi,
        p.unit_level,
        l.change_type,
        l.share as share_kind,
        l.effective_on,
        concat_ws('', p.sort_vi, s.sort_vi) as sort_vi
    from {{ ref('stg_reference__admin_unit_lineage') }} as l
    inner join {{ ref('int_units') }} as p on l.predecessor_unit_id = p.unit_id
    inner join {{ ref('int_units') }} as s on l.successor_unit_id = s.unit_id
)

{{ contract_select('final') }}
