with targets as (
    select * from {{ ref('int_targets') }}
),

units as (
    select * from {{ ref('int_units') }}
),

indicators as (
    select * from {{ ref('int_indicators') }}
),

observations as (
    select
        observation_id, source_file, sheet, row_no, column_name, value_as_printed, source_title,
            source_url, note, known_from, revision_no
    from {{ ref('int_observation_revisions') }}
    -- Of all figures only those that stand in a row: the many are read past the few, never
    -- gathered.
    where observation_id in (select g.figure_observation_id from {{ ref('int_gap_results') }} as g)
),

rules as (
    select
        max(case when name = 'pace_on_track' then value end) as pace_on_track_min,
        max(case when name = 'pace_accelerate' then value end) as pace_accelerate_min,
        max(version) as rule_version
    from {{ ref('parameters') }}
),

words as (
    select * from {{ ref('closed_lists') }}
),

operative as (
    select distinct unit_id, row_year, coverage_level, target_id
        from {{ ref('int_operative_targets') }}
),

-- A growth statement is operative through any of its milestones.
operative_growth as (
    select distinct unit_id, row_year, generated_from_target_id as target_id
    from {{ ref('int_operative_targets') }}
    where generated_from_target_id is not null
),

open_sdg as (
    select gap_row_id, progress_value, score, open_sdg_status from {{ ref('int_open_sdg') }}
),

final as (
    select
        r.target_id,
        r.unit_id,
        r.row_year as year,
        r.basis,
        r.is_latest,
        r.plan_id,
        t.document_number,
        r.issuer_unit_id,
        iu.name_vi as issuer_name_vi,
        u.name_vi as unit_name_vi,
        u.name_en as unit_name_en,
        u.unit_level,
        u.province_unit_id,
        r.indicator_code,
        i.name_vi as indicator_name_vi,
        i.name_en as indicator_name_en,
        t.area_code,
        r.target_level,
        r.coverage_level,
        t.scope,
        r.scope_code,
        r.target_kind,
        r.stated_op as op,
        t.stated_value,
        t.stated_value_high,
        t.unit_code as measure_unit,
        r.effective_op,
        r.direction,
        r.target_value,
        r.value_high as target_value_high,
        r.due_year,
        r.year_source,
        r.due_date,
        r.due_t,
        r.eval_date,
        r.as_of,
        r.is_due,
        r.path,
        r.growth_base_value,
        r.growth_base_year,
        r.growth_base_source,
        r.figure_role,
        r.actual_value as actual,
        r.actual_exact,
        r.figure_value as actual_figure,
        r.figure_indicator as actual_indicator,
        r.figure_variant as actual_variant,
        r.figure_method as actual_method,
        r.figure_year as actual_year,
        r.figure_period_start as actual_period_start,
        r.figure_period_end as actual_period_end,
        r.figure_t as actual_t,
        r.figure_is_final as actual_is_final,
        r.figure_source as actual_source,
        r.coverage_months as actual_coverage_months,
        r.figure_n_parts as actual_n_parts,
        r.figure_n_expected as actual_n_expected,
        r.figure_bound as actual_bound,
        case when r.last_no is not null then r.figure_decimals end as actual_decimals,
        r.figure_numerator as actual_numerator,
        r.figure_denominator as actual_denominator,
        r.figure_respondents as actual_respondents,
        case when i.is_survey then r.interval_low end as interval_low,
        case when i.is_survey then r.interval_high end as interval_high,
        r.figure_n_ranked as actual_n_ranked,
        r.base_value as base,
        r.base_stock as base_figure,
        r.base_t,
        case when r.base_source <> 'yearly_count_zero' then r.base_period_end
            end as base_period_end,
        r.base_source,
        r.base_observation_id,
        r.base_n_ranked,
        r.gap_value as gap,
        -- Without a gap nothing is known to remain: greatest() would read null as 0.
        case when r.gap_value is not null then greatest(0, -r.gap_value) end as remaining,
        r.attainment,
        r.expected_value as expected,
        r.expected_chain,
        r.pace as pace_ratio,
        r.required_per_year,
        r.projected_at_due,
        r.projected_year_met,
        r.natural_limit,
        r.interim_year,
        r.interim_value,
        r.status,
        sw.vi as status_vi,
        sw.en as status_en,
        r.reason,
        rw.vi as reason_vi,
        rw.en as reason_en,
        r.severity,
        r.flags,
        case when r.figure_role = 'last_known' then r.is_satisfied end as last_known_met,
        case when r.figure_role = 'last_known' then r.gap_value end as last_known_gap,
        case when r.partial_no is not null and r.deciding_no is null
            then 100 * cast(r.partial_n_reported as double) / nullif(r.partial_n_expected,
            0) end as reported_share_pct,
        case when r.stop_reason = r.end_reason then case when r.is_satisfied_at_end then 'met'
            when not r.is_satisfied_at_end
            then 'short' end end as verdict_at_end,
        case when r.stop_reason = r.end_reason and r.is_satisfied_at_end is not null
            then r.gap_at_end end as gap_at_end,
        case when r.stop_reason = r.end_reason and r.is_satisfied_at_end is not null
            then r.end_period_end end as end_period_end,
        case when r.figure_rival_low < r.figure_rival_high then r.figure_rival_low
            when r.base_rival_low < r.base_rival_high and r.target_kind <> 'level'
                then r.base_rival_low end as rival_low,
        case when r.figure_rival_low < r.figure_rival_high then r.figure_rival_high
            when r.base_rival_low < r.base_rival_high and r.target_kind <> 'level'
                then r.base_rival_high end as rival_high,
        case when r.last_no is null and r.reason = r.held_reason then r.held_at
            when r.reason = r.held_due_reason then r.held_due_at
            end as held_back_at,
        po.turned_by,
        t.amended_by,
        r.later_value as later_figure,
        r.later_period_end,
        case when r.is_after_end then r.successor_unit_id end as successor_unit_id,
        case when r.is_after_end then su.name_vi end as successor_name_vi,
        case when r.is_after_end then r.successor_value end as successor_actual,
        case when r.is_after_end then r.successor_period_end end as successor_period_end,
        r.valid_to as unit_or_level_end,
        s.progress_value as open_sdg_progress,
        s.score as open_sdg_score,
        coalesce(s.open_sdg_status, 'not_available') as open_sdg_status,
        ru.pace_on_track_min,
        ru.pace_accelerate_min,
        ru.rule_version,
        r.publication_lag_days,
        p.target_id is not null or (r.is_container and pc.target_id is not null) as is_operative,
        r.is_container,
        r.is_generated,
        t.generated_from_target_id,
        coalesce(t.generated_from_target_id, t.target_id) as stated_target_id,
        r.is_superseded,
        sp.counted_target_id as counted_with_target_id,
        -- Own promises once each: a container counts through its milestones, a milestone in its own
        -- year or as the last one; what a successor adopted counts with the successor, what two
        -- documents promise alike with one of them.
        r.basis = 'own' and not r.is_container and not r.is_superseded
            and not coalesce(r.is_adopted_away and r.is_after_end, false)
        and sp.target_id is null
        and (not r.is_generated or r.due_year <= r.as_of_year or r.due_year = t.last_generated_year)
            as is_counted,
        t.quote,
        t.source_file as target_source_file,
        t.locator as target_locator,
        r.figure_observation_id as observation_id,
        o.value_as_printed as actual_as_printed,
        o.source_file as actual_source_file,
        -- concat_ws() passes over what is null: a row without a figure would get a place of none.
        case when o.observation_id is not null then
            concat_ws(', ', case when o.sheet is not null then concat_ws('', 'sheet ', o.sheet) end,
                concat_ws('', 'row ', cast(o.row_no as string)),
                concat_ws('', 'column ', o.column_name)) end as actual_locator,
        o.source_title as actual_source_title,
        o.source_url as actual_source_url,
        o.note as actual_note,
        o.known_from as actual_known_from,
        o.revision_no as actual_revision_no,
        u.sort_vi
    from {{ ref('int_gap_results') }} as r
    inner join targets as t on r.target_id = t.target_id
    inner join units as u on r.unit_id = u.unit_id
    inner join units as iu on r.issuer_unit_id = iu.unit_id
    cross join rules as ru
    left join indicators as i on r.indicator_code = i.indicator_code
    left join units as su on r.successor_unit_id = su.unit_id
    left join observations as o on r.figure_observation_id = o.observation_id
    left join {{ ref('int_same_promises') }} as sp
        on r.target_id = sp.target_id and r.unit_id = sp.unit_id
    left join {{ ref('int_polarity') }} as po
        on coalesce(t.generated_from_target_id, t.target_id) = po.target_id
    left join words as sw on sw.list = 'status' and r.status = sw.code
    left join words as rw on rw.list = 'reason' and r.reason = rw.code
    left join open_sdg as s on r.gap_row_id = s.gap_row_id
    left join operative as p on r.target_id = p.target_id and r.unit_id = p.unit_id
        and r.row_year = p.row_year
        and r.coverage_level = p.coverage_level
    left join operative_growth as pc on r.target_id = pc.target_id and r.unit_id = pc.unit_id
        and r.row_year = pc.row_year
)

{{ contract_select('final') }}
