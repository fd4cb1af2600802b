{#
    Year values made from other units' counts: of the units below (only for what a promise asks),
    and of the predecessors of a merged unit. A rate is the ratio of the sums, never the mean of
    rates. Complete only where every unit reported.
#}
with units as (
    select * from {{ ref('int_units') }}
),

lineage as (
    select * from {{ ref('stg_reference__admin_unit_lineage') }}
    where predecessor_unit_id <> successor_unit_id
),

indicators as (
    select * from {{ ref('int_indicators') }}
),

year_values as (
    select y.*
    from {{ ref('int_year_values') }} as y
    inner join indicators as i on y.indicator_code = i.indicator_code
    where
        (i.is_ratio and y.numerator is not null and y.denominator is not null)
        or (i.is_sum_over_units and y.value is not null)
),

asked as (
    select distinct
        l.figure_indicator as indicator_code,
        t.issuer_level,
        coalesce(t.target_level, 'all') as coverage_level
    from {{ ref('int_targets_stated') }} as t
    inner join {{ ref('int_indicator_links') }} as l
        on t.indicator_code = l.target_indicator and t.target_kind = l.target_kind
    where l.link_rank >= 0
),

-- Growth without a level speaks of every level.
asked_levels as (
    select indicator_code, issuer_level, coverage_level from asked
    union
    select a.indicator_code, a.issuer_level, c.code as coverage_level
    from asked as a
    inner join {{ ref('closed_lists') }} as c
        on c.list = 'level' and c.code in ('district', 'commune')
    where a.coverage_level = 'all'
),

membership as (
    select province_unit_id as parent_unit_id, 'province' as parent_level,
        unit_id as member_unit_id, unit_level as result_coverage,
        'all' as member_coverage, valid_from, valid_to
    from units
    where unit_level in ('district', 'commune') and province_unit_id is not null
    union all
    select u.parent_unit_id, 'district' as parent_level, u.unit_id as member_unit_id,
        'commune' as result_coverage,
        'all' as member_coverage, u.valid_from, u.valid_to
    from units as u
    inner join units as p on u.parent_unit_id = p.unit_id and p.unit_level = 'district'
    where u.unit_level = 'commune'
    union all
    select n.unit_id as parent_unit_id, 'national' as parent_level, u.unit_id as member_unit_id,
        c.code as result_coverage,
        c.code as member_coverage, u.valid_from, u.valid_to
    from units as u
    cross join {{ ref('closed_lists') }} as c
    inner join units as n on n.unit_level = 'national'
    where u.unit_level = 'province' and c.list = 'coverage_level' and c.code <> 'village'
),

{%- set series = 'indicator_code, scope_code, source_variant, method_version, figure_year' %}
{%- set sums_of_parts %}count(*) as n_reported,
        count(distinct y.period_end) as n_ends,
        min(y.is_final) as is_final,
        min(y.period_start) as period_start,
        max(y.period_end) as period_end,
        sum(y.numerator) as numerator,
        sum(y.denominator) as denominator,
        sum(y.value) as value_sum,
        sum(y.respondents) as respondents,
        min(y.coverage_months) as coverage_months,
        min(y.observation_id) as observation_id,
        max(y.first_known_from) as first_known_from,
        max(y.source_rank) as source_rank
{%- endset %}

below as (
    select
        m.parent_unit_id as unit_id,
        m.parent_level as unit_level,
        m.result_coverage as coverage_level,
        {{ 'y.' ~ series | replace(', ', ', y.') }},
        {{ sums_of_parts }}
    from year_values as y
    inner join membership as m on y.unit_id = m.member_unit_id
        and y.coverage_level = m.member_coverage
    inner join asked_levels as a
        on y.indicator_code = a.indicator_code and m.parent_level = a.issuer_level
            and m.result_coverage = a.coverage_level
    group by m.parent_unit_id, m.parent_level, m.result_coverage,
        {{ 'y.' ~ series | replace(', ', ', y.') }}
),

ends as (
    select distinct unit_id, coverage_level, period_end from below
),

expected as (
    select
        e.unit_id,
        e.coverage_level,
        e.period_end,
        count(*) as n_expected
    from ends as e
    inner join membership as m on e.unit_id = m.parent_unit_id
        and e.coverage_level = m.result_coverage
    where (m.valid_from is null or m.valid_from <= e.period_end)
        and (m.valid_to is null or m.valid_to >= e.period_end)
    group by e.unit_id, e.coverage_level, e.period_end
),

-- Only units made of whole predecessors can be rebuilt: a divided one has no weights.
rebuildable as (
    select successor_unit_id, count(*) as n_expected
    from lineage
    group by successor_unit_id
    having min(share) = 'full' and max(share) = 'full'
),

rebuilt as (
    select
        l.successor_unit_id as unit_id,
        max(y.unit_level) as unit_level,
        y.coverage_level,
        {{ 'y.' ~ series | replace(', ', ', y.') }},
        {{ sums_of_parts }},
        'rebuilt' as figure_source,
        max(r.n_expected) as n_expected
    from year_values as y
    inner join lineage as l on y.unit_id = l.predecessor_unit_id
    inner join rebuildable as r on l.successor_unit_id = r.successor_unit_id
    where y.period_end < l.effective_on
    group by l.successor_unit_id, y.coverage_level, {{ 'y.' ~ series | replace(', ', ', y.') }}
    having count(*) = max(r.n_expected) and count(distinct y.period_end) = 1
),

combined as (
    select b.*, 'roll_up' as figure_source, coalesce(e.n_expected, b.n_reported) as n_expected
    from below as b
    left join expected as e on b.unit_id = e.unit_id and b.coverage_level = e.coverage_level
        and b.period_end = e.period_end
    union all
    select * from rebuilt
),

final as (
    select
        c.indicator_code,
        c.unit_id,
        c.unit_level,
        c.coverage_level,
        c.scope_code,
        c.source_variant,
        c.method_version,
        c.figure_year,
        c.figure_source,
        c.is_final,
        c.observation_id,
        c.first_known_from,
        c.source_rank,
        c.n_reported as n_parts,
        c.n_expected,
        c.n_reported < c.n_expected or c.n_ends > 1 as is_partial,
        c.coverage_months,
        c.period_start,
        c.period_end,
        {{ decimal_year('c.period_end') }} as period_t,
        case when i.is_ratio then c.numerator / nullif(c.denominator, 0) * i.ratio_factor
            else c.value_sum end as value,
        c.numerator,
        c.denominator,
        c.respondents
    from combined as c
    inner join indicators as i on c.indicator_code = i.indicator_code
)

select * from final
