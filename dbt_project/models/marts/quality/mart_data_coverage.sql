with run as (
    select as_of, year(as_of) as as_of_year from {{ ref('stg_run__parameters') }}
),

-- Years of a pair first, all its series together; then the pair.
years as (
    select
        unit_id,
        indicator_code,
        figure_year,
        sum(n_figures) as n_figures,
        {{ count_bits(any_bits('month_ends')) }} as n_periods,
        min(first_end) as first_end,
        max(last_end) as last_end,
        {%- for class in ['month', 'quarter'] %}
        coalesce({{ count_bits(any_bits("case when period_class = '" ~ class
            ~ "' then month_ends end")) }}, 0) as n_{{ class }}s,
        min(case when period_class = '{{ class }}' then first_end end) as first_{{ class }},
        max(case when period_class = '{{ class }}' then last_end end)
            as last_{{ class }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_class_years') }}
    group by unit_id, indicator_code, figure_year
),

-- Ends within a month are few and have no bit.
odd_ends as (
    select unit_id, indicator_code, count(distinct period_end) as n_periods
    from {{ ref('int_observations_known') }}
    where period_end <> last_day(period_end)
    group by unit_id, indicator_code
),

measured as (
    select
        y.unit_id,
        y.indicator_code,
        sum(y.n_figures) as n_figures,
        coalesce(sum(y.n_periods), 0) + coalesce(max(o.n_periods), 0) as n_periods,
        min(y.first_end) as first_period_end,
        max(y.last_end) as last_period_end,
        count(*) as n_years,
        min(y.figure_year) as first_year,
        max(y.figure_year) as last_year,
        -- The finest rhythm in which the series is reported sets how many periods there should be.
        case when max(y.n_months) > 0 then 1 when max(y.n_quarters) > 0 then 3
            else 12 end as rhythm_months,
        sum(y.n_months) as n_months,
        sum(y.n_quarters) as n_quarters,
        min(y.first_month) as first_month,
        max(y.last_month) as last_month,
        min(y.first_quarter) as first_quarter,
        max(y.last_quarter) as last_quarter
    from years as y
    left join odd_ends as o on y.unit_id = o.unit_id and y.indicator_code = o.indicator_code
    group by y.unit_id, y.indicator_code
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
            when m.rhythm_months = 1 then {{ months_spanned('m.first_month', 'm.last_month') }}
                - m.n_months
            when m.rhythm_months = 3
                then cast(floor(({{ months_spanned('m.first_quarter', 'm.last_quarter') }} + 2) / 3)
                as integer) - m.n_quarters
            else m.last_year - m.first_year + 1 - m.n_years
        end as n_missing_periods,
        coalesce({{ days_between('m.last_period_end', 'run.as_of') }} > 366
            + i.publication_lag_days, true) as is_stale,
        u.sort_vi
    from pairs as p
    cross join run
    inner join {{ ref('int_units') }} as u on p.unit_id = u.unit_id
    left join {{ ref('int_indicators') }} as i on p.indicator_code = i.indicator_code
    left join measured as m on p.unit_id = m.unit_id and p.indicator_code = m.indicator_code
    left join promised as t on p.unit_id = t.unit_id and p.indicator_code = t.indicator_code
)

{{ contract_select('final') }}
