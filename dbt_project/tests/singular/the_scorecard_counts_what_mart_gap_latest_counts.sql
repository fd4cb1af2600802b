-- Each counted promise stands once in mart_scorecard, over all years, under its own status.
{{ config(meta={'dagster': {'ref': {'name': 'mart_scorecard'}}}) }}
with promises as (
    select
        unit_id,
        count(*) as n_targets,
        count(case when status = 'met' then 1 end) as n_met,
        count(case when status = 'missed' then 1 end) as n_missed,
        count(case when status not in ('met', 'missed') then 1 end) as n_other
    from {{ ref('mart_gap_latest') }}
    where is_counted
    group by unit_id
),

counts as (
    select
        unit_id,
        sum(n_targets) as n_targets,
        sum(n_met) as n_met,
        sum(n_missed) as n_missed,
        sum(n_on_track + n_behind + n_no_data + n_not_assessable) as n_other
    from {{ ref('mart_scorecard') }}
    group by unit_id
)

select coalesce(p.unit_id, c.unit_id) as unit_id
from promises as p
full join counts as c on p.unit_id = c.unit_id
where
    p.n_targets is distinct from c.n_targets
    or p.n_met is distinct from c.n_met
    or p.n_missed is distinct from c.n_missed
    or p.n_other is distinct from c.n_other
