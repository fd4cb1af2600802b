{# The plans that exist on the as-of date, and which of them another replaces or amends. A document
   is its number, issuer and year of issue: numbers restart every year. #}
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
ranked as (
    select
        d.*,
        first_value(d.plan_id) over (
            partition by d.number_key, d.identity_year
            order by o.precedence, d.received_at desc nulls last, d.source_file
            rows between unbounded preceding and unbounded following
        ) as standing_plan_id
    from dated as d
    left join origins as o on d.origin = o.origin
),

-- «12/KH-UBND 2022» names one document; «12/KH-UBND» the only one of that number, else those issued
-- before.
relations as (
    select
        new.plan_id as new_plan_id,
        old.plan_id as old_plan_id,
        new.issued_on,
        (
            concat_ws('', '|', new.supersedes, '|') like concat_ws('', '%|', old.document_number,
                ' ', cast(old.identity_year as string), '|%')
            or (concat_ws('', '|', new.supersedes, '|')
                like concat_ws('', '%|', old.document_number, '|%')
                and (not old.is_number_reused or old.issued_on <= new.issued_on))
        ) as is_replaced,
        (
            concat_ws('', '|', new.amends, '|') like concat_ws('', '%|', old.document_number, ' ',
                cast(old.identity_year as string), '|%')
            or (concat_ws('', '|', new.amends, '|')
                like concat_ws('', '%|', old.document_number, '|%')
                and (not old.is_number_reused or old.issued_on <= new.issued_on))
        ) as is_amended
    from ranked as new
    inner join ranked as old on old.unit_id = new.unit_id and old.plan_id <> new.plan_id
        and old.document_number is not null
    where new.supersedes is not null or new.amends is not null
),

replaced as (
    select old_plan_id as plan_id, min(new_plan_id) as superseded_by_plan_id,
        min(issued_on) as superseded_from
    from relations
    where is_replaced
    group by old_plan_id
),

-- What an amendment says of its document by name: an indicator that is stopped, a year to which all
-- of it runs on (plans/outline/supersession).
said as (
    select
        r.old_plan_id,
        r.issued_on,
        concat_ws('', '|', new.amends, '|') as amends,
        concat_ws('', old.document_number, case when concat_ws('', '|', new.amends, '|')
            like concat_ws('', '%|', old.document_number, ' ', cast(old.identity_year as string),
                '|%') then concat_ws('', ' ', cast(old.identity_year as string)) end) as named
    from relations as r
    inner join ranked as new on r.new_plan_id = new.plan_id
    inner join ranked as old on r.old_plan_id = old.plan_id
    where r.is_amended and new.amends like '%: %'
),

stopped as (
    select s.old_plan_id as plan_id, {{ join_sorted('i.indicator_code') }} as stopped_indicators,
        min(s.issued_on) as stopped_from
    from said as s
    inner join {{ ref('int_indicators') }} as i
        on s.amends like concat_ws('', '%|', s.named, ': without ', i.indicator_code, '|%')
    group by s.old_plan_id
),

prolonged as (
    select s.old_plan_id as plan_id, max(y.calendar_year) as prolonged_to,
        min(s.issued_on) as prolonged_from
    from said as s
    inner join {{ ref('calendar_years') }} as y
        on s.amends like concat_ws('', '%|', s.named, ': until ', cast(y.calendar_year as string),
            '|%')
    group by s.old_plan_id
),

amended as (
    select old_plan_id as plan_id, {{ join_sorted('new_plan_id') }} as amended_by_plan_ids
    from relations
    where is_amended
    group by old_plan_id
),

final as (
    select
        r.plan_id,
        r.source_file,
        r.sha256,
        r.document_number,
        r.document_key,
        r.document_type,
        r.title,
        r.issuer_name,
        r.unit_id,
        r.unit_level,
        r.plan_level,
        r.issued_on,
        r.period_from,
        r.period_to,
        r.signer,
        r.supersedes,
        r.amends,
        r.origin,
        r.source_url,
        r.received_at,
        coalesce(r.period_from = r.period_to, false) as is_one_year,
        coalesce(x.superseded_by_plan_id, nullif(r.standing_plan_id, r.plan_id))
            as superseded_by_plan_id,
        coalesce(x.superseded_by_plan_id, nullif(r.standing_plan_id, r.plan_id)) is not null
            as is_superseded,
        x.superseded_from,
        a.amended_by_plan_ids,
        t.stopped_indicators,
        t.stopped_from,
        g.prolonged_to,
        g.prolonged_from
    from ranked as r
    left join replaced as x on r.plan_id = x.plan_id
    left join amended as a on r.plan_id = a.plan_id
    left join stopped as t on r.plan_id = t.plan_id
    left join prolonged as g on r.plan_id = g.plan_id
)

select * from final
