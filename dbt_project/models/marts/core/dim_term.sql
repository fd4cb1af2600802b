with final as (
    select list as term_list, code as term_code, sort_no, belongs_to, vi as name_vi, en as name_en
    from {{ ref('closed_lists') }}
)

{{ contract_select('final') }}
