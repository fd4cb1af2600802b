with run as (
    select as_of, year(as_of) as as_of_year from {{ ref('stg_run__parameters') }}
),

known as (
    select * from {{ ref('int_observations_known') }}
),

-- One row per series and period first: counting distinct ends is then counting rows.
periods as (
    select
        unit_id,
        indicator_code,
        period_end,
        figure_year,
        count(*) as n_figures,
        max(case when period_class = 'month' then 1 else 0 end) as is_month,
        max(case when period_class = 'quarter' then 1 else 0 end) as is_quarter
    from known
    group by unit_id, indicator_code, period_end, figure_year
),

measured as (
    select
        unit_id,
        indicator_code,
        sum(n_figures) as n_figures,
        count(*) as n_periods,
        min(period_end) as first_period_end,
        max(period_end) as last_period_end,
        count(distinct figure_year) as n_years,
        min(figure_year) as first_year,
        max(figure_year) as last_year,
        -- The finest rhythm in which the series is reported sets how many periods there should be.
        case when max(is_month) = 1 then 1 when max(is_quarter) = 1 then 3 else 12 end as rhythm_months,
        sum(is_month) as n_months,
        sum(is_quarter) as n_quarters,
        min(case when is_month = 1 then period_end end) as first_month,
        max(case when is_month = 1 then period_end end) as last_month,
        min(case when is_quarter = 1 then period_end end) as first_quarter,
        max(case when is_quarter = 1 then period_end end) as last_quarter
    from periods
    group by unit_id, indicator_code
),

promised as (
    select unit_id, indicator_code, count(distinct target_id) as n_targets
    from {{ ref('int_gap_rows') }}
    where indicator_code is not null
    group by unit_id, indicator_code
),

pairs as (
    select unit_id, indicator_code from measured
    union
    select unit_id, indicator_code from promised
),

final as (
    select
        p.unit_id,
        p.indicator_code,
        u.name_vi as unit_name_vi,
        u.unit_level,
        i.name_vi as indicator_name_vi,
        i.area_code,
        coalesce(t.n_targets, 0) as n_targets,
        coalesce(m.n_figures, 0) as n_figures,
        coalesce(m.n_periods, 0) as n_periods,
        m.first_period_end,
        m.last_period_end,
        m.first_year,
        m.last_year,
        m.n_years,
        m.rhythm_months,
        {{ days_between('m.last_period_end', 'run.as_of') }} as age_days,
        case
            when m.unit_id is null then null
            when m.rhythm_months = 1 then {{ months_spanned('m.first_month', 'm.last_month') }} - m.n_months
            when m.rhythm_months = 3 then ({{ months_spanned('m.first_quarter', 'm.last_quarter') }} + 2) // 3 - m.n_quarters
            else m.last_year - m.first_year + 1 - m.n_years
        end as n_missing_periods,
        coalesce({{ days_between('m.last_period_end', 'run.as_of') }} > 366 + i.publication_lag_days, true) as is_stale,
        u.sort_vi
    from pairs as p
    cross join run
    inner join {{ ref('int_units') }} as u on p.unit_id = u.unit_id
    left join {{ ref('int_indicators') }} as i on p.indicator_code = i.indicator_code
    left join measured as m on p.unit_id = m.unit_id and p.indicator_code = m.indicator_code
    left join promised as t on p.unit_id = t.unit_id and p.indicator_code = t.indicator_code
)

{{ contract_select('final') }}
