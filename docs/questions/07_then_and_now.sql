-- What was known of a figure at the beginning of 2020, and what is known now?
-- Đầu năm 2020 biết con số nào, nay biết con số nào?
select u.name_vi as place, o.period_label as period, max(value) filter (known_from <= date '2020-01-01'
    and coalesce(known_to, date '9999-12-31') >= date '2020-01-01') as then_known, max(value) filter (is_current) as now_known
from fct_observation as o join dim_admin_unit as u using (unit_id)
where indicator_code = 'pci_score'
group by u.name_vi, o.period_label, o.period_end
having then_known <> now_known
order by o.period_end, place
