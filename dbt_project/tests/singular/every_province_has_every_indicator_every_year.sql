-- Nothing is dropped for want of a promise or a figure: the grid of provinces, indicators and years
-- has no hole.
{{ config(meta={'dagster': {'ref': {'name': 'mart_indicator_year'}}}) }}
with cells as (
    select unit_id, count(*) as n_cells, count(distinct indicator_code) as n_indicators,
        count(distinct year) as n_years
    from {{ ref('mart_indicator_year') }}
    where unit_level = 'province' and coverage_level = 'all'
    group by unit_id
)

select c.unit_id, c.n_cells
from cells as c
cross join (select count(*) as n from {{ ref('dim_indicator') }}) as i
where c.n_cells <> c.n_indicators * c.n_years or c.n_indicators <> i.n
