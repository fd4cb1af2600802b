{#
    Which indicators stand in mart_indicator_year for which unit and coverage level, and in which
    years: every indicator for every province; below, every indicator of the unit's level and
    whatever was promised or measured.
#}
with run as (
    select as_of, year(as_of) as as_of_year from {{ ref('stg_run__parameters') }}
),

gap_rows as (
    select unit_id, indicator_code, coverage_level, min(row_year) as first_year
    from {{ ref('int_gap_rows') }}
    where indicator_code is not null
    group by unit_id, indicator_code, coverage_level
),

figure_pairs as (
    select unit_id, indicator_code, coverage_level, min(figure_year) as first_year
    from {{ ref('int_figures') }}
    where until is null and window_from is null
    group by unit_id, indicator_code, coverage_level
),

either_side as (
    select * from gap_rows
    union all
    select * from figure_pairs
),

pairs as (
    select unit_id, indicator_code, coverage_level, min(first_year) as first_year
    from either_side
    group by unit_id, indicator_code, coverage_level
),

unit_starts as (
    select unit_id, min(first_year) as first_year from pairs group by unit_id
),

world_start as (
    select min(first_year) as first_year from unit_starts
),

listed_units as (
    select
        u.unit_id,
        u.unit_level,
        case when u.unit_level = 'province' then w.first_year else s.first_year end as first_year
    from {{ ref('int_units') }} as u
    cross join world_start as w
    left join unit_starts as s on u.unit_id = s.unit_id
    where u.unit_level = 'province' or s.unit_id is not null
),

cells as (
    select l.unit_id, i.indicator_code, 'all' as coverage_level, l.first_year
    from listed_units as l
    inner join {{ ref('int_indicators') }} as i
        on l.unit_level in ('province', 'national', 'unknown')
            or concat_ws('', '|', i.levels, '|') like concat_ws('', '%|', l.unit_level, '|%')
    union
    select p.unit_id, p.indicator_code, p.coverage_level, l.first_year
    from pairs as p
    inner join listed_units as l on p.unit_id = l.unit_id
),

final as (
    select c.unit_id, c.indicator_code, c.coverage_level, c.first_year, run.as_of_year as last_year
    from cells as c
    cross join run
)

select * from final
