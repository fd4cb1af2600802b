{#
    Everything that may answer a promise: one value per unit, coverage level, indicator, scope,
    variant, method and year, reported or rolled up or rebuilt; besides, values up to a due day
    within a year (`until`) and sums over a plan's years (`window_from`), which answer only promises
    that ask for them. `figure_no` is a row number for joins inside this build, never an order.
#}
{%- set key = 'indicator_code, unit_id, unit_level, coverage_level, scope_code, source_variant,
    method_version, figure_year' %}

with reported as (
    select
        {{ key }}, cast(null as date) as until, cast(null as bigint) as window_from, figure_source,
            is_final, false as is_partial,
        first_known_from, source_rank, observation_id, n_parts, n_parts as n_expected,
            coverage_months, period_start, period_end,
        period_t, value, value_exact, value_decimals, value_bound, rival_low, rival_high, numerator,
            denominator, respondents
    from {{ ref('int_year_values') }}
    union all
    select
        {{ key }}, until, null as window_from, figure_source, is_final, false as is_partial,
        first_known_from, source_rank, observation_id, n_parts, n_parts as n_expected,
            coverage_months, period_start, period_end,
        period_t, value, value_exact, value_decimals, value_bound, rival_low, rival_high, numerator,
            denominator, respondents
    from {{ ref('int_half_values') }}
    union all
    select
        {{ key }}, null as until, window_from, figure_source, is_final,
            n_parts < n_expected as is_partial,
        first_known_from, source_rank, observation_id, n_parts, n_expected, null as coverage_months,
            period_start, period_end,
        period_t, value, value as value_exact, value_decimals, value_bound, null as rival_low,
            null as rival_high, null as numerator,
        null as denominator, null as respondents
    from {{ ref('int_flow_sums') }}
),

made as (
    select
        {{ key }}, cast(null as date) as until, cast(null as bigint) as window_from, figure_source,
            is_final, is_partial,
        first_known_from, source_rank, observation_id, n_parts, n_expected, coverage_months,
            period_start, period_end,
        period_t, value, value as value_exact, cast(null as bigint) as value_decimals,
            cast(null as string) as value_bound,
        cast(null as double) as rival_low, cast(null as double) as rival_high, numerator,
            denominator, respondents
    from {{ ref('int_rollups') }}
),

combined as (
    select * from reported
    union all
    select * from made
),

-- Preference between variants stands in the catalogue; within one preference the name decides.
-- Each relation by its name, not `combined`: that would be written down first, with every column.
variants as (
    select b.indicator_code, b.source_variant, b.method_version, i.source_variants
    from (
        {%- for made in ['int_year_values', 'int_half_values', 'int_flow_sums', 'int_rollups'] %}
        select indicator_code, source_variant, method_version from {{ ref(made) }}
        {%- if not loop.last %}
        union
        {%- endif %}
        {%- endfor %}
    ) as b
    inner join {{ ref('int_indicators') }} as i on b.indicator_code = i.indicator_code
),

ranked_variants as (
    select
        indicator_code,
        source_variant,
        method_version,
        coalesce(concat_ws('', '|', source_variants) like concat_ws('', '|', source_variant, '%'),
            true) as is_preferred_variant,
        dense_rank() over (
            partition by indicator_code
            order by
                case when instr(concat_ws('', '|', source_variants, '|'),
                    concat_ws('', '|', source_variant, '|')) > 0
                    then instr(concat_ws('', '|', source_variants, '|'),
                        concat_ws('', '|', source_variant, '|')) else 9999 end desc,
                source_variant desc, method_version nulls first
        ) as variant_rank
    from variants
),

final as (
    select
        {{ row_id() }} as figure_no,
        b.*,
        v.is_preferred_variant,
        -- Later first, then final, reported before made, better sources, preferred variants (macro
        -- choice_order reads it). What prose tells stands below every export and form of its year.
        cast(case when b.source_variant = 'report_text'
            then {{ days_between("date '1990-01-01'", year_start('b.figure_year')) }}
            else {{ days_between("date '1990-01-01'", 'b.period_end') }} end as bigint) * 10000
        + case when b.is_final then 5000 else 0 end
        + case b.figure_source when 'rebuilt' then 0 when 'roll_up' then 1000 else 2000 end
        + (40 - coalesce(b.source_rank, 10)) * 20
        + least(v.variant_rank, 39) as figure_order
    from combined as b
    inner join ranked_variants as v
        on b.indicator_code = v.indicator_code and b.source_variant = v.source_variant
            and b.method_version is not distinct from v.method_version
    where b.value is not null
)

select * from final
