{{ config(materialized='view') }}
{# Figures that count as known on the as-of date, each in its latest revision, with what kind of
   period it is. A view: reading the columns asked for again costs less than writing them all once
   more. #}
with revisions as (
    select * from {{ ref('int_observation_revisions') }}
),

indicators as (
    select * from {{ ref('int_indicators') }}
),

units as (
    select unit_id, valid_from, valid_to from {{ ref('int_units') }}
),

run as (
    select as_of from {{ ref('stg_run__parameters') }}
),

known as (
    select
        r.observation_id,
        r.observation_no,
        r.indicator_code,
        r.unit_id,
        r.unit_level,
        r.coverage_level,
        r.scope_code,
        r.source_variant,
        r.method_version,
        r.period_start,
        r.period_end,
        r.period_kind,
        case
            when r.denominator = 0 then null
            when r.value is null and i.is_ratio
                then r.numerator / nullif(r.denominator, 0) * i.ratio_factor
            else r.value
        end as value,
        case
            when i.is_ratio and r.denominator > 0 and r.numerator is not null
                then r.numerator / r.denominator * i.ratio_factor
            else r.value
        end as value_exact,
        case when r.value_as_printed is not null and r.value is not null then r.value_decimals
            end as value_decimals,
        r.value_bound,
        r.known_from,
        r.first_known_from,
        r.source_rank,
        r.rival_low,
        r.rival_high,
        r.numerator,
        r.denominator,
        r.respondents,
        i.is_ratio_over_time,
        i.is_count_over_time,
        i.ratio_factor,
        i.is_stock,
        i.is_survey and r.source_variant <> 'qd766' as is_survey,
        -- What was printed before its period ended is an estimate of it; an index is its
        -- publisher's last word whenever it is printed; so is an office's periodic report (ranks
        -- 30 to 39 of seed source_ranks) of its period, until it is restated (DESIGN 3.2b).
        coalesce(r.published_at < r.period_end, false)
            and r.source_rank not between 30 and 39
            and i.measure_type not in ('index', 'rank') and not i.is_survey as is_told_early,
        year(r.period_end) as figure_year,
        coalesce(month(r.period_start) = 1 and day(r.period_start) = 1, false) as starts_year,
        month(r.period_end) = 12 and day(r.period_end) = 31 as ends_year,
        case
            when r.period_start is not null and day(r.period_start) = 1
                and r.period_end = last_day(r.period_end)
                then {{ months_spanned('r.period_start', 'r.period_end') }}
        end as whole_months
    from revisions as r
    inner join indicators as i on r.indicator_code = i.indicator_code
    inner join units as u on r.unit_id = u.unit_id
    cross join run
    where
        r.period_kind <> 'unknown'
        and r.period_end <= run.as_of
        and r.known_from <= run.as_of
        and (r.known_to is null or r.known_to > run.as_of)
        -- A figure of a unit after its end is a finding, not a figure.
        and (u.valid_to is null or r.period_end <= u.valid_to)
),

final as (
    select
        *,
        -- A total order within a series: end, then kind, then length. Nothing is left to chance or
        -- to the order of input.
        cast({{ days_between("date '2000-01-01'", 'period_end') }} as bigint) * 1000000
        + case period_kind when 'period' then 300000 when 'point' then 200000 else 100000 end
        + least(greatest(coalesce({{ days_between('period_start', 'period_end') }}, 0), 0), 99999)
            as period_order,
        case
            when is_told_early and (period_kind = 'point' or is_stock) then 'other'
            when period_kind = 'point' or (is_stock and period_kind = 'period') then 'point'
            when starts_year and ends_year and year(period_start) = figure_year
                then case when is_told_early then 'year_to_date' else 'full_year' end
            when period_kind = 'year_to_date' then 'year_to_date'
            when year(period_start) < figure_year - 1 then 'long'
            when is_survey then 'survey'
            when whole_months = 1 then 'month'
            when whole_months = 3 and month(period_end) in (3, 6, 9, 12) then 'quarter'
            when starts_year and year(period_start) = figure_year then 'year_to_date'
            else 'other'
        end as period_class,
        (is_ratio_over_time and numerator is not null and denominator is not null)
        or (is_count_over_time and value is not null) as is_countable
    from known
)

select * from final
