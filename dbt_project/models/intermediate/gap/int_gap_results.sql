{{ config(materialized='view') }}
{#
    One row per promise, unit measured and year with gap, pace, status, reason, severity and flags;
    containers of generated milestones show the row of their weakest level in the last year of
    growth, or of the weakest year so far. A view: the verdicts are written down once. Which row of
    verdicts stands for which promise is a narrow list, joined to them, and no part of this query is
    read twice by one name: behind such a part DuckDB reads every column, whichever are asked for.
#}
{%- set verdicts -%}
    (select gap_row_id, target_id, unit_id, row_year, as_of_year, is_latest, status, gap_value
        from {{ ref('int_gap_verdicts') }} where moment = 'now')
{%- endset %}
-- What a statement shows: its milestones of the last year; of what is promised anew each year, all
-- years so far.
with shown as (
    select v.*, c.target_id as container_id, v.row_year as shown_year,
        v.is_latest as is_shown_latest
    from {{ verdicts }} as v
    inner join {{ ref('int_targets') }} as m on v.target_id = m.target_id
    inner join {{ ref('int_targets') }} as c
        on m.generated_from_target_id = c.target_id and m.due_year = c.last_generated_year
    where c.is_container and not coalesce(c.repeats = 'year' and c.target_kind = 'level', false)
    union all
    select v.*, c.target_id as container_id, y.due_year as shown_year,
        y.due_year = least(c.last_generated_year, v.as_of_year) as is_shown_latest
    from {{ verdicts }} as v
    inner join {{ ref('int_targets') }} as m
        on v.target_id = m.target_id and v.row_year = m.due_year
    inner join {{ ref('int_targets') }} as c
        on m.generated_from_target_id = c.target_id and c.repeats = 'year'
            and c.target_kind = 'level'
    inner join {{ ref('int_targets') }} as y
        on c.target_id = y.generated_from_target_id and m.due_year <= y.due_year
    where c.is_container and y.due_year <= v.as_of_year
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

listed as (
    select gap_row_id, cast(null as string) as container_id, row_year, is_latest
    from {{ verdicts }} as v
    union all
    select gap_row_id, container_id, shown_year as row_year, is_shown_latest as is_latest
    from weakest
    where weakness = 1
),

final as (
    select
        {{ columns_but(['use_id', 'event', 'moment'], {
            'gap_row_id': 'case when l.container_id is null then v.gap_row_id end',
            'target_id': 'coalesce(l.container_id, v.target_id)',
            'row_year': 'l.row_year',
            'is_latest': 'l.is_latest',
            'is_generated': 'l.container_id is null and v.is_generated',
            'flags': "case when l.container_id is null then v.flags
                else concat_ws('|', 'milestones_generated', "
                ~ without_element('v.flags', 'generated_milestone') ~ ") end",
        }, 'v.') }},
        l.container_id is not null as is_container
    from {{ ref('int_gap_verdicts') }} as v
    inner join listed as l on v.gap_row_id = l.gap_row_id
    where v.moment = 'now'
)

select * from final
