-- Precedence is total: at most one promise counts for a unit, indicator, coverage level, scope and
-- year.
select unit_id, indicator_code, coverage_level, scope_code, year, count(*) as n_operative
from {{ ref('mart_gap_to_target') }}
where is_operative and not is_container
group by unit_id, indicator_code, coverage_level, scope_code, year
having count(*) > 1
