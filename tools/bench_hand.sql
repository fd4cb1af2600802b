-- The least that any query has to do: the rows of mart_gap_latest and mart_indicator_year of the generated world from the
-- same raw Parquet (file_search_path) and seeds (SEEDS), written by hand for that world alone: each key is met once in it, no
-- figure is restated, no unit ends. tools/bench.py runs it and compares the numbers of rows.
set memory_limit='3GB'; set threads=2; set preserve_insertion_order=false;

create temp table run as select as_of from read_parquet('run_parameters.parquet');
create temp table prm as
select max(case name when 'pace_on_track' then value end)::double as on_track, max(case name when 'pace_accelerate' then value end)::double as accelerate,
       max(version) as rule_version, max(case name when 'default_publication_lag_days' then value end)::int as lag
from read_csv('SEEDS/parameters.csv', all_varchar=true);
create temp table meas as select * from read_csv('SEEDS/units_of_measure.csv');
create temp table ind as
select c.code as indicator_code, c.name_vi, c.name_en, c.reform_area as area_code, c.unit as unit_code,
       case c.direction when 'lower_is_better' then -1 else 1 end as direction, c.levels, c.natural_limit::double as natural_limit,
       coalesce(c.publication_lag_days, (select lag from prm))::int as lag_days, coalesce(u.ratio_factor, 1)::double as factor, u.scale, coalesce(u.to_scale, 1)::double as to_scale,
       coalesce(concat('|', c.source_variants) like '|published%', true) as is_preferred,
       (c.aggregation_rule in ('ratio_of_sums', 'respondent_weighted_mean') or c.aggregation_rule like 'weighted_mean%') as is_ratio,
       (c.aggregation_rule in ('ratio_of_sums', 'respondent_weighted_mean') or c.aggregation_rule like 'weighted_mean%')
           and coalesce(u.is_summable, false) and c.period_basis in ('period_cumulative', 'survey_round') as is_sum,
       c.period_basis like 'point_in_time%' or c.period_basis = 'cumulative_since_base' as is_stock
from read_csv('SEEDS/indicator_catalogue.csv', quote='"', escape='"') as c left join meas as u on c.unit = u.unit_code;
create temp table unit as
select unit_id, level as unit_level, name_vi, name_en, province_unit_id, valid_from, valid_to, sort_vi from read_parquet('admin_units.parquet');
create temp table target as
select m.target_id, p.plan_id, p.document_number, p.issuer_unit_id, p.level as issuer_level, m.indicator_code, m.level as target_level, m.op, m.value as stated_value,
       m.value * coalesce(tu.to_scale / i.to_scale, 1) as target_value, coalesce(m.year, p.period_to) as due_year, coalesce(p.period_from, year(p.issued_on)) as plan_start,
       m.unit as unit_code, coalesce(tu.scale = i.scale, m.unit = i.unit_code) as is_unit_right, i.direction, m.area, m.quote, m.source_file, m.locator
from read_parquet('plan_mentions.parquet') as m join read_parquet('plan_documents.parquet') as p using (plan_id)
left join ind as i on m.indicator_code = i.indicator_code left join meas as tu on m.unit = tu.unit_code;

-- One pass over the observations: what a year of a series rests on.
create temp table figure as
with sums as (   -- the last row of a year is kept by its place alone and fetched afterwards: half the time of carrying its columns along
    select unit_id, indicator_code, year(period_end)::int as y, count(*) as n, sum(numerator) as num, sum(denominator) as den, max(period_end) as period_end, max(period_start) as period_start,
           arg_max(file_row_number, period_end) as place
    from read_parquet('kpi_observations.parquet', file_row_number = true)
    where period_kind <> 'unknown' and period_end <= (select as_of from run) and coalesce(published_at, received_at, period_end) <= (select as_of from run)
    group by unit_id, indicator_code, y
),
year_sums as (
    select s.*, o.observation_id, o.row_no, o.value as v, o.numerator as v_num, o.denominator as v_den
    from read_parquet('kpi_observations.parquet', file_row_number = true) as o join sums as s on o.file_row_number = s.place
),
commune as (
    select s.unit_id, 'all' as coverage_level, s.indicator_code, s.y, s.period_end, s.observation_id, s.row_no,
           case when i.is_sum then 'sum_of_months' when i.is_stock then 'point' else 'part_of_year' end as source,
           case when i.is_sum then s.n = 12 else i.is_stock end as is_final, false as is_partial,
           case when i.is_sum then s.n else 1 end as n_parts, case when i.is_sum then s.n else 1 end as n_expected,
           case when i.is_sum then s.n when i.is_stock then null else 1 end as coverage_months,
           case when i.is_sum then make_date(s.y, 1, 1) else s.period_start end as period_start,
           case when i.is_sum then s.num / nullif(s.den, 0) * i.factor else s.v end as value,
           case when i.is_sum then s.num / nullif(s.den, 0) * i.factor when i.is_ratio and s.v_den > 0 then s.v_num / s.v_den * i.factor else s.v end as value_exact,
           case when i.is_sum then s.num else s.v_num end as numerator, case when i.is_sum then s.den else s.v_den end as denominator
    from year_sums as s join ind as i using (indicator_code)
),
members as (select province_unit_id, count(*) as n from unit where unit_level = 'commune' group by all),
rolled as (
    select u.province_unit_id as unit_id, 'commune' as coverage_level, c.indicator_code, c.y, max(c.period_end) as period_end, min(c.observation_id) as observation_id,
           arg_min(c.row_no, c.observation_id) as row_no, 'roll_up' as source, bool_and(c.is_final) as is_final,
           count(*) < any_value(m.n) or min(c.period_end) <> max(c.period_end) as is_partial, count(*) as n_parts, any_value(m.n) as n_expected, min(c.coverage_months) as coverage_months,
           min(c.period_start) as period_start, sum(c.numerator) / nullif(sum(c.denominator), 0) * any_value(i.factor) as value,
           sum(c.numerator) / nullif(sum(c.denominator), 0) * any_value(i.factor) as value_exact, sum(c.numerator) as numerator, sum(c.denominator) as denominator
    from commune as c join ind as i using (indicator_code) join unit as u on c.unit_id = u.unit_id join members as m on u.province_unit_id = m.province_unit_id
    where i.is_ratio and c.numerator is not null and c.denominator is not null
    and exists (select 1 from target as t where t.indicator_code = c.indicator_code and t.issuer_level = 'province' and t.target_level = 'commune')
    group by u.province_unit_id, c.indicator_code, c.y
),
both_kinds as (select * from commune union all select * from rolled)
select *, cast(round(cast(value as decimal(18, 10)), 2) as double) as rounded,
       year(period_end) - 1 + (month(period_end) - 1 + day(period_end) / cast(day(last_day(period_end)) as double)) / 12.0 as t
from both_kinds where value is not null;

create or replace table hand_gap_latest as
with series as (
    select unit_id, coverage_level, indicator_code, max(case when not is_partial then y end) as last_y, min(case when not is_partial then y end) as first_y,
           max(case when not is_partial and y < 2025 then y end) as before_y
    from figure group by all
),
answered as (   -- own promises, and a province's promise on each of its communes
    select t.target_id, t.issuer_unit_id as unit_id, 'own' as basis, coalesce(t.target_level, 'all') as coverage_level, s.last_y, coalesce(s.before_y, s.first_y) as base_y, s.before_y is not null as is_before
    from target as t left join series as s on t.issuer_unit_id = s.unit_id and t.indicator_code = s.indicator_code and coalesce(t.target_level, 'all') = s.coverage_level
    union all
    select t.target_id, s.unit_id, 'parent', s.coverage_level, s.last_y, coalesce(s.before_y, s.first_y), s.before_y is not null
    from series as s join unit as u on s.unit_id = u.unit_id and u.unit_level = 'commune' join target as t on u.province_unit_id = t.issuer_unit_id and s.indicator_code = t.indicator_code and t.target_level = 'commune'
    where s.coverage_level = 'all'
),
side as (
    select a.*, t.* exclude (target_id), f.y as figure_year, f.period_end, f.period_start, f.source, f.is_final, f.n_parts, f.n_expected, f.coverage_months, f.value, f.value_exact, f.numerator, f.denominator,
           f.rounded as actual, f.t as figure_t, f.observation_id, f.row_no, b.value as base_stock, b.rounded as base_value, b.t as base_t, b.period_end as base_end, b.observation_id as base_observation_id, b.denominator as base_den,
           (f.rounded - t.target_value) * t.direction as gap_value, case when t.op = '>=' then f.rounded >= t.target_value else f.rounded <= t.target_value end as is_met,
           case when t.op = '>=' then b.rounded >= t.target_value else b.rounded <= t.target_value end as is_base_met, f.t - b.t as gone, t.due_year - b.t as planned,
           (f.rounded - b.rounded) * t.direction as way_gone, (t.target_value - b.rounded) * t.direction as way_to_go
    from answered as a join target as t on a.target_id = t.target_id
    left join figure as f on a.unit_id = f.unit_id and a.coverage_level = f.coverage_level and t.indicator_code = f.indicator_code and a.last_y = f.y
    left join figure as b on a.unit_id = b.unit_id and a.coverage_level = b.coverage_level and t.indicator_code = b.indicator_code and a.base_y = b.y
),
paced as (
    select *, case when gone > 1e-9 and planned > 1e-9 and way_to_go > 0 then (way_gone / gone) / (way_to_go / planned) end as pace, case when gone > 1e-9 then (actual - base_value) / gone end as rate
    from side
),
judged as (
    select p.*, case when not is_unit_right then 'unit_mismatch' when figure_year is null then 'never_reported' when is_met then 'met'
                 when is_base_met and period_end > base_end then 'baseline_met_then_fell' when base_t is null then 'no_base' when gone <= 1e-9 then 'no_observation_after_base'
                 when planned <= 1e-9 then 'base_not_before_due' when pace is null and way_gone >= 0 then 'on_track' when pace is null then 'reversing' when round(pace, 9) >= prm.on_track then 'on_track'
                 when round(pace, 9) >= prm.accelerate then 'accelerate' when round(pace, 9) >= 0 then 'far_behind' else 'reversing' end as verdict, prm.on_track, prm.accelerate, prm.rule_version
    from paced as p cross join prm
),
sdg as (   -- Open SDG's own measure beside it
    select *, case when gone >= 1 and base_value is not null and figure_year is not null and figure_year > base_y then power(actual / case when base_value = 0 then 0.001 else base_value end, 1.0 / gone) - 1 end as seen,
           case when planned > 0 then power(target_value / case when base_value = 0 then 0.001 else base_value end, 1.0 / planned) - 1 end as needed
    from judged
),
scored as (select *, seen * direction / nullif(abs(needed), 0) as progress, (actual - target_value) * direction >= 0 as achieved from sdg)
select g.target_id, g.unit_id, 2025 as year, g.basis, true as is_latest, g.plan_id, g.document_number, g.issuer_unit_id, iu.name_vi as issuer_name_vi, u.name_vi as unit_name_vi, u.name_en as unit_name_en, u.unit_level,
       u.province_unit_id, g.indicator_code, i.name_vi as indicator_name_vi, i.name_en as indicator_name_en, g.area as area_code, g.target_level, g.coverage_level, 'all' as scope_code, 'level' as target_kind, g.op, g.stated_value, g.unit_code,
       g.op as effective_op, g.direction, g.target_value, g.due_year, 'statement' as year_source, make_date(g.due_year::int, 12, 31) as due_date, run.as_of as eval_date, run.as_of, run.as_of > make_date(g.due_year::int, 12, 31) as is_due, 'linear' as path,
       case when figure_year is null then 'none' else 'decides' end as figure_role, g.actual, g.value_exact as actual_exact, g.value as actual_figure, case when figure_year is not null then g.indicator_code end as actual_indicator,
       case when figure_year is not null then 'published' end as actual_variant, figure_year as actual_year, period_start as actual_period_start, period_end as actual_period_end, figure_t as actual_t, is_final as actual_is_final,
       source as actual_source, coverage_months as actual_coverage_months, n_parts as actual_n_parts, n_expected as actual_n_expected, case when figure_year is not null then 2 end as actual_decimals, numerator as actual_numerator, denominator as actual_denominator,
       denominator as actual_n_ranked, base_value as base, base_stock as base_figure, base_t, base_end as base_period_end, case when base_t is null then null when is_before then 'before_plan' else 'first_inside_plan' end as base_source,
       base_observation_id, base_den as base_n_ranked, gap_value as gap, case when gap_value is not null then greatest(0, -gap_value) end as remaining,
       case when g.direction = -1 then target_value / nullif(actual, 0) else actual / nullif(target_value, 0) end as attainment,
       case when planned > 0 and gone >= 0 then base_value + (target_value - base_value) * gone / planned end as expected,
       case when figure_year is null then null when due_year <= figure_t then case when base_t is null or due_year >= base_t then target_value else base_value end else base_value + (target_value - base_value) * (figure_t - base_t) / (due_year - base_t) end as expected_chain,
       pace as pace_ratio, case when not coalesce(is_met, false) and rate * g.direction > 0 and (target_value - actual) / rate between 0 and 100 then cast(ceil(round(figure_t + (target_value - actual) / rate, 9)) as integer) end as projected_year_met,
       i.natural_limit, case when verdict in ('met', 'missed', 'on_track') then verdict when verdict in ('accelerate', 'far_behind', 'reversing', 'baseline_met_then_fell') then 'behind' when verdict in ('never_reported') then 'no_data' else 'not_assessable' end as status,
       case when verdict in ('met', 'on_track', 'accelerate', 'far_behind', 'reversing') then null else verdict end as reason,
       case when verdict in ('accelerate', 'far_behind', 'reversing') then verdict when verdict = 'baseline_met_then_fell' then 'reversing' end as severity,
       concat_ws('|', case when base_t is not null and not is_before and verdict not in ('no_observation_after_base', 'never_reported') then 'base_inside_plan' end,
           case when is_met <> (cast(value_exact as decimal(18, 10)) >= target_value) then 'borderline' end, case when verdict = 'met' and not (run.as_of > make_date(g.due_year::int, 12, 31)) then 'early' end,
           case when figure_year is not null and not i.is_preferred then 'other_variant' end, case when figure_year is not null and not is_final then 'provisional' end, case when source = 'roll_up' then 'rolled_up' end) as flags,
       progress as open_sdg_progress, case when seen is null then null when achieved then 5.0 when progress is null then null
           else greatest(-5.0, least(5.0, case when progress < 0.6 then 4.1667 * progress - 2.5 else 7.1429 * progress - 4.2857 end)) end as open_sdg_score,
       case when seen is null then 'not_available' when achieved then 'target_achieved' when progress is null then 'not_available' when progress >= 0.95 then 'substantial_progress' when progress >= 0.6 then 'moderate_progress'
           when progress >= 0 then 'limited_progress' else 'deterioration' end as open_sdg_status,
       g.on_track as pace_on_track_min, g.accelerate as pace_accelerate_min, g.rule_version, i.lag_days as publication_lag_days, true as is_operative, false as is_container, false as is_generated, false as is_superseded, g.basis = 'own' as is_counted,
       g.quote, g.source_file as target_source_file, g.locator as target_locator, g.observation_id, case when figure_year is not null then 'kpi/synthetic.csv' end as actual_source_file,
       concat('row ', g.row_no, ', column ', case when figure_year is not null then 'value' end) as actual_locator, u.sort_vi
from scored as g join unit as u on g.unit_id = u.unit_id join unit as iu on g.issuer_unit_id = iu.unit_id join ind as i on g.indicator_code = i.indicator_code cross join run;

create or replace table hand_indicator_year as
with pairs as (
    select unit_id, indicator_code, coverage_level, min(y) as first_y from (select unit_id, indicator_code, coverage_level, y from figure union all select unit_id, indicator_code, coverage_level, year from hand_gap_latest) group by all
),
starts as (select unit_id, min(first_y) as first_y from pairs group by all),
listed as (
    select u.*, case when u.unit_level = 'province' then (select min(first_y) from starts) else s.first_y end as first_y
    from unit as u left join starts as s on u.unit_id = s.unit_id where u.unit_level = 'province' or s.unit_id is not null
),
cells as (
    select l.unit_id, i.indicator_code, 'all' as coverage_level from listed as l join ind as i on l.unit_level in ('province', 'national') or concat('|', i.levels, '|') like concat('%|', l.unit_level, '|%')
    union select unit_id, indicator_code, coverage_level from pairs
)
select c.unit_id, c.coverage_level, c.indicator_code, y.y as year, l.name_vi as unit_name_vi, l.unit_level, i.name_vi as indicator_name_vi, i.area_code, i.unit_code, i.direction,
       (l.valid_from is null or year(l.valid_from) <= y.y) and (l.valid_to is null or year(l.valid_to) >= y.y) as is_unit_in_existence, f.rounded as actual, f.period_end as actual_period_end, f.is_final as actual_is_final,
       f.source as actual_source, case when f.y is not null then 'published' end as actual_variant, f.observation_id, g.target_id, g.basis, g.target_value, g.effective_op, g.due_year, (f.rounded - g.target_value) * g.direction as gap,
       case when g.target_id is not null then g.status when f.y is null then 'no_data' end as status, case when g.target_id is not null then g.reason when f.y is null then 'never_reported' end as reason, l.sort_vi
from cells as c join listed as l on c.unit_id = l.unit_id join range(1990, 2026) as y(y) on y.y between l.first_y and (select year(as_of) from run)
join ind as i on c.indicator_code = i.indicator_code
left join figure as f on c.unit_id = f.unit_id and c.indicator_code = f.indicator_code and c.coverage_level = f.coverage_level and y.y = f.y and not f.is_partial
left join hand_gap_latest as g on c.unit_id = g.unit_id and c.indicator_code = g.indicator_code and c.coverage_level = g.coverage_level and y.y = g.year;
