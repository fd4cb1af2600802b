-- Flags of figures and gap rows come from the closed list; a reader's own flags on a statement are the reader's.
{{ config(meta={'dagster': {'ref': {'name': 'mart_gap_to_target'}}}) }}
with flagged as (
    select distinct flags from {{ ref('mart_gap_to_target') }}
    union
    select distinct flags from {{ ref('fct_observation') }}
),

split as (
    {{ split_rows('flagged', 'flags') }}
)

select s.element
from split as s
left join {{ ref('closed_lists') }} as l on l.list = 'flag' and s.element = l.code
where l.code is null
