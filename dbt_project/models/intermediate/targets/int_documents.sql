{# The files of plans that exist on the as-of date. A document is its number, issuer and year of
   issue: numbers restart every year. #}
with documents as (
    select d.*
    from {{ ref('stg_plans__documents') }} as d
    cross join {{ ref('stg_run__parameters') }} as run
    where d.issued_on is null or d.issued_on <= run.as_of
),

units as (
    select unit_id, unit_level from {{ ref('int_units') }}
),

origins as (
    select * from {{ ref('source_origins') }}
),

known as (
    select
        d.*,
        coalesce(u.unit_id, 'unknown') as unit_id,
        coalesce(u.unit_level, d.plan_level, 'unknown') as unit_level,
        -- A file that does not tell its year is the document of that number where there is only
        -- one.
        case when d.document_number is null or u.unit_id is null then d.document_key
            else concat_ws('', d.document_number, '|', u.unit_id) end as number_key
    from documents as d
    left join units as u on d.issuer_unit_id = u.unit_id
),

dated as (
    select
        *,
        coalesce(year(issued_on), min(year(issued_on)) over (partition by number_key))
            as identity_year,
        coalesce(min(year(issued_on)) over (partition by number_key) <> max(year(issued_on))
            over (partition by number_key), false)
            as is_number_reused
    from known
),

-- Files of one document: the best origin stands, then the one received last.
final as (
    select
        d.*,
        first_value(d.plan_id) over (
            partition by d.number_key, d.identity_year
            order by o.precedence, d.received_at desc nulls last, d.source_file
            rows between unbounded preceding and unbounded following
        ) as standing_plan_id
    from dated as d
    left join origins as o on d.origin = o.origin
)

select * from final
