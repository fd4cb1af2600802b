with periods as (
    select
        period_kind,
        period_start,
        period_end,
        min(period_label) as period_label
    from {{ ref('int_observation_revisions') }}
    group by period_kind, period_start, period_end
),

final as (
    select
        {{ period_id('') }} as period_id,
        period_kind,
        period_start,
        period_end,
        period_label,
        year(period_end) as period_year,
        case when period_start is not null and period_end is not null
            then {{ months_spanned('period_start',
            'period_end') }} end as n_months,
        case when period_end is not null then {{ decimal_year('period_end') }} end as period_t
    from periods
)

{{ contract_select('final') }}
