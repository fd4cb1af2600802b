-- The gaps of the generated world by hand: what any engine has to do at the least. Reads the same Parquet as dbt.
-- One row per province and answer: communes' year values against what their province promised for them by 2025.
with year_values as (
    select
        unit_id,
        indicator_code,
        100 * sum(numerator) / nullif(sum(denominator), 0) as value
    from read_parquet('kpi_observations.parquet')
    where year(period_end) = 2025
    group by unit_id, indicator_code
),

gaps as (
    select
        u.province_unit_id,
        v.unit_id,
        v.indicator_code,
        m.value as target,
        round(v.value, 2) - m.value as gap
    from year_values as v
    inner join read_parquet('admin_units.parquet') as u on v.unit_id = u.unit_id
    inner join read_parquet('plan_documents.parquet') as p on u.province_unit_id = p.issuer_unit_id
    inner join read_parquet('plan_mentions.parquet') as m on p.plan_id = m.plan_id and v.indicator_code = m.indicator_code
)

select
    province_unit_id,
    gap >= 0 as is_met,
    count(*) as n,
    avg(gap) as mean_gap
from gaps
group by province_unit_id, gap >= 0
order by province_unit_id, is_met;
