-- How does digitisation stand against its yearly path?
-- Số hóa đang ở đâu so với mốc từng năm?
select place, level, due_year, promised, figure, status, reason
from v_commitments
where indicator = 'result_digitization_rate' and place = 'Tỉnh Điện Biên'
order by level, due_year, target_id
