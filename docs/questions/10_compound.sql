-- Which promises hang on another one, and how do the two stand?
-- Cam kết nào đi kèm cam kết khác, hai bên ra sao?
select t.unit_name_vi as place, t.relation, p.indicator_code as first_promise, p.value as first_value,
    t.indicator_code as second_promise, t.value as second_value, g.status as second_status
from fct_target as t
join fct_target as p on p.target_id = t.parent_target_id
left join mart_gap_latest as g on g.target_id = t.target_id and g.basis = 'own'
order by place, t.target_id
