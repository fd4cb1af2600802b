{#
    Who is measured by which promise, and on which coverage level: the issuer itself (own), a
    successor that adopted it, and, as benchmarks, units below the issuer that the promise addresses
    and that have a figure.
#}
with targets as (
    select * from {{ ref('int_targets') }}
    where not is_container
),

units as (
    select * from {{ ref('int_units') }}
),

indicators as (
    select indicator_code, level_split, own_level from {{ ref('int_indicators') }}
),

links as (
    select * from {{ ref('int_indicator_links') }}
    where link_rank >= 0
),

adopted as (
    select * from {{ ref('stg_reference__adopted_targets') }}
),

series as (
    select distinct indicator_code, unit_id, coverage_level, scope_code
    from {{ ref('int_figures') }}
),

-- Of what may be promised only what is.
promised as (
    select distinct indicator_code, target_kind from targets
),

answerable as (
    select distinct
        l.target_indicator as indicator_code,
        l.target_kind,
        s.unit_id,
        s.coverage_level,
        s.scope_code
    from series as s
    inner join links as l on s.indicator_code = l.figure_indicator
    inner join promised as p on l.target_indicator = p.indicator_code
        and l.target_kind = p.target_kind
),

-- A successor may adopt what falls due in its lifetime.
adoptions as (
    select distinct t.target_id, a.successor_unit_id
    from targets as t
    inner join adopted as a
        on
            t.document_number = a.document_number
            and t.issuer_unit_id = a.predecessor_unit_id
            and (a.statement_key is null or a.statement_key = t.statement_key)
    inner join units as u on a.successor_unit_id = u.unit_id
    where a.successor_unit_id <> t.issuer_unit_id
        and (u.valid_from is null or t.due_date is null or t.due_date >= u.valid_from)
),

adopted_targets as (
    select distinct target_id from adoptions
),

own as (
    select
        t.target_id,
        t.issuer_unit_id as unit_id,
        'own' as basis,
        false as is_adopted,
        w.target_id is not null as is_adopted_away
    from targets as t
    left join adopted_targets as w on t.target_id = w.target_id
    union all
    select target_id, successor_unit_id as unit_id, 'own' as basis, true as is_adopted,
        false as is_adopted_away
    from adoptions
),

-- The whole of a unit at the level the promise names is the unit itself, unless it reports that
-- level apart.
own_covered as (
    select
        o.target_id,
        o.unit_id,
        o.basis,
        o.is_adopted,
        o.is_adopted_away,
        case
            when t.target_level is null then 'all'
            when not coalesce(i.level_split, true) and t.target_level = u.unit_level then 'all'
            when t.target_level = u.unit_level and u.unit_level = 'commune' then 'all'
            when t.target_level = u.unit_level and u.unit_level = 'district' and s.unit_id is null
                then 'all'
            when t.target_level = i.own_level and s.unit_id is null and w.unit_id is not null
                then 'all'
            else t.target_level
        end as coverage_level
    from own as o
    inner join targets as t on o.target_id = t.target_id
    inner join units as u on o.unit_id = u.unit_id
    left join indicators as i on t.indicator_code = i.indicator_code
    left join answerable as s
        on
            o.unit_id = s.unit_id and t.indicator_code = s.indicator_code
            and t.target_kind = s.target_kind
            and t.scope_code = s.scope_code and t.target_level = s.coverage_level
    -- Of an indicator whose name says the level, the whole is printed without it.
    left join answerable as w
        on
            o.unit_id = w.unit_id and t.indicator_code = w.indicator_code
            and t.target_kind = w.target_kind
            and t.scope_code = w.scope_code and w.coverage_level = 'all'
),

benchmark_targets as (
    select t.*, case t.issuer_level when 'national' then 'nation'
        else t.issuer_unit_id end as above_key
    from targets as t
    where
        not t.is_superseded
        and t.indicator_code is not null
        and t.issuer_level in ('national', 'province', 'district')
        and t.issuer_unit_id <> 'unknown'
),

below as (
    select unit_id, unit_level, 'national' as above_level, 'nation' as above_key
    from units
    where unit_level in ('province', 'district', 'commune')
    union all
    select unit_id, unit_level, 'province' as above_level, province_unit_id as above_key
    from units
    where unit_level in ('district', 'commune')
    union all
    select u.unit_id, u.unit_level, 'district' as above_level, u.parent_unit_id as above_key
    from units as u
    inner join units as p on u.parent_unit_id = p.unit_id and p.unit_level = 'district'
    where u.unit_level = 'commune'
),

-- By equality alone: the nation stands above every unit under one key.
answerable_below as (
    select s.*, b.unit_level, b.above_level, b.above_key
    from answerable as s
    inner join below as b on s.unit_id = b.unit_id
),

benchmarked as (
    select
        t.target_id,
        b.unit_id,
        case t.issuer_level when 'national' then 'national' else 'parent' end as basis,
        false as is_adopted,
        b.coverage_level
    from benchmark_targets as t
    inner join answerable_below as b
        on t.indicator_code = b.indicator_code and t.target_kind = b.target_kind
            and t.scope_code = b.scope_code
        and t.issuer_level = b.above_level and t.above_key = b.above_key
    left join indicators as i on t.indicator_code = i.indicator_code
    where
        (
            -- All levels together: the whole unit; a national one speaks to provinces.
            t.target_level is null and b.coverage_level = 'all'
                and (t.issuer_level <> 'national' or b.unit_level = 'province')
        )
        or (
            -- The level of the unit itself.
            t.target_level = b.unit_level
            and b.coverage_level = case when b.unit_level = 'province'
                and coalesce(i.level_split, true) then 'province' else 'all' end
        )
        or (
            -- A part of the unit.
            t.target_level = b.coverage_level and t.target_level <> b.unit_level
            and ((b.unit_level = 'province' and t.target_level in ('district', 'commune'))
                or (b.unit_level = 'district'
                and t.target_level = 'commune'))
        )
),

own_distinct as (
    select
        target_id,
        unit_id,
        max(basis) as basis,
        min(is_adopted) as is_adopted,
        max(is_adopted_away) as is_adopted_away,
        min(coverage_level) as coverage_level
    from own_covered
    group by target_id, unit_id
),

final as (
    select * from own_distinct
    union all
    select b.target_id, b.unit_id, b.basis, b.is_adopted, false as is_adopted_away,
        min(b.coverage_level) as coverage_level
    from benchmarked as b
    left join own_distinct as o on b.target_id = o.target_id and b.unit_id = o.unit_id
    where o.target_id is null
    group by b.target_id, b.unit_id, b.basis, b.is_adopted
)

select * from final
