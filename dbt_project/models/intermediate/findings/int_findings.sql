{#
    Findings of the readers and of the warehouse, one row per place, each with what was found and
    what to do. A rule has one owner: what a cell, a row or a series says of itself is the readers';
    what only all figures together, their revisions and plans show is the warehouse's.
#}
with run as (
    select as_of from {{ ref('stg_run__parameters') }}
),

observations as (
    select o.*, u.valid_from, u.valid_to, u.name_vi as unit_name_vi, i.unit_code, i.ratio_factor,
        i.is_ratio, i.measure_type
    from {{ ref('int_observation_revisions') }} as o
    inner join {{ ref('int_units') }} as u on o.unit_id = u.unit_id
    left join {{ ref('int_indicators') }} as i on o.indicator_code = i.indicator_code
),

-- One pass over all figures: what is suspect at all; which rule it breaks is asked of those alone.
suspects as (
    select o.*
    from observations as o
    where
        (o.unit_code = 'percent' and (o.value < 0 or o.value > 100))
        or (o.is_ratio and o.denominator = 0)
        or o.period_end > o.valid_to
        or o.is_conflict
        or o.period_kind = 'unknown'
),

promised as (
    select
        plan_id,
        {{ join_sorted("concat_ws(' ', indicator_code, scope_code, target_level, stated_op,
            cast(stated_value as string), cast(stated_year as string))") }} as said
    from {{ ref('int_target_mentions') }}
    where indicator_code is not null
    group by plan_id
),

replaced as (
    select
        old.source_file,
        old.document_number,
        old.title,
        new.source_file as standing_file,
        a.said,
        b.said as standing_said,
        old.document_number = new.document_number
        and old.unit_id = new.unit_id
        and coalesce(old.origin, '') = coalesce(new.origin, '')
        and coalesce(cast(old.received_at as string), '')
        = coalesce(cast(new.received_at as string), '') as is_alike
    from {{ ref('int_plans') }} as old
    left join {{ ref('int_plans') }} as new on old.superseded_by_plan_id = new.plan_id
    left join promised as a on old.plan_id = a.plan_id
    left join promised as b on new.plan_id = b.plan_id
    where old.is_superseded
),

cells as (
    select
        *,
        -- A figure told in prose stands at a place of its document, which is kept where others keep
        -- their sheet.
        case
            when column_name = 'text' and sheet is not null then sheet
            else concat_ws(', ', case when sheet is not null
                then concat_ws('', 'sheet ', sheet) end,
                concat_ws('', 'row ', cast(row_no as string)),
                    concat_ws('', 'column ', column_name))
        end as locator,
        concat_ws('', indicator_code, ' ', unit_name_vi, ' ', period_label, ' = ',
            coalesce(value_as_printed, cast(round(value, 2) as string),
            'null')) as said
    from suspects
),

conflicting as (
    select *, coverage_level as coverage, scope_code as scope
    from cells
    where is_conflict
),

-- What the others say of a figure in conflict, each with its cell; 70,7 is no other word for 70.69,
-- other counts behind one share are.
others as (
    select
        a.observation_id,
        max(case when coalesce(a.value_bound, '') <> coalesce(b.value_bound, '')
            or a.numerator <> b.numerator or a.denominator <> b.denominator
            or abs(a.value - b.value)
            > 0.5 * power(10, -least(coalesce(a.value_decimals, 9), coalesce(b.value_decimals, 9)))
                + 1e-9 then 1 else 0 end) = 1 as is_apart,
        replace({{ join_sorted("concat_ws('', coalesce(b.value_as_printed,
            cast(round(b.value, 2) as string)), ' (', case when b.denominator is not null
            then concat_ws('/', cast(cast(b.numerator as bigint) as string),
                concat_ws('', cast(cast(b.denominator as bigint) as string), ', ')) end,
            b.source_file, ', ', b.locator, ')')") }},
            '|', ', ') as said
    from conflicting as a
    inner join conflicting as b on {{ same_figure_key('a', 'b') }}
    where a.value <> b.value or a.numerator <> b.numerator or a.denominator <> b.denominator
        or coalesce(a.value_bound, '') <> coalesce(b.value_bound, '')
    group by a.observation_id
),

warehouse as (
    select 'kpi' as stage, source_file, locator, 'percentage_out_of_range' as rule_code,
        'warning' as severity, said as found,
        'a share between 0 and 100' as expected,
            'check the cell and its unit; mend the file' as remedy
    from cells
    where unit_code = 'percent' and measure_type <> 'reduction_ratio' and (value < 0 or value > 100)
    union all
    select 'kpi', source_file, locator, 'zero_denominator', 'info', said, 'a denominator above 0',
        'nothing to do: the rate is null, whatever the portal prints'
    from cells
    where is_ratio and denominator = 0
    union all
    select 'kpi', source_file, locator, 'figure_after_unit_end', 'warning',
        concat_ws('', said, '; unit ended ', cast(valid_to as string)),
        'a figure of the unit that existed then',
            'give the figure to the successor (geo_era 34) or correct its period'
    from cells
    where period_end > valid_to
        and (period_kind = 'point' or coalesce(period_start, period_end) > valid_to)
    union all
    select 'kpi', c.source_file, c.locator, 'sources_disagree', 'warning',
        concat_ws(', elsewhere ', c.said, o.said),
        'one value for one period',
        'both stay; take out a wrong one, or give published_at where one restates the other'
    from conflicting as c
    left join others as o on c.observation_id = o.observation_id
    where coalesce(o.is_apart, true)
    union all
    select 'kpi', source_file, locator, 'unknown_period', 'info', said, 'a known period',
        'give period_start and period_end; until then the figure carries no status'
    from cells
    where period_kind = 'unknown'
    union all
    select 'plan', source_file, 'document', 'superseded_document', 'info',
        concat_ws('', coalesce(document_number, title, source_file), '; replaced by ',
            standing_file),
        'one file for one document',
        'nothing to do: its promises are kept and counted through the document that replaces it'
    from replaced
    union all
    -- Nothing but the names of the files chose between them.
    select 'plan', source_file, 'document', 'texts_of_one_number_differ', 'warning',
        concat_ws('', coalesce(document_number, title, source_file), '; counted is ',
            standing_file),
        'one text for one document',
        'keep the text that holds and take the other away, or say received_at in their sidecars'
    from replaced
    where is_alike and coalesce(said, '') <> coalesce(standing_said, '')
    union all
    select 'plan', d.source_file, 'document', 'plan_not_yet_issued', 'info',
        concat_ws('', coalesce(d.document_number, d.title, d.source_file), ', ',
            cast(d.issued_on as string)),
        concat_ws('', 'a plan issued by ', cast(run.as_of as string)),
            'nothing to do: it exists once as_of has reached its date of issue'
    from {{ ref('stg_plans__documents') }} as d
    cross join run
    where d.issued_on > run.as_of
),

readers as (
    select finding_id, stage, file as source_file, locator, rule as rule_code, severity, found,
        expected, remedy,
        coalesce(occurrences, 1) as occurrences, 'reader' as found_by
    from {{ ref('stg_run__findings') }}
),

checked as (
    select {{ text_id(['stage', 'source_file', 'locator', 'rule_code', 'found']) }} as finding_id,
        *, 'warehouse' as found_by
    from (select distinct * from warehouse) as w
),

combined as (
    select finding_id, stage, source_file, locator, rule_code, severity, found, expected, remedy,
        occurrences, found_by from readers
    union all
    select finding_id, stage, source_file, locator, rule_code, severity, found, expected, remedy,
        1 as occurrences, found_by from checked
),

placed as (
    select
        finding_id,
        min(stage) as stage,
        min(severity) as severity,
        min(source_file) as file,
        min(locator) as locator,
        min({{ safe_cast_text("regexp_extract(locator, 'row ([0-9]+)', 1)", 'integer') }})
            as row_no,
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
            order by
                row_no nulls first,
                {{ safe_cast_text("regexp_extract(locator, '(page|offset) ([0-9]+)', 2)",
                    'integer') }} nulls first,
                locator, found, finding_id
        ) as place_no,
        *
    from placed
)

select * from final
