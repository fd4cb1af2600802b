{{ config(materialized='view') }}
{#
    One row per promise, unit measured and year with gap, pace, status, reason, severity and flags;
    containers of generated milestones show the row of their weakest level in the last year of
    growth, or of the weakest year so far. A view: the verdicts are written down once. What stands
    now is asked of them anew in each place, for a few of their many columns: what three parts of a
    query read by one name is written down first, with all columns.
#}
{%- set verdicts -%}
    (select {{ columns_but(['use_id', 'event', 'moment']) }} from {{ ref('int_gap_verdicts') }}
        where moment = 'now')
{%- endset %}
with containers as (
    select * from {{ ref('int_targets') }} where is_container
),

-- What a statement shows: its milestones of the last year; of what is promised anew each year, all
-- years so far.
shown as (
    select v.*, c.target_id as container_id, v.row_year as shown_year,
        v.is_latest as is_shown_latest
    from {{ verdicts }} as v
    inner join {{ ref('int_targets') }} as m on v.target_id = m.target_id
    inner join containers as c
        on m.generated_from_target_id = c.target_id and m.due_year = c.last_generated_year
    where not coalesce(c.repeats = 'year' and c.target_kind = 'level', false)
    union all
    select v.*, c.target_id as container_id, y.due_year as shown_year,
        y.due_year = least(c.last_generated_year, v.as_of_year) as is_shown_latest
    from {{ verdicts }} as v
    inner join {{ ref('int_targets') }} as m
        on v.target_id = m.target_id and v.row_year = m.due_year
    inner join containers as c
        on m.generated_from_target_id = c.target_id and c.repeats = 'year'
            and c.target_kind = 'level'
    inner join {{ ref('int_targets') }} as y
        on c.target_id = y.generated_from_target_id and m.due_year <= y.due_year
    where y.due_year <= v.as_of_year
),

-- Weakest first: what is short in fact, then what is not known, then what is well.
weakest as (
    select
        *,
        row_number() over (
            partition by container_id, unit_id, shown_year
            order by
                case status when 'missed' then 0 when 'behind' then 1 when 'no_data' then 2
                    when 'not_assessable' then 3 when 'on_track' then 4 else 5 end,
                gap_value nulls last, target_id
        ) as weakness
    from shown
),

final as (
    select
        {{ columns_but([], {
            'gap_row_id': 'gap_row_id', 'target_id': 'target_id', 'row_year': 'row_year',
                'is_latest': 'is_latest', 'is_generated': 'is_generated', 'flags': 'flags',
        }) }},
        false as is_container
    from {{ verdicts }} as v
    union all
    select
        {{ columns_but(['container_id', 'weakness', 'shown_year', 'is_shown_latest'], {
            'gap_row_id': 'cast(null as bigint)',
            'target_id': 'container_id',
            'row_year': 'shown_year',
            'is_latest': 'is_shown_latest',
            'is_generated': 'false',
            'flags': "concat_ws('|', 'milestones_generated', "
                ~ without_element('flags', 'generated_milestone') ~ ")",
        }) }},
        true as is_container
    from weakest
    where weakness = 1
)

select * from final
