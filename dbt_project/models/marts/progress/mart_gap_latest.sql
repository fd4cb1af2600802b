{{ config(materialized='view') }}
with final as (
    select * from {{ ref('mart_gap_to_target') }}
    where is_latest
)

{{ contract_select('final') }}
