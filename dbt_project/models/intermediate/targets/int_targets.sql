{#
    All promises: those stated and the yearly milestones that annual growth generates, one per level
    and year, capped at the natural limit. A growth statement with milestones is their container;
    its milestones carry the verdicts.
#}
with stated as (
    select * from {{ ref('int_targets_stated') }}
),

bases as (
    select * from {{ ref('int_growth_bases') }}
),

years as (
    select calendar_year from {{ ref('calendar_years') }}
),

indicators as (
    select indicator_code, natural_limit from {{ ref('int_indicators') }}
),

-- What is promised anew in each year is judged in each of them.
repeated as (
    select
        concat_ws('', t.target_id, ':', cast(y.calendar_year as string)) as target_id,
        t.target_id as generated_from_target_id,
        t.target_level,
        y.calendar_year as due_year,
        cast(null as double) as growth_base_value,
        cast(null as bigint) as growth_base_year,
        cast(null as string) as growth_base_source,
        t.target_value
    from stated as t
    inner join years as y on y.calendar_year
        between coalesce(t.year_from, t.period_from, year(t.issued_on)) and t.due_year
    where
        t.repeats = 'year' and t.target_kind = 'level' and t.indicator_code is not null
        and coalesce(t.year_from, t.period_from, year(t.issued_on)) < t.due_year
),

grown as (
    select
        concat_ws('', t.target_id, ':', cast(y.calendar_year as string), ':',
            coalesce(b.target_level, 'all')) as target_id,
        t.target_id as generated_from_target_id,
        b.target_level,
        y.calendar_year as due_year,
        b.base_value as growth_base_value,
        b.base_year as growth_base_year,
        b.base_source as growth_base_source,
        least(
            b.base_value + t.stated_value * t.unit_factor * (y.calendar_year - b.base_year),
            coalesce(i.natural_limit, 1e300)
        ) as target_value
    from stated as t
    inner join bases as b on t.target_id = b.target_id
    inner join indicators as i on t.indicator_code = i.indicator_code
    inner join years as y on y.calendar_year > b.base_year and y.calendar_year <= t.due_year
    -- Growth on average promises where it ends, not where each year stands.
    where coalesce(t.repeats, '') <> 'mean' or y.calendar_year = t.due_year
),

milestones as (
    select
        target_id, generated_from_target_id, target_level, due_year, growth_base_value,
            growth_base_year, growth_base_source,
        target_value
    from grown
    union all
    select
        target_id, generated_from_target_id, target_level, due_year, growth_base_value,
            growth_base_year, growth_base_source,
        target_value
    from repeated
),

containers as (
    select generated_from_target_id as target_id, count(*) as n_generated,
        max(due_year) as last_generated_year
    from milestones
    group by generated_from_target_id
),

-- Other years promised in the same document for the same thing make a path of milestones.
paths as (
    select plan_id, indicator_code, target_level, scope_code, count(distinct due_year) as n_years
    from stated
    where target_kind = 'level' and indicator_code is not null
    group by plan_id, indicator_code, target_level, scope_code
),

{%- set shared = [
    'plan_id', 'statement_key', 'issuer_unit_id', 'issuer_level', 'document_number', 'document_key',
        'issued_on', 'period_from',
    'period_to', 'is_one_year', 'is_superseded', 'area_code', 'indicator_code',
        'stated_indicator_code', 'indicator_score',
    'indicator_phrase', 'scope', 'scope_code', 'stated_op', 'stated_value', 'stated_value_high',
        'unit_code', 'baseline_year',
        'stated_year', 'year_from', 'year_source', 'quote', 'number_text',
    'source_file', 'locator', 'outline_path', 'section_kind', 'n_mentions', 'reader_flags',
        'is_decided', 'is_unit_right', 'is_share_of_base', 'is_polarity_unsure', 'is_scope_open',
        'is_scope_unsure', 'is_approximate', 'stated_n_ranked', 'amended_by', 'repeats', 'unit_factor',
        'is_comparator_conflict'] %}

final as (
    select
        t.target_id,
        {{ 't.' ~ shared | join(', t.') }},
        t.target_level,
        t.target_kind,
        t.due_year,
        t.due_date,
        t.target_value,
        t.value_high,
        t.direction,
        t.effective_op,
        t.baseline_from,
        t.baseline_to,
        t.parent_target_id,
        t.relation,
        false as is_generated,
        cast(null as string) as generated_from_target_id,
        c.target_id is not null as is_container,
        cast(null as double) as growth_base_value,
        cast(null as bigint) as growth_base_year,
        cast(null as string) as growth_base_source,
        c.last_generated_year,
        case
            when t.target_kind = 'annual_increase' or c.target_id is not null
                then 'yearly_milestones'
            when t.is_one_year then 'step'
            when p.n_years > 1 and t.target_kind = 'level' then 'milestones'
            else 'linear'
        end as path
    from stated as t
    left join containers as c on t.target_id = c.target_id
    left join paths as p
        on t.plan_id = p.plan_id and t.indicator_code = p.indicator_code
        and t.target_level is not distinct from p.target_level and t.scope_code = p.scope_code
    union all
    select
        m.target_id,
        {{ 't.' ~ shared | join(', t.') }},
        m.target_level,
        'level' as target_kind,
        m.due_year,
        {{ year_end('m.due_year') }} as due_date,
        m.target_value,
        null as value_high,
        coalesce(d.direction, 1) as direction,
        t.effective_op,
        null as baseline_from,
        null as baseline_to,
        null as parent_target_id,
        null as relation,
        true as is_generated,
        m.generated_from_target_id,
        false as is_container,
        m.growth_base_value,
        m.growth_base_year,
        m.growth_base_source,
        c.last_generated_year,
        'step' as path
    from milestones as m
    inner join stated as t on m.generated_from_target_id = t.target_id
    inner join containers as c on m.generated_from_target_id = c.target_id
    left join {{ ref('int_indicators') }} as d on t.indicator_code = d.indicator_code
)

select * from final
