{# Figures that were restated: the value before and after, and what the own promise that rests on the figure would have been. #}
with revisions as (
    select * from {{ ref('int_observation_revisions') }}
    where n_revisions > 1
),

restated as (
    select
        n.observation_id,
        n.previous_observation_id,
        n.indicator_code,
        n.unit_id,
        n.coverage_level,
        n.scope_code,
        n.source_variant,
        n.period_kind,
        n.period_start,
        n.period_end,
        n.revision_no,
        o.value as old_value,
        n.value as new_value,
        o.value_as_printed as old_as_printed,
        n.value_as_printed as new_as_printed,
        o.value_decimals as old_decimals,
        o.value_bound as old_bound,
        o.source_file as old_source_file,
        n.source_file as new_source_file,
        o.known_from as old_known_from,
        n.known_from as new_known_from,
        coalesce(n.known_from = o.known_from, n.known_from is null and o.known_from is null) as is_conflict
    from revisions as n
    inner join revisions as o on n.previous_observation_id = o.observation_id
),

-- The same promises once more, with the old figure in the place of the new one.
touched as (
    select i.*, x.observation_id as restated_id, x.old_value, x.old_decimals, x.old_bound
    from {{ ref('int_gap_inputs') }} as i
    inner join restated as x on i.figure_observation_id = x.observation_id
    where
        i.basis = 'own'
        and i.figure_source in ('reported', 'point', 'survey', 'year_to_date', 'part_of_year')
        and i.row_year = case when i.is_due_now then i.due_year else i.as_of_year end
),

before as (
    select
        * exclude (old_value, old_decimals, old_bound) replace (
            old_value as figure_value,
            old_value as figure_value_exact,
            coalesce(old_decimals, figure_decimals) as figure_decimals,
            old_bound as figure_bound
        )
    from touched
),

{{ gap_arithmetic('before') }},

affected as (
    select
        b.restated_id,
        {{ earliest_by('b.target_id', 'b.target_id') }} as target_id,
        {{ earliest_by('b.status', 'b.target_id') }} as status_before,
        {{ earliest_by('r.status', 'b.target_id') }} as status_after,
        count(*) as n_own_targets,
        count(case when b.status <> r.status then 1 end) as n_status_changed
    from gap_verdicts as b
    inner join {{ ref('int_gap_results') }} as r on b.target_id = r.target_id and b.unit_id = r.unit_id and b.row_year = r.row_year
    group by b.restated_id
),

final as (
    select
        x.observation_id,
        x.previous_observation_id,
        x.unit_id,
        u.name_vi as unit_name_vi,
        x.indicator_code,
        i.name_vi as indicator_name_vi,
        x.coverage_level,
        x.scope_code,
        x.source_variant,
        x.period_kind,
        x.period_start,
        x.period_end,
        x.revision_no,
        x.old_value,
        x.new_value,
        round(x.new_value - x.old_value, 6) as delta,
        x.old_as_printed,
        x.new_as_printed,
        x.is_conflict,
        a.target_id,
        a.status_before,
        a.status_after,
        coalesce(a.n_own_targets, 0) as n_own_targets,
        coalesce(a.n_status_changed, 0) as n_status_changed,
        x.old_source_file,
        x.new_source_file,
        x.old_known_from,
        x.new_known_from,
        u.sort_vi
    from restated as x
    inner join {{ ref('int_units') }} as u on x.unit_id = u.unit_id
    left join {{ ref('int_indicators') }} as i on x.indicator_code = i.indicator_code
    left join affected as a on x.observation_id = a.restated_id
)

{{ contract_select('final') }}
