{# What a person should look at: no sure indicator, an unsure reading, a number not read, a result
   told that is not sure. #}
with mentions as (
    select
        *,
        row_number() over (partition by target_id order by number_start, mention_id) as mention_no
    from {{ ref('int_target_mentions') }}
),

plans as (
    select * from {{ ref('int_plans') }}
),

statements as (
    select
        concat_ws('', 'target:', m.target_id) as item_id,
        m.target_id,
        case
            when i.indicator_code is null then 'indicator_unknown'
            else 'reading_unsure'
        end as review_reason,
        p.document_number,
        m.statement_key,
        p.unit_id,
        m.source_file,
        m.locator,
        m.quote,
        m.number_text,
        m.outline_path,
        m.candidates,
        m.flags,
        m.is_decided
    from mentions as m
    inner join plans as p on m.plan_id = p.plan_id
    left join {{ ref('int_indicators') }} as i on m.indicator_code = i.indicator_code
    where
        m.mention_no = 1
        and (i.indicator_code is null or (not m.is_decided and m.flags like '%unsure%'))
),

unread as (
    select
        concat_ws('', 'finding:', f.finding_id) as item_id,
        cast(null as string) as target_id,
        case when f.stage = 'kpi' then 'told_unsure' else 'unread_number' end as review_reason,
        p.document_number,
        case when f.stage = 'kpi' then f.finding_id end as statement_key,
        coalesce(p.unit_id, 'unknown') as unit_id,
        f.file as source_file,
        f.locator,
        f.found as quote,
        cast(null as string) as number_text,
        cast(null as string) as outline_path,
        '[]' as candidates,
        f.rule as flags,
        false as is_decided
    from {{ ref('stg_run__findings') }} as f
    left join plans as p on f.file = p.source_file
    where (f.stage = 'plan' and f.rule in ('number_not_read', 'number_unread'))
        or (f.stage = 'kpi' and f.rule = 'told_not_sure')
),

combined as (
    select * from statements
    union all
    select * from unread
),

final as (
    select
        c.*,
        u.name_vi as unit_name_vi,
        u.sort_vi
    from combined as c
    inner join {{ ref('int_units') }} as u on c.unit_id = u.unit_id
)

{{ contract_select('final') }}
