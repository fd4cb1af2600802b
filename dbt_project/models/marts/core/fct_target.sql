with targets as (
    select * from {{ ref('int_targets') }}
    where not is_generated
),

own_bases as (
    select
        target_id,
        {{ join_sorted("concat_ws('', coalesce(target_level, 'all'), ' ', cast(base_year as string),
            ': ', cast(base_value as string), ' (',
            base_source, ')')") }} as growth_bases
    from {{ ref('int_growth_bases') }}
    group by target_id
),

latest as (
    select target_id, unit_id, row_year, coverage_level, status
    from {{ ref('int_gap_results') }}
    where is_latest
),

-- In its latest row, as mart_gap_latest says: a growth statement is operative through its
-- milestones.
operative as (
    select distinct l.target_id, l.unit_id
    from latest as l
    inner join {{ ref('int_operative_targets') }} as o
        on
            l.unit_id = o.unit_id
            and l.row_year = o.row_year
            and ((l.target_id = o.target_id and l.coverage_level = o.coverage_level)
                or l.target_id = o.generated_from_target_id)
),

compound as (
    select
        coalesce(t.parent_target_id, t.target_id) as compound_id,
        -- One part missed decides; else a part that is not known leaves the whole unknown.
        case
            when count(case when l.status in ('missed', 'behind', 'on_track') then 1 end) > 0
                then false
            when count(case when l.status = 'met' then 1 end) = count(*) then true
        end as compound_met
    from targets as t
    inner join latest as l on t.target_id = l.target_id and t.issuer_unit_id = l.unit_id
    group by coalesce(t.parent_target_id, t.target_id)
    having count(*) > 1
),

final as (
    select
        t.target_id,
        t.plan_id,
        t.document_number,
        t.statement_key,
        t.issuer_unit_id as unit_id,
        u.name_vi as unit_name_vi,
        t.issuer_level as unit_level,
        t.target_level,
        t.area_code,
        t.indicator_code,
        i.name_vi as indicator_name_vi,
        t.indicator_score,
        t.indicator_phrase,
        t.scope,
        t.scope_code,
        t.target_kind,
        t.stated_op as op,
        t.stated_value as value,
        t.stated_value_high as value_high,
        t.unit_code as measure_unit,
        t.effective_op,
        t.direction,
        t.target_value,
        t.stated_year,
        t.year_from,
        t.due_year,
        t.year_source,
        t.baseline_year,
        t.path,
        b.growth_bases,
        t.is_container as has_generated_milestones,
        t.quote,
        t.number_text,
        t.source_file,
        t.locator,
        t.outline_path,
        t.section_kind,
        t.n_mentions,
        t.parent_target_id,
        t.relation,
        c.compound_met,
        o.target_id is not null as is_operative,
        t.is_superseded,
        t.is_decided,
        t.reader_flags as flags,
        u.sort_vi
    from targets as t
    inner join {{ ref('int_units') }} as u on t.issuer_unit_id = u.unit_id
    left join {{ ref('int_indicators') }} as i on t.indicator_code = i.indicator_code
    left join own_bases as b on t.target_id = b.target_id
    left join compound as c on coalesce(t.parent_target_id, t.target_id) = c.compound_id
    left join operative as o on t.target_id = o.target_id and t.issuer_unit_id = o.unit_id
)

{{ contract_select('final') }}
