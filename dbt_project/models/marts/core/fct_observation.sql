{{ config(materialized='view') }}
with run as (
    select as_of from {{ ref('stg_run__parameters') }}
),

final as (
    select
        r.observation_id,
        r.indicator_code,
        r.unit_id,
        r.unit_level,
        r.coverage_level,
        r.scope_code,
        r.source_variant,
        r.method_version,
        {{ period_id('r.') }} as period_id,
        r.period_kind,
        r.period_start,
        r.period_end,
        r.period_label,
        r.revision_no,
        r.n_revisions,
        r.n_deliveries,
        r.known_from,
        r.known_to,
        coalesce(r.known_from <= run.as_of and (r.known_to is null or r.known_to > run.as_of),
            false) as is_current,
        case when r.denominator = 0 then null else r.value end as value,
        i.unit_code as measure_unit,
        r.value_as_printed,
        r.value_decimals,
        r.value_bound,
        r.numerator,
        r.denominator,
        case when i.is_ratio and r.denominator > 0 then r.numerator / r.denominator * i.ratio_factor
            end as value_from_counts,
        r.respondents,
        case when i.is_survey
            then {{ wilson('r.value', 'r.respondents', parameter('wilson_z'), '-') }}
            end as interval_low,
        case when i.is_survey
            then {{ wilson('r.value', 'r.respondents', parameter('wilson_z'), '+') }}
            end as interval_high,
        {{ join_flags([
            ('after_unit_end', 'r.period_end > u.valid_to'),
            ('bounded', 'r.value_bound is not null'),
            ('conflict', 'r.is_conflict'),
            ('cutoff_before_period_end', 'r.published_at < r.period_end
                and r.published_at > r.period_start'),
            ('derived_value', 'r.is_derived'),
            ('future_period', 'r.period_end > run.as_of'),
            ('known_from_assumed', 'r.published_at is null and r.received_at is null'),
            ('spans_territory_change', 'r.period_start < u.valid_from
                and r.period_end >= u.valid_from'),
            ('told_in_report', "r.source_variant = 'report_text'"),
            ('zero_denominator', 'r.denominator = 0'),
        ]) }} as flags,
        r.previous_observation_id,
        r.published_at,
        r.received_at,
        r.source_file,
        r.sha256,
        r.layout,
        r.sheet,
        r.row_no,
        r.column_name,
        r.origin,
        r.source_title,
        r.source_url,
        r.note,
        u.sort_vi
    from {{ ref('int_observation_revisions') }} as r
    cross join run
    inner join {{ ref('int_units') }} as u on r.unit_id = u.unit_id
    left join {{ ref('int_indicators') }} as i on r.indicator_code = i.indicator_code
)

{{ contract_select('final') }}
