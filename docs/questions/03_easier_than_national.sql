-- Which own promises are easier than the national target, equal to it, or stricter?
-- Cam kết nào dễ hơn, bằng hoặc chặt hơn mục tiêu quốc gia?
select verdict, unit_name_vi as place, indicator_code as indicator, due_year, own_value, benchmark_value
from mart_plan_alignment
where basis = 'national' and verdict in ('weaker', 'equal', 'stricter')
order by verdict desc, place, indicator, due_year
