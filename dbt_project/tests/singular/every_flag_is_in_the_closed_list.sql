-- Flags of gap rows come from the closed list (those of figures: tests/unit/warehouse); a reader's
-- own flags are the reader's.
{{ config(meta={'dagster': {'ref': {'name': 'mart_gap_to_target'}}}) }}
with flagged as (
    select distinct flags from {{ ref('mart_gap_to_target') }}
),

split as (
    {{ split_rows('flagged', 'flags') }}
)

select s.element
from split as s
left join {{ ref('closed_lists') }} as l on l.list = 'flag' and s.element = l.code
where l.code is null
