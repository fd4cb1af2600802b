{# The units of the world and one member for plans whose issuer could not be read, so that no
   promise is lost. #}
with units as (
    select * from {{ ref('stg_reference__admin_units') }}
),

levels as (
    select * from {{ ref('level_validity') }}
),

lineage as (
    select * from {{ ref('stg_reference__admin_unit_lineage') }}
),

-- The one unit that took the whole of this one in; null where it was divided among several.
successors as (
    select
        predecessor_unit_id,
        min(successor_unit_id) as successor_unit_id
    from lineage
    where successor_unit_id <> predecessor_unit_id
    group by predecessor_unit_id
    having count(distinct successor_unit_id) = 1 and min(share) = 'full' and max(share) = 'full'
),

namesakes as (
    select distinct l.predecessor_unit_id
    from lineage as l
    inner join units as old on l.predecessor_unit_id = old.unit_id
    inner join units as new on l.successor_unit_id = new.unit_id
    where
        l.successor_unit_id <> l.predecessor_unit_id
        and old.short_name_vi = new.short_name_vi
        and old.unit_level = new.unit_level
),

known as (
    select
        u.unit_id,
        u.unit_level,
        u.unit_official_code,
        u.geo_eras,
        u.name_vi,
        u.short_name_vi,
        u.name_en,
        u.name_ascii,
        u.type_vi,
        u.parent_unit_id,
        u.province_unit_id,
        u.valid_from,
        least(u.valid_to, l.valid_to) as valid_to,
        u.latitude,
        u.longitude,
        u.sort_vi,
        s.successor_unit_id,
        case
            when least(u.valid_to, l.valid_to) is null then null
            when l.valid_to is not null and l.valid_to <= coalesce(u.valid_to, l.valid_to)
                then 'level_abolished'
            when n.predecessor_unit_id is not null then 'territory_changed'
            else 'unit_dissolved'
        end as end_reason
    from units as u
    left join levels as l on u.unit_level = l.unit_level
    left join successors as s on u.unit_id = s.predecessor_unit_id
    left join namesakes as n on u.unit_id = n.predecessor_unit_id
),

final as (
    select * from known
    union all
    select
        'unknown' as unit_id,
        'unknown' as unit_level,
        '' as unit_official_code,
        '' as geo_eras,
        'Chưa xác định' as name_vi,
        'Chưa xác định' as short_name_vi,
        'Not identified' as name_en,
        'Chua xac dinh' as name_ascii,
        '' as type_vi,
        null as parent_unit_id,
        null as province_unit_id,
        null as valid_from,
        null as valid_to,
        null as latitude,
        null as longitude,
        '~' as sort_vi,
        null as successor_unit_id,
        null as end_reason
    from {{ ref('stg_run__parameters') }}
)

select * from final
