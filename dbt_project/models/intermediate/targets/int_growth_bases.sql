{#
    The base of every growth promise and level («mỗi năm tăng 20%»): stated in the same document,
    linked to the plan above, or the unit's own final figure of the year before the first year of
    growth; never the first figure seen.
#}
with targets as (
    select * from {{ ref('int_targets_stated') }}
),

units as (
    select unit_id, parent_unit_id, province_unit_id from {{ ref('int_units') }}
),

growth as (
    select * from targets
    where target_kind = 'annual_increase' and indicator_code is not null and due_year is not null
),

levels as (
    select * from targets where target_kind = 'level'
),

-- 1. A level promised in the same document for the year before growth starts (or the last one
-- before its end).
stated_candidates as (
    select
        g.target_id,
        s.target_level,
        s.target_value as base_value,
        s.due_year as base_year,
        max(s.due_year) over (partition by g.target_id) as last_base_year,
        max(case when s.target_level is not distinct from g.target_level then 1
            else 0 end) over (partition by g.target_id) as has_same_level,
        g.target_level as growth_level
    from growth as g
    inner join levels as s
        on
            g.plan_id = s.plan_id
            and g.indicator_code = s.indicator_code
            and g.scope_code = s.scope_code
            and (g.target_level is null or g.target_level = s.target_level)
            and s.due_year < g.due_year
            and (g.year_from is null or s.due_year = g.year_from - 1)
),

stated as (
    select target_id, target_level, max(base_value) as base_value, max(base_year) as base_year,
        'stated' as base_source
    from stated_candidates
    where base_year = last_base_year
        and (has_same_level = 0 or target_level is not distinct from growth_level)
    group by target_id, target_level
),

without_stated as (
    select g.*
    from growth as g
    left join (select distinct target_id from stated) as s on g.target_id = s.target_id
    where s.target_id is null
),

-- 2. The growth promise of the plan above that states its own base.
above as (
    select
        g.target_id,
        s.target_level,
        p.issuer_level,
        p.issued_on,
        p.target_id as above_target_id,
        coalesce(g.year_from - 1, s.base_year) as base_year,
        s.base_value + p.stated_value * (coalesce(g.year_from - 1, s.base_year) - s.base_year)
            as base_value
    from without_stated as g
    inner join units as u on g.issuer_unit_id = u.unit_id
    inner join growth as p
        on
            g.indicator_code = p.indicator_code
            and g.scope_code = p.scope_code
            -- What was replaced only after the growth was promised is what it was promised upon:
            -- replacing it moves no base.
            and (not p.is_superseded or coalesce(p.superseded_from > g.issued_on, false))
            and (p.issuer_level = 'national' or p.issuer_unit_id = u.province_unit_id
                or p.issuer_unit_id = u.parent_unit_id)
            and p.issuer_unit_id <> g.issuer_unit_id
            -- A plan that came later was not what the growth was promised upon; it must not move
            -- what fell due since.
            and coalesce(p.issued_on <= g.issued_on, true)
    inner join stated as s on p.target_id = s.target_id
        and (g.target_level is null or g.target_level = s.target_level)
    where g.year_from is null or g.year_from - 1 >= s.base_year
),

above_ranked as (
    select
        *,
        dense_rank() over (
            partition by target_id
            order by case issuer_level when 'district' then 0 when 'province' then 1
                else 2 end, issued_on desc nulls last, above_target_id
        ) as above_rank
    from above
),

linked as (
    select target_id, target_level, base_value, base_year, 'parent_plan' as base_source
    from above_ranked
    where above_rank = 1
),

without_linked as (
    select g.*, coalesce(g.year_from, g.period_from) - 1 as base_year
    from without_stated as g
    left join (select distinct target_id from linked) as l on g.target_id = l.target_id
    where l.target_id is null
),

-- The method in force in the due year, and methods joined to it closely: a figure of another one is
-- no base.
due_methods as (
    select g.target_id, {{ latest_by('m.method_version', 'm.valid_from_year') }} as due_method
    from without_linked as g
    inner join {{ ref('indicator_method') }} as m
        on g.indicator_code = m.indicator_code and m.valid_from_year <= g.due_year
    group by g.target_id
),

close_methods as (
    select from_indicator as indicator_code, from_method as base_method, to_method as due_method
    from {{ ref('int_bridges') }} where from_indicator = to_indicator
        and relation in ('exact', 'close')
    union
    select from_indicator as indicator_code, to_method as base_method, from_method as due_method
    from {{ ref('int_bridges') }} where from_indicator = to_indicator
        and relation in ('exact', 'close')
),

-- 3. The issuer's own final figure of the year before, per level; the whole counts before its
-- parts.
measured_candidates as (
    select
        g.target_id,
        g.target_level as growth_level,
        nullif(f.coverage_level, 'all') as target_level,
        g.base_year,
        {{ latest_by('f.value', 'f.figure_order') }} as base_value,
        max(case when f.coverage_level = 'all' then 1 else 0 end) over (partition by g.target_id)
            as has_whole
    from without_linked as g
    inner join {{ ref('int_figures') }} as f
        on
            g.issuer_unit_id = f.unit_id
            and g.indicator_code = f.indicator_code
            and g.scope_code = f.scope_code
            and g.base_year = f.figure_year
            and (g.target_level is null or g.target_level = f.coverage_level)
    left join due_methods as d on g.target_id = d.target_id
    left join close_methods as c
        on f.indicator_code = c.indicator_code and f.method_version = c.base_method
            and d.due_method = c.due_method
    where
        f.is_final and not f.is_partial and f.value_bound is null and f.until is null
            and f.window_from is null
        -- Sources of one rank that tell the base differently give none.
        and coalesce(f.rival_low = f.rival_high, true)
        and (coalesce(f.method_version = d.due_method, true) or c.indicator_code is not null)
    group by g.target_id, g.target_level, f.coverage_level, g.base_year
),

measured as (
    select target_id, target_level, base_value, base_year, 'figure_year_before' as base_source
    from measured_candidates
    where growth_level is not null or has_whole = 0 or target_level is null
),

final as (
    select * from stated
    union all
    select * from linked
    union all
    select * from measured
)

select * from final
