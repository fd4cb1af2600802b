-- How many promises did each place meet, and how many did it miss?
-- Mỗi đơn vị đạt bao nhiêu cam kết, không đạt bao nhiêu?
select place, count(*) filter (status = 'met') as met, count(*) filter (status = 'missed') as missed
from v_commitments
group by place
having met + missed > 0
order by missed desc, met desc, place
