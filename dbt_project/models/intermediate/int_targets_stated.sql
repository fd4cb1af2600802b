with mentions as (
    select
        *,
        row_number() over (partition by target_id order by number_start, mention_id) as mention_no,
        count(*) over (partition by target_id) as n_mentions
    from {{ ref('int_target_mentions') }}
),

plans as (
    select * from {{ ref('int_plans') }}
),

indicators as (
    select * from {{ ref('int_indicators') }}
),

measures as (
    select * from {{ ref('units_of_measure') }}
),

scopes as (
    select * from {{ ref('scope_order') }}
),

joined as (
    select
        m.target_id,
        m.plan_id,
        m.statement_key,
        p.unit_id as issuer_unit_id,
        p.unit_level as issuer_level,
        p.document_number,
        p.document_key,
        p.issued_on,
        p.period_from,
        p.period_to,
        p.is_one_year,
        p.is_superseded,
        m.target_level,
        m.area_code,
        i.indicator_code,
        m.indicator_code as stated_indicator_code,
        m.indicator_score,
        m.indicator_phrase,
        m.scope,
        coalesce(s.same_as, m.scope_code, 'all') as scope_code,
        m.stated_op,
        m.stated_value,
        m.stated_value_high,
        m.unit_code,
        m.target_kind,
        m.baseline_year,
        m.stated_year,
        m.year_from,
        coalesce(m.stated_year, p.period_to) as due_year,
        case when m.stated_year is not null then 'statement' when p.period_to is not null then 'plan_period' end as year_source,
        m.quote,
        m.number_text,
        m.source_file,
        m.locator,
        m.outline_path,
        m.section_kind,
        m.n_mentions,
        m.parent_target_id,
        m.relation,
        m.flags as reader_flags,
        m.is_decided,
        case when m.target_kind = 'level' then i.direction else 1 end as direction,
        i.direction as indicator_direction,
        -- Units of one scale compare after multiplying; a percent and a 0-100 index are one scale.
        case
            when m.target_kind = 'reduction' then m.unit_code = 'percent'
            -- A rise is told in the indicator's own units (points of a rate or score) or as a share of its base.
            when m.target_kind = 'increase' then m.unit_code = 'percent' or coalesce(tu.scale = iu.scale, false)
                or (m.unit_code = 'points' and m.indicator_code is not null and i.unit_code like 'points%')
            when m.target_kind = 'rank_gain' then coalesce(tu.scale, m.unit_code) in ('rank', 'points')
            -- «điểm» without a scale means the points in which the index itself is counted.
            when m.unit_code = 'points' then i.unit_code like 'points%'
            else coalesce(tu.scale = iu.scale, m.unit_code = i.unit_code)
        end as is_unit_right,
        coalesce(m.target_kind = 'increase' and m.unit_code = 'percent' and tu.scale <> iu.scale, false) as is_share_of_base,
        case
            when m.target_kind in ('level', 'annual_increase') or (m.target_kind = 'increase' and tu.scale = iu.scale)
                then coalesce(tu.to_scale / iu.to_scale, 1)
            else 1
        end as unit_factor
    from mentions as m
    inner join plans as p on m.plan_id = p.plan_id
    left join indicators as i on m.indicator_code = i.indicator_code
    left join measures as tu on m.unit_code = tu.unit_code
    left join measures as iu on i.unit_code = iu.unit_code
    left join scopes as s on m.indicator_code = s.indicator_code and m.scope_code = s.scope_code
    where m.mention_no = 1
),

final as (
    select
        j.*,
        j.stated_value * j.unit_factor as value_low,
        j.stated_value_high * j.unit_factor as value_high,
        -- A range is reached at its nearer end; «=» is read one-sidedly.
        case when j.stated_op = 'range' and j.direction = -1 then j.stated_value_high
            else j.stated_value end * j.unit_factor as target_value,
        case
            when j.stated_op in ('=', 'range') then case when j.direction = 1 then '>=' else '<=' end
            else j.stated_op
        end as effective_op,
        coalesce(
            (j.stated_op in ('>=', '>') and j.direction = -1) or (j.stated_op in ('<=', '<') and j.direction = 1)
            -- A rise of what should fall is no promise of reform, whatever it was read from.
            or (j.target_kind = 'increase' and j.indicator_direction = -1), false
        ) as is_comparator_conflict,
        case
            when j.baseline_year is not null then {{ safe_cast_text('substr(j.baseline_year, 1, 4)', 'integer') }}
            when j.target_kind in ('reduction', 'increase', 'rank_gain') then coalesce(j.period_from, j.due_year) - 1
        end as baseline_from,
        case
            when j.baseline_year is not null then {{ safe_cast_text('right(j.baseline_year, 4)', 'integer') }}
            when j.target_kind in ('reduction', 'increase', 'rank_gain') then coalesce(j.period_from, j.due_year) - 1
        end as baseline_to
    from joined as j
)

select * from final
