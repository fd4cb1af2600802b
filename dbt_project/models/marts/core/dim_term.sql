with final as (
    select list as term_list, code as term_code, sort_no, belongs_to, vi as name_vi, en as name_en
    from {{ ref('closed_lists') }}
    union all
    select
        'measure_unit' as term_list,
        unit_code as term_code,
        row_number() over (order by unit_code) as sort_no,
        null as belongs_to,
        coalesce(symbol, name_vi) as name_vi,
        name_en
    from {{ ref('units_of_measure') }}
    union all
    select
        'scope' as term_list,
        scope_code as term_code,
        row_number() over (order by scope_code) as sort_no,
        null as belongs_to,
        min(name_vi) as name_vi,
        min(name_en) as name_en
    from {{ ref('indicator_scope') }}
    group by scope_code
)

{{ contract_select('final') }}
