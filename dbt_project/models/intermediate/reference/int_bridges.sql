{{ config(materialized='view') }}
{# Bridges between indicators and between methods: the world's own, and the project's where the
   world states none for the pair. #}
with own as (
    select from_indicator, to_indicator, relation, from_method, to_method
        from {{ ref('stg_reference__indicator_bridges') }}
),

final as (
    select * from own
    union all
    select d.from_indicator, d.to_indicator, d.relation, d.from_method, d.to_method
    from {{ ref('indicator_bridges_default') }} as d
    left join own as o
        on d.from_indicator = o.from_indicator and d.to_indicator = o.to_indicator
        and coalesce(d.from_method, '') = coalesce(o.from_method, '')
            and coalesce(d.to_method, '') = coalesce(o.to_method, '')
    where o.from_indicator is null
)

select * from final
