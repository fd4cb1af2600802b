-- Where do figures exist only under another definition?
-- Chỗ nào chỉ có số liệu theo định nghĩa khác?
select unit_name_vi as place, indicator_code as indicator, due_year, actual_indicator as figure_of, actual_method as method, reason
from mart_gap_latest
where is_counted and reason = 'definition_mismatch'
order by place, indicator, due_year
