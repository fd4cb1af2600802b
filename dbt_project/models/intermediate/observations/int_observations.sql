{{ config(materialized='view') }}
{# Every figure read, with the coverage level and scope that its key means and the day from which it
   is known. #}
with ranks as (
    -- One row to look up in: a join to a small table passes over all figures even for those who
    -- don't ask for the rank.
    select
        {{ lookup_of('code', 'source_rank', "told_by = 'origin'") }} as of_origin,
        {{ lookup_of('code', 'source_rank', "told_by = 'variant'") }} as of_variant,
        {{ lookup_of('code', 'source_rank', "told_by = 'layout'") }} as of_layout
    from {{ ref('source_ranks') }}
)

select
    o.observation_id,
    o.observation_no,
    o.source_file,
    o.sha256,
    o.layout,
    o.sheet,
    o.row_no,
    o.column_name,
    o.indicator_code,
    o.unit_id,
    o.unit_level,
    -- In a commune's own figures «the commune level» is the commune itself.
    case when o.unit_level = 'commune' and o.coverage_level = 'commune' then 'all'
        else o.coverage_level end as coverage_level,
    coalesce(s.same_as, o.scope_code) as scope_code,
    o.source_variant,
    o.method_version,
    o.period_label,
    o.period_kind,
    o.period_start,
    o.period_end,
    o.value,
    o.value_as_printed,
    o.value_decimals,
    o.value_bound,
    o.numerator,
    o.denominator,
    o.respondents,
    o.is_derived,
    o.published_at,
    o.received_at,
    coalesce(o.published_at, o.received_at, o.period_end) as known_from,
    o.origin,
    greatest(
        coalesce(ranks.of_origin[o.origin], 10), coalesce(ranks.of_variant[o.source_variant], 10),
            coalesce(ranks.of_layout[o.layout], 10)
    ) as source_rank,
    o.source_title,
    o.source_url,
    o.note
from {{ ref('stg_kpi__observations') }} as o
cross join ranks
left join {{ ref('scope_order') }} as s on o.indicator_code = s.indicator_code
    and o.scope_code = s.scope_code
