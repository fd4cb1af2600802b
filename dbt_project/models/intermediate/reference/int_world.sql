{# One row: whether what was read is simulated. Simulated inputs are refused beside real ones, so
   one answer holds for all. #}
with files as (
    select * from {{ ref('stg_run__source_files') }}
),

final as (
    select coalesce(max(case when o.is_synthetic and f.status <> 'refused' then 1 else 0 end), 0)
        = 1 as is_simulated_world
    from files as f
    left join {{ ref('source_origins') }} as o on f.origin = o.origin
)

select * from final
