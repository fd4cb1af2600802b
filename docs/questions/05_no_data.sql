-- Which indicators are promised most and measured by nobody?
-- Chỉ tiêu nào hứa nhiều nhất mà chưa ai công bố số liệu?
select indicator, count(*) as promises, count(distinct place) as places
from v_commitments
where status = 'no_data' and reason = 'never_reported' and indicator is not null
group by indicator
order by promises desc, indicator
