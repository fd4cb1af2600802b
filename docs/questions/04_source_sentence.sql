-- Which sentence promised it, in which document, and where?
-- Câu nào hứa, ở văn bản nào, chỗ nào?
select sentence, document, found_at
from v_commitments
where place = 'Tỉnh Điện Biên' and indicator = 'sipas_index'
order by due_year
