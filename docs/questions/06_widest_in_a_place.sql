-- Within one province: which of its promises are furthest from being kept?
-- Trong một tỉnh: cam kết nào còn xa nhất?
select rank() over (order by gap / promised) as place_in_order, indicator, due_year, promised, figure, gap, status
from v_commitments
where place = 'Tỉnh Quảng Nam' and kind = 'level' and gap is not null
order by place_in_order, due_year, target_id
