with counted as (
    select
        unit_id,
        unit_name_vi,
        area_code,
        case when is_due then due_year else year end as year,
        target_id,
        status,
        verdict_at_end,
        sort_vi
    from {{ ref('mart_gap_latest') }}
    where is_counted
),

final as (
    select
        unit_id,
        max(unit_name_vi) as unit_name_vi,
        area_code,
        year,
        count(*) as n_targets,
        {%- for status in ['met', 'missed', 'on_track', 'behind', 'no_data', 'not_assessable'] %}
        count(case when status = '{{ status }}' then 1 end) as n_{{ status }},
        {%- endfor %}
        count(case when verdict_at_end = 'met' then 1 end) as n_met_at_end,
        count(case when verdict_at_end = 'short' then 1 end) as n_short_at_end,
        cast(count(case when status = 'met' then 1 end) as double)
            / nullif(count(case when status in ('met', 'missed') then 1 end), 0) as share_met,
        cast(count(case when status = 'on_track' then 1 end) as double)
            / nullif(count(case when status in ('on_track', 'behind') then 1 end),
            0) as share_on_track,
        cast(count(case when status in ('met', 'missed', 'on_track', 'behind') then 1 end)
            as double) / count(*) as coverage,
        max(sort_vi) as sort_vi
    from counted
    group by unit_id, area_code, year
)

{{ contract_select('final') }}
