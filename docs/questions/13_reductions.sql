-- What is promised to fall, by how much, and is the base known?
-- Hứa giảm cái gì, giảm bao nhiêu, đã biết số gốc chưa?
select place, indicator, promised as percent_less, due_year, figure as achieved, status, reason
from v_commitments
where kind = 'reduction'
order by place, due_year, indicator, target_id
