{{ config(materialized='view') }}
{#
    One row per promise, unit measured and year with gap, pace, status, reason, severity and flags; containers of generated
    milestones show the row of their weakest level in the last year of growth. A view: the verdicts are written down once.
#}
with verdicts as (
    select {{ columns_but(['use_id', 'event', 'moment']) }} from {{ ref('int_gap_verdicts') }} where moment = 'now'
),

containers as (
    select * from {{ ref('int_targets') }} where is_container
),

-- Weakest first: what is short in fact, then what is not known, then what is well.
weakest as (
    select
        v.*,
        c.target_id as container_id,
        row_number() over (
            partition by c.target_id, v.unit_id, v.row_year
            order by
                case v.status when 'missed' then 0 when 'behind' then 1 when 'no_data' then 2
                    when 'not_assessable' then 3 when 'on_track' then 4 else 5 end,
                v.gap_value nulls last, v.target_id
        ) as weakness
    from verdicts as v
    inner join {{ ref('int_targets') }} as m on v.target_id = m.target_id
    inner join containers as c
        on m.generated_from_target_id = c.target_id and m.due_year = c.last_generated_year
),

final as (
    select
        {{ columns_but([], {
            'gap_row_id': 'gap_row_id', 'target_id': 'target_id', 'is_generated': 'is_generated', 'flags': 'flags',
        }) }},
        false as is_container
    from verdicts
    union all
    select
        {{ columns_but(['container_id', 'weakness'], {
            'gap_row_id': 'cast(null as bigint)',
            'target_id': 'container_id',
            'is_generated': 'false',
            'flags': "concat_ws('|', 'milestones_generated', " ~ without_element('flags', 'generated_milestone') ~ ")",
        }) }},
        true as is_container
    from weakest
    where weakness = 1
)

select * from final
