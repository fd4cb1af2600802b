-- Which places are how many points short of the national SIPAS 90 % by 2025, and what rise a year would it take?
-- Đơn vị nào còn thiếu bao nhiêu điểm để đạt mục tiêu quốc gia SIPAS 90% năm 2025, mỗi năm phải tăng bao nhiêu?
select unit_name_vi as place, actual_year as figure_year, actual as figure, gap, round(required_per_year, 2) as rise_a_year
from mart_gap_latest
where indicator_code = 'sipas_index' and due_year = 2025 and basis = 'national' and gap < 0
order by gap, place
