{# Own promises beside those of the units above for the same thing and year; a promise above without
   an own one is `missing`. What the province asks of «cấp huyện» a district answers with its own
   whole, as int_target_units measures it. #}
with targets as (
    select t.*, u.province_unit_id, u.parent_unit_id
    from {{ ref('int_targets') }} as t
    inner join {{ ref('int_units') }} as u on t.issuer_unit_id = u.unit_id
    where
        not t.is_superseded
        and not t.is_container
        and t.indicator_code is not null
        and t.due_year is not null
        and t.issuer_unit_id <> 'unknown'
),

scopes as (
    select indicator_code, same_as as scope_code, max(dimension) as dimension,
        max(strictness) as strictness
    from {{ ref('scope_order') }}
    where dimension is not null
    group by indicator_code, same_as
),

scoped as (
    select t.*, s.dimension, s.strictness
    from targets as t
    left join scopes as s on t.indicator_code = s.indicator_code and t.scope_code = s.scope_code
),

-- Values of national extracts that nobody has compared with the document's text.
unverified as (
    select distinct v.document_number, v.indicator_code,
        coalesce(v.scope_code, 'all') as scope_code, v.level as target_level, v.year
    from {{ ref('national_target_verification') }} as v
    where not v.is_verified
),

read_in_full as (
    select plan_id, origin from {{ ref('int_plans') }} where origin = 'official'
),

addressed as (
    select distinct p.unit_id, p.period_from, p.period_to, p.is_one_year, u.unit_level,
        u.province_unit_id, u.parent_unit_id
    from {{ ref('int_plans') }} as p
    inner join {{ ref('int_units') }} as u on p.unit_id = u.unit_id
    where not p.is_superseded and p.unit_id <> 'unknown' and p.period_from is not null
),

above as (
    select distinct
        b.target_id as benchmark_target_id,
        a.unit_id,
        a.unit_level
    from scoped as b
    inner join addressed as a
        on
            b.issuer_unit_id <> a.unit_id
            and (b.issuer_level = 'national' or b.issuer_unit_id = a.province_unit_id
                or b.issuer_unit_id = a.parent_unit_id)
            and b.due_year between a.period_from and a.period_to
            and (b.target_level is null or b.target_level = a.unit_level
                or (a.unit_level = 'province'
                    and b.target_level in ('district', 'commune', 'village'))
                or (a.unit_level = 'district' and b.target_level in ('commune', 'village')))
),

compared as (
    select
        ab.unit_id,
        b.target_id as benchmark_target_id,
        o.target_id as own_target_id,
        b.target_value as benchmark_value,
        o.target_value as own_value,
        b.effective_op as benchmark_op,
        o.effective_op as own_op,
        b.direction,
        o.strictness as own_strictness,
        b.strictness as benchmark_strictness,
        un.document_number is not null and f.plan_id is null as is_unverified,
        {{ as_decimal('o.target_value') }} * b.direction as own_reach,
        {{ as_decimal('b.target_value') }} * b.direction as benchmark_reach,
        case when o.effective_op in ('>', '<') then 1 else 0 end as own_is_strict,
        case when b.effective_op in ('>', '<') then 1 else 0 end as benchmark_is_strict
    from above as ab
    inner join scoped as b on ab.benchmark_target_id = b.target_id
    left join {{ ref('int_indicators') }} as bi on b.indicator_code = bi.indicator_code
    left join scoped as o
        on
            ab.unit_id = o.issuer_unit_id
            and o.indicator_code = b.indicator_code
            and o.due_year = b.due_year
            and o.target_kind = b.target_kind
            and {{ level_in_unit('o', 'ab', 'bi') }} = {{ level_in_unit('b', 'ab', 'bi') }}
            and (o.scope_code = b.scope_code or o.dimension = b.dimension)
            and coalesce(o.baseline_year, '-') = coalesce(b.baseline_year, '-')
    left join unverified as un
        on
            b.document_number = un.document_number and b.indicator_code = un.indicator_code
                and b.due_year = un.year
            and b.target_level is not distinct from un.target_level and b.scope_code = un.scope_code
    left join read_in_full as f on b.plan_id = f.plan_id
),

final as (
    select
        {{ text_id(['c.unit_id', 'c.benchmark_target_id', 'c.own_target_id']) }} as alignment_id,
        c.unit_id,
        u.name_vi as unit_name_vi,
        c.own_target_id,
        c.benchmark_target_id,
        case b.issuer_level when 'national' then 'national' else 'parent' end as basis,
        b.document_number as benchmark_document_number,
        o.document_number as own_document_number,
        b.indicator_code,
        i.name_vi as indicator_name_vi,
        b.area_code,
        b.target_level,
        b.scope_code as benchmark_scope_code,
        o.scope_code as own_scope_code,
        b.target_kind,
        b.due_year,
        c.own_op,
        c.own_value,
        c.benchmark_op,
        c.benchmark_value,
        i.unit_code as measure_unit,
        c.direction,
        (c.own_value - c.benchmark_value) * c.direction as difference,
        case
            when c.own_target_id is null then 'missing'
            when c.is_unverified then 'unverified'
            when c.own_reach < c.benchmark_reach then 'weaker'
            when c.own_reach = c.benchmark_reach
                and coalesce(c.own_strictness, 0) < coalesce(c.benchmark_strictness, 0)
                then 'weaker'
            when c.own_reach = c.benchmark_reach and c.own_is_strict < c.benchmark_is_strict
                then 'weaker'
            when c.own_reach > c.benchmark_reach
                and coalesce(c.own_strictness, 0) < coalesce(c.benchmark_strictness, 0)
                then 'weaker'
            when c.own_reach > c.benchmark_reach then 'stricter'
            when coalesce(c.own_strictness, 0) > coalesce(c.benchmark_strictness, 0) then 'stricter'
            when c.own_is_strict > c.benchmark_is_strict then 'stricter'
            else 'equal'
        end as verdict,
        o.quote as own_quote,
        b.quote as benchmark_quote,
        u.sort_vi
    from compared as c
    inner join {{ ref('int_units') }} as u on c.unit_id = u.unit_id
    inner join targets as b on c.benchmark_target_id = b.target_id
    left join targets as o on c.own_target_id = o.target_id
    left join {{ ref('int_indicators') }} as i on b.indicator_code = i.indicator_code
)

{{ contract_select('final') }}
