{#
    Figures that were delivered and are none: held back by a finding, a cell without a number, 0 of
    0. One row per key, end of period and place; `held_no` orders them, later periods last.
#}
with held as (
    select * from {{ ref('stg_kpi__held_back') }}
),

run as (
    select as_of from {{ ref('stg_run__parameters') }}
),

delivered as (
    select
        h.indicator_code,
        h.unit_id,
        case when u.unit_level = 'commune' and h.coverage_level = 'commune' then 'all'
            else h.coverage_level end as coverage_level,
        coalesce(s.same_as, h.scope_code) as scope_code,
        h.period_end,
        case h.rule_code when 'no_value' then 'no_value_printed'
            when 'zero_denominator' then 'zero_denominator' else 'held_back' end
            as held_reason,
        concat_ws('', h.source_file, ', ', h.locator, ': ', h.rule_code) as held_at
    from held as h
    inner join {{ ref('int_units') }} as u on h.unit_id = u.unit_id
    left join {{ ref('scope_order') }} as s on h.indicator_code = s.indicator_code
        and h.scope_code = s.scope_code
    cross join run
    where h.period_end <= run.as_of and h.known_from <= run.as_of
    union all
    select
        k.indicator_code,
        k.unit_id,
        k.coverage_level,
        k.scope_code,
        k.period_end,
        'zero_denominator' as held_reason,
        concat_ws('', o.source_file, ', row ', cast(o.row_no as string), ': zero_denominator')
            as held_at
    from {{ ref('int_observations_known') }} as k
    inner join {{ ref('int_observations') }} as o on k.observation_no = o.observation_no
    where k.value is null and k.denominator = 0
),

final as (
    select
        *,
        year(period_end) as figure_year,
        -- What a person can mend stands before what is empty.
        row_number() over (
            order by period_end, case held_reason when 'held_back' then 2
                when 'zero_denominator' then 1 else 0 end, indicator_code,
                unit_id, coverage_level, scope_code, held_at
        ) as held_no
    from delivered
)

select * from final
