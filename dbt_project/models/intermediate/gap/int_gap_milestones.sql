{#
    The neighbours of the shown figure on the path of its document: the milestones before and after
    it, and the last one that fell due before the promise's own year. One row per row of gaps that
    has a path.
#}
with targets as (
    select * from {{ ref('int_targets') }}
    where target_kind in ('level', 'reduction', 'increase')
),

-- The promises of one document for one thing, in order of year.
chain as (
    select t.target_id, o.due_year as milestone_year, max(o.target_value) as milestone_value
    from targets as t
    inner join targets as o
        on
            t.plan_id = o.plan_id
            and t.indicator_code = o.indicator_code
            and t.scope_code = o.scope_code
            and t.target_level is not distinct from o.target_level
            and t.target_kind = o.target_kind
            and t.baseline_year is not distinct from o.baseline_year
            and o.due_year is not null
    group by t.target_id, o.due_year
),

beside as (
    select
        r.gap_row_id,
        r.target_id,
        c.milestone_year,
        c.milestone_value,
        case when c.milestone_year <= f.period_t then c.milestone_year end as year_before,
        case when c.milestone_year > f.period_t then c.milestone_year end as year_after,
        case when c.milestone_year < r.due_year and c.milestone_year <= f.period_t
            then c.milestone_year end
            as year_fallen_due
    from {{ ref('int_gap_rows') }} as r
    inner join chain as c on r.target_id = c.target_id
    inner join {{ ref('int_gap_figures') }} as g on r.gap_row_id = g.gap_row_id
    left join {{ ref('int_figures') }} as f on g.shown_no = f.figure_no
),

final as (
    select
        gap_row_id,
        max(target_id) as target_id,
        max(year_before) as chain_from_year,
        {{ latest_by('milestone_value', 'year_before') }} as chain_from_value,
        min(year_after) as chain_to_year,
        {{ earliest_by('milestone_value', 'year_after') }} as chain_to_value,
        max(year_fallen_due) as interim_year,
        {{ latest_by('milestone_value', 'year_fallen_due') }} as interim_value
    from beside
    group by gap_row_id
)

select * from final
