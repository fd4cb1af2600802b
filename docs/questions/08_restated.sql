-- Which figures were restated, by how much, and for what cause?
-- Số nào được công bố lại, lệch bao nhiêu, vì sao?
select unit_name_vi as place, indicator_code as indicator, year(period_end) as year, old_value, new_value,
    round(delta, 2) as difference, revision_cause as cause
from mart_revisions
order by abs(delta) desc, place, year
