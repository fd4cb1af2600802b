{{ config(
    materialized='by_year', years_of='int_year_choices', first_year='min(figure_year)',
        last_year='max(figure_year)'
) }}
{#
    One value per series and year, by the choice made in int_year_choices: the figure itself, or the
    ratio or sum of its parts. A year at a time: the choices of all years beside the figures of all
    years are more than memory holds.
#}
with choices as (
    select * from {{ ref('int_year_choices') }}
),

known as (
    select * from {{ ref('int_observations_known') }}
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
        c.first_known_from,
        o.observation_id,
        c.is_sum,
        c.sum_no,
        c.sum_numerator,
        c.sum_denominator,
        c.sum_value,
        case when c.is_sum then c.parts_n else 1 end as n_parts,
        case
            when c.is_sum then c.parts_n * c.months_a_part
            when c.figure_source = 'point' then null
            else coalesce(o.whole_months, case when o.period_class = 'year_to_date'
                then month(o.period_end) end)
        end as coverage_months,
        case when c.is_sum then {{ year_start('c.figure_year') }}
            else o.period_start end as period_start,
        o.period_end,
        {{ decimal_year('o.period_end') }} as period_t,
        o.source_rank,
        {{ chosen_value('c', 'o') }}
    from choices as c
    inner join known as o on c.observation_no = o.observation_no
    -- A choice of a year is a figure that ends in it.
    where {{ is_year('c.figure_year') }} and {{ in_year('o.period_end') }}
)

select * from final
