{#- A plan that another lets run on moves what was still to fall due to the new end. #}
{%- set said_due = 'coalesce(m.stated_year, p.period_to)' %}
{%- set is_moved = 'coalesce(year(g.new_due_on) > ' ~ said_due ~ ' and ' ~ year_end(said_due)
    ~ ' >= g.put_off_on, false)' %}
{#- Example: «30/63 tỉnh», «trong tổng số 63 tỉnh»; counter-example: «ngày 20/11», «trên 20 xã». #}
{%- set out_of_words = '(/|trên|trong) *(tổng )?(số )?([0-9][0-9])'
    ~ '( *(tỉnh|thành phố|địa phương|trở lên|[,.;)])|$)' %}
{%- set out_of = safe_cast_text("regexp_extract(m.quote, '" ~ out_of_words ~ "', 4)", 'integer') %}
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

amendments as (
    select * from {{ ref('int_amendments') }} where old_plan_id is not null
),

-- A plan that runs on; an item that is put off by name falls due nowhere else, and is stopped.
put_off as (
    select old_plan_id as plan_id, max(new_due_on) as new_due_on, min(issued_on) as put_off_on
    from amendments
    where act = 'put_off' and indicator_code is null
    group by old_plan_id
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

polarity as (
    select * from {{ ref('int_polarity') }}
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
        p.superseded_from,
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
        case when {{ is_moved }} then cast(year(g.new_due_on) as bigint)
            else {{ said_due }} end as due_year,
        case
            when {{ is_moved }} then g.new_due_on
            when year(m.due_on) = m.stated_year then m.due_on
            else {{ year_end(said_due) }}
        end as due_date,
        m.repeats,
        t.target_id is not null as is_polarity_unsure,
        -- A restriction that the catalogue has no figures of: a field, one agency, a part of the
        -- territory.
        coalesce(m.scope_code like 'other:%', false) as is_scope_open,
        -- Words that nothing explains: they may name a part, and nobody has looked.
        coalesce(m.scope_code like 'unsure:%', false) as is_scope_unsure,
        -- «khoảng 80%»: 79 does not break it.
        coalesce(m.flags like '%approximate%', false) as is_approximate,
        -- «nhóm 30/63», «thứ 20 trên 63 tỉnh»: a place among so many, and among no other number;
        -- of «trong 20 tỉnh dẫn đầu» the 20 is the place itself.
        case when m.unit_code = 'rank' and p.unit_level = 'province'
            and {{ out_of }} > m.stated_value then {{ out_of }} end as stated_n_ranked,
        case when m.stated_year is not null then 'statement'
            when p.period_to is not null then 'plan_period' end as year_source,
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
        -- Units of one scale compare after multiplying; a percent and a 0-100 index are one scale.
        case
            -- Figures are by year: what is promised for each quarter, month or day has none of its
            -- kind.
            when m.repeats in ('quarter', 'month', 'day') then false
            -- Places gained or a cut in each of several years: one figure of the last says nothing.
            when m.repeats = 'year' and m.target_kind in ('rank_gain', 'reduction')
                and coalesce(p.period_from, year(p.issued_on))
                    < coalesce(m.stated_year, p.period_to) then false
            -- «đạt 0,85» of an index that runs to 100 is told on another scale.
            when m.target_kind = 'level' and m.unit_code = 'points' and m.stated_value <= 1
                and i.unit_code like 'points%' and i.natural_limit > 1 then false
            when m.target_kind = 'reduction' then m.unit_code = 'percent'
            -- A rise is told in the indicator's own units (points of a rate or score) or as a share
            -- of its base.
            when m.target_kind = 'increase' then m.unit_code = 'percent'
                or coalesce(tu.scale = iu.scale, false)
                or (m.unit_code = 'points' and m.indicator_code is not null
                    and i.unit_code like 'points%')
            when m.target_kind = 'rank_gain'
                then coalesce(tu.scale, m.unit_code) in ('rank', 'points')
            -- «điểm» without a scale means the points in which the index itself is counted.
            when m.unit_code = 'points' then i.unit_code like 'points%'
            else coalesce(tu.scale = iu.scale, m.unit_code = i.unit_code)
        end as is_unit_right,
        coalesce(m.target_kind = 'increase' and m.unit_code = 'percent' and tu.scale <> iu.scale,
            false) as is_share_of_base,
        case
            when m.target_kind in ('level', 'annual_increase')
                or (m.target_kind = 'increase' and tu.scale = iu.scale)
                then coalesce(tu.to_scale / iu.to_scale, 1)
            else 1
        end as unit_factor
    from mentions as m
    inner join plans as p on m.plan_id = p.plan_id
    left join put_off as g on m.plan_id = g.plan_id
    left join indicators as i on m.indicator_code = i.indicator_code
    left join measures as tu on m.unit_code = tu.unit_code
    left join measures as iu on i.unit_code = iu.unit_code
    left join polarity as t on m.target_id = t.target_id
    left join scopes as s on m.indicator_code = s.indicator_code and m.scope_code = s.scope_code
    where m.mention_no = 1
),

computed as (
    select
        j.*,
        j.stated_value * j.unit_factor as value_low,
        j.stated_value_high * j.unit_factor as value_high,
        -- A range is reached at its nearer end; «=» is read one-sidedly.
        case when j.stated_op = 'range' and j.direction = -1 then j.stated_value_high
            else j.stated_value end * j.unit_factor as target_value,
        case
            when j.stated_op in ('=', 'range') then case when j.direction = 1 then '>='
                else '<=' end
            else j.stated_op
        end as effective_op,
        coalesce(
            (j.stated_op in ('>=', '>') and j.direction = -1)
                or (j.stated_op in ('<=', '<') and j.direction = 1), false
        ) as is_comparator_conflict,
        case
            when j.baseline_year is not null
                then {{ safe_cast_text('substr(j.baseline_year, 1, 4)', 'integer') }}
            when j.target_kind in ('reduction', 'increase', 'rank_gain')
                then coalesce(j.period_from, j.due_year) - 1
        end as baseline_from,
        case
            when j.baseline_year is not null
                then {{ safe_cast_text('right(j.baseline_year, 4)', 'integer') }}
            when j.target_kind in ('reduction', 'increase', 'rank_gain')
                then coalesce(j.period_from, j.due_year) - 1
        end as baseline_to
    from joined as j
),

-- What an amendment says anew of the same thing stands in the place of what it amends; the rest
-- stays. Where nobody knows whether it is the same thing, the old promise is not held against the
-- unit.
anew as (
    select
        old.target_id,
        old.due_date,
        new.due_date as new_due_date,
        new.issued_on,
        -- No stricter, and later: put off, not added to.
        case when old.effective_op in ('>=', '>') then new.target_value <= old.target_value
            else new.target_value >= old.target_value end as is_no_stricter
    from (select distinct old_plan_id, new_plan_id from amendments where act <> 'replaced') as a
    inner join computed as old on a.old_plan_id = old.plan_id
    inner join computed as new
        on
            a.new_plan_id = new.plan_id
            and old.indicator_code = new.indicator_code
            and old.target_level is not distinct from new.target_level
            and (old.scope_code = new.scope_code or new.is_scope_unsure)
            and old.target_kind = new.target_kind
            and old.due_date <= new.due_date
            and (new.issued_on is null or old.due_date >= new.issued_on)
),

-- What it says anew in words without a known indicator: the promise that the amending sentence
-- names, those that the words may mean, all of its unit of measure where they say nothing that is
-- known; or only a part of the indicator.
said_openly as (
    select
        a.old_plan_id,
        a.new_plan_id,
        a.document_number,
        a.issued_on,
        a.indicator_code,
        m.target_kind,
        m.unit_code
    from amendments as a
    left join mentions as m on a.mention_id = m.mention_id
    where a.act = 'restated'
        and case when a.mention_id is null then a.indicator_code is not null
            else m.mention_id is not null and m.indicator_code is null end
    union all
    select
        a.old_plan_id,
        a.new_plan_id,
        a.document_number,
        a.issued_on,
        c.indicator_code,
        c.target_kind,
        c.unit_code
    from amendments as a
    inner join computed as c on a.new_plan_id = c.plan_id
    where a.act = 'restated' and c.is_scope_open and c.indicator_code is not null
),

said_plainly as (
    select distinct plan_id, indicator_code
    from computed
    where indicator_code is not null and not is_scope_open
),

unclear as (
    select c.target_id, {{ join_sorted('o.document_number') }} as amended_by
    from computed as c
    inner join said_openly as o
        on c.plan_id = o.old_plan_id
            and (o.indicator_code = c.indicator_code or o.indicator_code is null)
            and (o.target_kind = c.target_kind or o.target_kind is null)
            and (o.unit_code = c.unit_code or o.unit_code is null)
            and (o.issued_on is null or c.due_date >= o.issued_on)
    left join said_plainly as s
        on o.new_plan_id = s.plan_id and c.indicator_code = s.indicator_code
    where c.indicator_code is not null and s.plan_id is null
    group by c.target_id
),

uncounted as (
    select a.target_id, min(a.issued_on) as restated_from, cast(null as date) as stopped_from
    from anew as a
    where a.due_date = a.new_due_date or a.is_no_stricter
    group by a.target_id
    union all
    select c.target_id, cast(null as date) as restated_from, min(a.issued_on) as stopped_from
    from computed as c
    inner join amendments as a
        on c.plan_id = a.old_plan_id and c.indicator_code = a.indicator_code
            and a.act in ('stopped', 'put_off') and c.due_date >= a.issued_on
    group by c.target_id
),

amended as (
    select target_id, min(restated_from) as restated_from, min(stopped_from) as stopped_from
    from uncounted
    group by target_id
),

final as (
    select
        {{ columns_but(['is_superseded', 'superseded_from'], of='c.') }}, -- noqa: RF02
        u.amended_by,
        coalesce(c.superseded_from, a.restated_from, a.stopped_from) as superseded_from,
        -- What fell due before its plan was replaced was due, for ever.
        (c.is_superseded and coalesce(c.due_date >= c.superseded_from, true))
            or a.target_id is not null as is_superseded
    from computed as c
    left join amended as a on c.target_id = a.target_id
    left join unclear as u on c.target_id = u.target_id
)

select * from final
