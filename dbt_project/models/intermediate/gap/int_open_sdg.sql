{# The Open SDG progress measure of every promise on a level that has a base and a later figure. #}
with results as (
    select
        gap_row_id,
        target_id,
        cast(base_value as double) as sdg_base,
        base_t as sdg_base_t,
        cast(actual_value as double) as sdg_now,
        figure_t as sdg_now_t,
        target_value as sdg_target,
        cast(due_year as double) as sdg_target_t,
        direction as sdg_direction,
        cast(null as double) as sdg_limit
    from {{ ref('int_gap_results') }}
    where
        target_kind = 'level' and base_source in ('before_plan', 'first_inside_plan')
        and due_year is not null and not is_container
),

{{ open_sdg('results') }},

final as (
    select gap_row_id, target_id, progress_value, score, open_sdg_status
    from open_sdg_measured
)

select * from final
