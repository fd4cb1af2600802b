{# Pairs of method versions of one indicator between which a base and a later figure may be compared. #}
with bridges as (
    select * from {{ ref('int_bridges') }}
    where from_method is not null and to_method is not null and relation in ('exact', 'close')
),

final as (
    select from_indicator as indicator_code, from_method as base_method, to_method as figure_method from bridges
    union
    select to_indicator as indicator_code, to_method as base_method, from_method as figure_method from bridges
)

select * from final
