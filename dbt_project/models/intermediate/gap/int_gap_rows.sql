{#
    One row per promise, unit measured and year: from the plan's start to the earlier of its end and
    as_of's year. `gap_row_id` names the row in the joins of this build, never an order.
#}
with target_units as (
    select * from {{ ref('int_target_units') }}
),

targets as (
    select
        {{ columns_but(['due_date']) }},
        coalesce(due_date, {{ year_end('due_year') }}) as due_date,
        coalesce(due_date <> {{ year_end('due_year') }}, false) as is_due_within_year
    from {{ ref('int_targets') }}
),

units as (
    select unit_id, unit_level, valid_from, valid_to, successor_unit_id, end_reason
        from {{ ref('int_units') }}
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
        t.due_date,
        run.as_of,
        run.as_of_year,
        greatest(
            least(
                least(coalesce(t.period_from, year(t.issued_on), t.due_year, run.as_of_year),
                    coalesce(t.due_year, 9999)),
                run.as_of_year
            ),
            -- What a successor adopted is its own from its birth.
            coalesce(case when tu.is_adopted then year(su.valid_from) end, 0)
        ) as first_year,
        least(greatest(coalesce(t.period_to, t.due_year, run.as_of_year), coalesce(t.due_year, 0)),
            run.as_of_year) as last_year
    from target_units as tu
    inner join targets as t on tu.target_id = t.target_id
    inner join units as su on tu.unit_id = su.unit_id
    cross join run
),

-- The method in force in the due year, where the catalogue knows the indicator's methods.
methods as (
    select
        t.target_id,
        {{ latest_by('m.method_version', 'm.valid_from_year') }} as due_method
    from targets as t
    inner join {{ ref('indicator_method') }} as m
        on t.indicator_code = m.indicator_code and m.valid_from_year <= t.due_year
    cross join run
    where m.valid_from_year <= run.as_of_year
    group by t.target_id
),

sums as (
    select t.target_id, coalesce(t.period_from, year(t.issued_on)) as sum_from
    from targets as t
    inner join indicators as i on t.indicator_code = i.indicator_code
    where
        i.is_sum_of_years and t.target_kind = 'level' and t.repeats is null
        and coalesce(t.period_from, year(t.issued_on)) < t.due_year and not t.is_due_within_year
),

final as (
    select
        {{ row_id() }} as gap_row_id,
        s.target_id,
        s.unit_id,
        y.calendar_year as row_year,
        s.basis,
        s.is_adopted,
        s.is_adopted_away,
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
        t.is_polarity_unsure,
        t.is_scope_open,
        t.is_scope_unsure,
        t.is_approximate,
        t.stated_n_ranked,
        t.amended_by,
        me.due_method,
        t.is_comparator_conflict,
        t.baseline_from,
        t.baseline_to,
        t.growth_base_value,
        t.growth_base_year,
        t.growth_base_source,
        t.year_source,
        t.issuer_unit_id,
        t.target_level,
        -- A link that may measure the opposite shows no figure at all.
        t.indicator_code is not null and t.issuer_unit_id <> 'unknown'
            and not coalesce(t.is_polarity_unsure, false) as is_matched,
        coalesce(i.is_yearly_count, false) and t.target_kind = 'level'
            and p.sum_from is null as is_yearly_count,
        -- Things done by the end of a plan of several years: its years add up from the first one
        -- on.
        p.sum_from,
        t.repeats,
        coalesce(i.is_reduction_rate, false) as is_reduction_rate,
        i.natural_limit,
        coalesce(i.publication_lag_days, 0) as publication_lag_days,
        t.due_date,
        case when t.is_due_within_year then {{ decimal_year('t.due_date') }}
            else cast(t.due_year as double) end as due_t,
        t.is_due_within_year,
        s.as_of,
        s.as_of_year,
        case
            when y.calendar_year = t.due_year and s.as_of > t.due_date then t.due_date
            else least({{ year_end('y.calendar_year') }}, s.as_of)
        end as eval_date,
        coalesce(y.calendar_year >= t.due_year and s.as_of > t.due_date, false) as is_due,
        coalesce(s.as_of > t.due_date, false) as is_due_now,
        -- One row of a promise and unit is the latest: the due year's once due, else as_of's.
        y.calendar_year = case when coalesce(s.as_of > t.due_date, false) then t.due_year
            else s.as_of_year end as is_latest,
        -- The plan's start decides what a base is; a plan without a period starts in its year of
        -- issue.
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
            when l.valid_to is not null and l.valid_to <= coalesce(u.valid_to, l.valid_to)
                then 'level_abolished'
            when s.basis <> 'own' and iu.valid_to < coalesce(u.valid_to, {{ year_end('9999') }})
                then iu.end_reason
            else u.end_reason
        end as end_reason
    from spans as s
    inner join years as y
        on {{ is_year_of_span('y.calendar_year', 's.first_year',
            'greatest(s.first_year, s.last_year)') }}
    inner join targets as t on s.target_id = t.target_id
    inner join units as u on s.unit_id = u.unit_id
    inner join units as iu on t.issuer_unit_id = iu.unit_id
    left join indicators as i on t.indicator_code = i.indicator_code
    left join methods as me on t.target_id = me.target_id
    left join sums as p on t.target_id = p.target_id
    left join levels as l on t.target_level = l.unit_level
)

select * from final
