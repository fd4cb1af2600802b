{# One row per promise, unit measured and year: from the plan's start to the earlier of its end and as_of's year. #}
with target_units as (
    select * from {{ ref('int_target_units') }}
),

targets as (
    select * from {{ ref('int_targets') }}
),

units as (
    select unit_id, unit_level, valid_from, valid_to, successor_unit_id, end_reason from {{ ref('int_units') }}
),

levels as (
    select * from {{ ref('level_validity') }}
),

indicators as (
    select * from {{ ref('int_indicators') }}
),

years as (
    select calendar_year from {{ ref('calendar_years') }}
),

run as (
    select as_of, year(as_of) as as_of_year from {{ ref('stg_run__parameters') }}
),

spans as (
    select
        tu.*,
        t.due_year,
        run.as_of,
        run.as_of_year,
        least(
            least(coalesce(t.period_from, year(t.issued_on), t.due_year, run.as_of_year), coalesce(t.due_year, 9999)), run.as_of_year
        ) as first_year,
        least(greatest(coalesce(t.period_to, t.due_year, run.as_of_year), coalesce(t.due_year, 0)), run.as_of_year) as last_year
    from target_units as tu
    inner join targets as t on tu.target_id = t.target_id
    cross join run
),

final as (
    select
        s.target_id,
        s.unit_id,
        y.calendar_year as row_year,
        s.basis,
        s.is_adopted,
        s.coverage_level,
        t.indicator_code,
        t.target_kind,
        t.scope_code,
        t.plan_id,
        t.due_year,
        t.target_value,
        t.value_high,
        t.stated_op,
        t.effective_op,
        t.direction,
        t.path,
        t.is_generated,
        t.is_superseded,
        t.is_unit_right,
        t.is_share_of_base,
        t.is_comparator_conflict,
        t.baseline_from,
        t.baseline_to,
        t.growth_base_value,
        t.growth_base_year,
        t.growth_base_source,
        t.year_source,
        t.issuer_unit_id,
        t.target_level,
        t.indicator_code is not null and t.issuer_unit_id <> 'unknown' as is_matched,
        coalesce(i.is_yearly_count, false) and t.target_kind = 'level' as is_yearly_count,
        coalesce(i.is_reduction_rate, false) as is_reduction_rate,
        i.natural_limit,
        coalesce(i.publication_lag_days, 0) as publication_lag_days,
        {{ year_end('t.due_year') }} as due_date,
        s.as_of,
        s.as_of_year,
        least({{ year_end('y.calendar_year') }}, s.as_of) as eval_date,
        coalesce(least({{ year_end('y.calendar_year') }}, s.as_of) >= {{ year_end('t.due_year') }}
            and s.as_of > {{ year_end('t.due_year') }}, false) as is_due,
        coalesce(s.as_of > {{ year_end('t.due_year') }}, false) as is_due_now,
        -- The plan's start decides what a base is; a plan without a period starts in its year of issue.
        coalesce(t.period_from, year(t.issued_on), t.due_year, s.as_of_year) as plan_start_year,
        u.unit_level,
        u.successor_unit_id,
        -- A promise about a level ends with the level, whoever made it.
        coalesce(
            s.basis <> 'own' and iu.valid_to < least({{ year_end('y.calendar_year') }}, s.as_of)
            and iu.valid_to < coalesce(u.valid_to, {{ year_end('9999') }}), false
        ) as is_benchmark_ended,
        -- A benchmark ends with its issuer too; what a successor adopted is its own.
        least(u.valid_to, l.valid_to, case when s.basis <> 'own' then iu.valid_to end) as valid_to,
        case
            when l.valid_to is not null and l.valid_to <= coalesce(u.valid_to, l.valid_to) then 'level_abolished'
            when s.basis <> 'own' and iu.valid_to < coalesce(u.valid_to, {{ year_end('9999') }}) then iu.end_reason
            else u.end_reason
        end as end_reason
    from spans as s
    inner join years as y on y.calendar_year between s.first_year and greatest(s.first_year, s.last_year)
    inner join targets as t on s.target_id = t.target_id
    inner join units as u on s.unit_id = u.unit_id
    inner join units as iu on t.issuer_unit_id = iu.unit_id
    left join indicators as i on t.indicator_code = i.indicator_code
    left join levels as l on t.target_level = l.unit_level
)

select * from final
