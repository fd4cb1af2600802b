{# Findings of the readers and of the warehouse, one row per place, each with what was found and what to do. #}
with run as (
    select as_of from {{ ref('stg_run__parameters') }}
),

jumps as (
    select
        f.observation_id,
        f.value,
        p.value as value_before,
        f.figure_year
    from {{ ref('int_figures') }} as f
    inner join {{ ref('int_figures') }} as p
        on
            f.unit_id = p.unit_id and f.indicator_code = p.indicator_code and f.coverage_level = p.coverage_level
                and f.scope_code = p.scope_code
            and f.source_variant = p.source_variant and f.method_version is not distinct from p.method_version
                and f.figure_year = p.figure_year + 1
    inner join {{ ref('int_indicators') }} as i on f.indicator_code = i.indicator_code
    where
        f.until is null and f.window_from is null and p.until is null and p.window_from is null
        and f.is_final and p.is_final and f.figure_source in ('reported', 'point', 'survey') and p.figure_source in ('reported', 'point',
            'survey')
        and (
            (i.unit_code in ('percent', 'points_100') and abs(f.value - p.value) > {{ parameter('magnitude_jump_points') }})
            or (i.measure_type = 'count' and p.value > 0 and f.value > 0
                and (f.value / p.value >= {{ parameter('magnitude_jump_factor') }} or p.value / f.value >= {{ parameter('magnitude_jump_factor') }}))
        )
),

observations as (
    select o.*, u.valid_from, u.valid_to, u.name_vi as unit_name_vi, i.unit_code, i.ratio_factor, i.is_ratio, i.measure_type
    from {{ ref('int_observation_revisions') }} as o
    inner join {{ ref('int_units') }} as u on o.unit_id = u.unit_id
    left join {{ ref('int_indicators') }} as i on o.indicator_code = i.indicator_code
),

-- One pass over all figures: what is suspect at all; which rule it breaks is asked of those alone.
suspects as (
    select o.*
    from observations as o
    cross join run
    left join jumps as j on o.observation_id = j.observation_id
    where
        (o.unit_code = 'percent' and (o.value < 0 or o.value > 100))
        or (o.is_ratio and (o.denominator = 0 or (not o.is_derived and o.denominator > 0 and o.value is not null
            and o.numerator is not null)))
        or o.period_end > run.as_of
        or o.period_end > o.valid_to
        or (o.period_start < o.valid_from and o.period_end >= o.valid_from)
        or o.is_conflict
        or o.period_kind = 'unknown'
        or j.observation_id is not null
),

cells as (
    select
        *,
        concat_ws(', ', case when sheet is not null then concat('sheet ', sheet) end, concat('row ', cast(row_no as varchar)),
            concat('column ', column_name)) as locator,
        concat(indicator_code, ' ', unit_name_vi, ' ', period_label, ' = ', coalesce(value_as_printed, cast(value as varchar),
            'null')) as said
    from suspects
),

warehouse as (
    select 'kpi' as stage, source_file, locator, 'percentage_out_of_range' as rule_code, 'warning' as severity, said as found,
        'a share between 0 and 100' as expected, 'check the cell and its unit; mend the file or set raw/reference' as remedy
    from cells
    where unit_code = 'percent' and measure_type <> 'reduction_ratio' and (value < 0 or value > 100)
    union all
    select 'kpi', source_file, locator, 'rate_differs_from_counts', 'warning',
        concat(said, '; counts give ', cast(round(numerator / denominator * ratio_factor, 2) as varchar)),
        'the printed rate equals numerator over denominator', 'check which denominator the source uses; give it its own source_variant'
    from cells
    where is_ratio and value is not null and not is_derived and numerator is not null and denominator > 0
        and abs(value - numerator / denominator * ratio_factor) > 0.5 * power(10, -coalesce(value_decimals, 2)) + 1e-9
    union all
    select 'kpi', source_file, locator, 'zero_denominator', 'info', said, 'a denominator above 0',
        'nothing to do: the rate is null, whatever the portal prints'
    from cells
    where is_ratio and denominator = 0
    union all
    select 'kpi', c.source_file, c.locator, 'period_after_as_of', 'warning', concat(c.said, '; period ends ',
        cast(c.period_end as varchar)),
        concat('a period that ends by ', cast(run.as_of as varchar)), 'check the period; the figure counts once as_of has passed it'
    from cells as c
    cross join run
    where c.period_end > run.as_of
    union all
    select 'kpi', source_file, locator, 'figure_after_unit_end', 'warning', concat(said, '; unit ended ', cast(valid_to as varchar)),
        'a figure of the unit that existed then', 'give the figure to the successor (geo_era 34) or correct its period'
    from cells
    where period_end > valid_to
    union all
    select 'kpi', source_file, locator, 'spans_territory_change', 'info', concat(said, '; unit began ', cast(valid_from as varchar)),
        'a figure of one territory, or counts per part', 'give the parts before and after apart where the source has them'
    from cells
    where period_start < valid_from and period_end >= valid_from
    union all
    select 'kpi', source_file, locator, 'sources_disagree', 'warning', said, 'one value for one period',
        'both stay; say in raw/reference or by published_at which one holds'
    from cells
    where is_conflict
    union all
    select 'kpi', source_file, locator, 'unknown_period', 'info', said, 'a known period',
        'give period_start and period_end; until then the figure carries no status'
    from cells
    where period_kind = 'unknown'
    union all
    select 'kpi', c.source_file, c.locator, 'magnitude_jump', 'warning', concat(c.said, '; year before ', cast(j.value_before as varchar)),
        'a change that reality allows', 'check unit and decimal mark of both years'
    from cells as c
    inner join jumps as j on c.observation_id = j.observation_id
    union all
    select 'plan', source_file, 'document', 'issuer_unknown', 'warning', coalesce(issuer_name, title, 'no issuer read'),
        'an issuer that is an administrative unit',
        'state issuer and level in the sidecar .meta.yml'
    from {{ ref('int_plans') }}
    where unit_id = 'unknown'
    union all
    select 'plan', source_file, 'document', 'superseded_document', 'info', coalesce(document_number, title, source_file),
        'one file for one document',
        'nothing to do: its promises are kept and counted through the document that replaces it'
    from {{ ref('int_plans') }}
    where is_superseded
    union all
    select 'plan', d.source_file, 'document', 'plan_not_yet_issued', 'info',
        concat(coalesce(d.document_number, d.title, d.source_file), ', ', cast(d.issued_on as varchar)),
        concat('a plan issued by ', cast(run.as_of as varchar)), 'nothing to do: it exists once as_of has reached its date of issue'
    from {{ ref('stg_plans__documents') }} as d
    cross join run
    where d.issued_on > run.as_of
),

readers as (
    select finding_id, stage, file as source_file, locator, rule as rule_code, severity, found, expected, remedy,
        coalesce(occurrences, 1) as occurrences, 'reader' as found_by
    from {{ ref('stg_run__findings') }}
),

-- What a reader has said of the same row already, under its own name of the rule.
said_by_readers as (
    select distinct
        source_file,
        split_part(locator, ', column ', 1) as row_locator,
        case rule_code when 'future_period' then 'period_after_as_of' when 'spans_merger' then 'spans_territory_change'
            else rule_code end as rule_code
    from readers
),

checked as (
    select {{ text_id(['w.stage', 'w.source_file', 'w.locator', 'w.rule_code', 'w.found']) }} as finding_id, w.*, 'warehouse' as found_by
    from (select distinct * from warehouse) as w
    left join said_by_readers as s
        on w.source_file = s.source_file and split_part(w.locator, ', column ', 1) = s.row_locator and w.rule_code = s.rule_code
    where s.source_file is null
),

combined as (
    select finding_id, stage, source_file, locator, rule_code, severity, found, expected, remedy, occurrences, found_by from readers
    union all
    select finding_id, stage, source_file, locator, rule_code, severity, found, expected, remedy, 1 as occurrences, found_by from checked
),

placed as (
    select
        finding_id,
        min(stage) as stage,
        min(severity) as severity,
        min(source_file) as file,
        min(locator) as locator,
        min({{ safe_cast_text("regexp_extract(locator, 'row ([0-9]+)', 1)", 'integer') }}) as row_no,
        min(rule_code) as rule,
        min(found) as found,
        min(expected) as expected,
        min(remedy) as remedy,
        min(occurrences) as occurrences,
        min(found_by) as found_by
    from combined
    group by finding_id
),

-- A cause: one rule broken in one file, in however many places.
final as (
    select
        {{ text_id(['stage', 'file', 'rule', 'severity']) }} as cause_id,
        row_number() over (
            partition by stage, file, rule, severity
            order by row_no nulls first, locator, found, finding_id
        ) as place_no,
        *
    from placed
)

select * from final
