-- What became of promises of provinces that were merged on 1 July 2025?
-- Cam kết của tỉnh đã sáp nhập ngày 1/7/2025 ra sao?
select unit_name_vi as place, successor_name_vi as now_in, indicator_code as indicator, due_year, reason, verdict_at_end, gap_at_end
from mart_gap_latest
where is_counted and reason in ('unit_dissolved', 'territory_changed') and verdict_at_end is not null
order by place, indicator, due_year
