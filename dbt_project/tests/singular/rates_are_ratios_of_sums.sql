-- A value made from several figures is the ratio of their sums, or their sum; never a mean of
-- rates.
{{ config(meta={'dagster': {'ref': {'name': 'int_figures'}}}) }}
select f.indicator_code, f.unit_id, f.figure_year, f.figure_source, f.value
from {{ ref('int_figures') }} as f
inner join {{ ref('int_indicators') }} as i on f.indicator_code = i.indicator_code
where
    f.figure_source in ('sum_of_months', 'sum_of_quarters', 'roll_up', 'rebuilt')
    and i.is_ratio
    and abs(f.value - f.numerator / f.denominator * i.ratio_factor) > 1e-9
