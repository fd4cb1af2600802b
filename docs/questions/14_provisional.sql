-- Which promises stand on a provisional figure?
-- Cam kết nào dựa trên số tạm tính?
select unit_name_vi as place, indicator_code as indicator, due_year, actual as figure, actual_period_end as figure_until, status, reason
from mart_gap_latest
where is_counted and list_contains(string_split(flags, '|'), 'provisional')
order by place, indicator, due_year
