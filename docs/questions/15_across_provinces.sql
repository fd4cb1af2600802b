-- How do provinces compare on SIPAS of 2023?
-- Các tỉnh so với nhau ra sao theo SIPAS năm 2023?
select rank() over (order by actual desc) as rank, count(*) over () as of, unit_name_vi as place, actual as sipas, year
from mart_indicator_year
where indicator_code = 'sipas_index' and coverage_level = 'all' and unit_level = 'province' and year = 2023 and actual is not null
order by rank, sort_vi
