{# Pairs of method versions of one indicator between which a base and a later figure may be compared. #}
with bridges as (
    select from_indicator, to_indicator, relation, from_method, to_method from {{ ref('stg_reference__indicator_bridges') }}
    union all
    select d.from_indicator, d.to_indicator, d.relation, d.from_method, d.to_method
    from {{ ref('indicator_bridges_default') }} as d
    left join {{ ref('stg_reference__indicator_bridges') }} as o
        on d.from_indicator = o.from_indicator and d.to_indicator = o.to_indicator
        and coalesce(d.from_method, '') = coalesce(o.from_method, '') and coalesce(d.to_method, '') = coalesce(o.to_method, '')
    where o.from_indicator is null
),

final as (
    select from_indicator as indicator_code, from_method as base_method, to_method as figure_method from bridges
    where from_method is not null and to_method is not null and relation in ('exact', 'close')
    union
    select to_indicator as indicator_code, to_method as base_method, from_method as figure_method from bridges
    where from_method is not null and to_method is not null and relation in ('exact', 'close')
)

select * from final
