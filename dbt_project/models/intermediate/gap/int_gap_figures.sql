{#
    Which figures answer each row of gaps: the one that decides, the last one known, and what stands
    beside them. Row numbers alone (`figure_no`); nothing is computed. The large relations are named
    in each join: what several parts read by one name of a query is written down first, with every
    column.
#}
with links as (
    select * from {{ ref('int_indicator_links') }}
),

-- Methods that only a broader or narrower bridge joins: no figure of the one answers a promise of
-- the other.
method_gaps as (
    select from_indicator as indicator_code, from_method as figure_method, to_method as due_method
    from {{ ref('int_bridges') }}
    where from_indicator = to_indicator and relation in ('broader', 'narrower')
    union
    select from_indicator as indicator_code, to_method as figure_method, from_method as due_method
    from {{ ref('int_bridges') }}
    where from_indicator = to_indicator and relation in ('broader', 'narrower')
),

-- Units that report the indicator under any other scope: they report, only not what was promised.
other_scopes as (
    select distinct r.gap_row_id
    from {{ ref('int_gap_rows') }} as r
    inner join links as l
        on r.indicator_code = l.target_indicator and r.target_kind = l.target_kind
            and l.link_rank >= 0
    inner join {{ ref('int_figures') }} as f
        on r.unit_id = f.unit_id and l.figure_indicator = f.indicator_code
        and r.coverage_level = f.coverage_level and r.scope_code <> f.scope_code
    where r.scope_code <> 'all'
),

-- A scope of the same ordered dimension under another wording is another definition.
other_wordings as (
    select distinct r.gap_row_id
    from {{ ref('int_gap_rows') }} as r
    inner join {{ ref('scope_order') }} as s
        on r.indicator_code = s.indicator_code and r.scope_code = s.same_as
            and s.dimension is not null
    inner join {{ ref('scope_order') }} as o
        on s.indicator_code = o.indicator_code and s.dimension = o.dimension
            and o.same_as <> s.same_as
    inner join {{ ref('int_figures') }} as f
        on r.unit_id = f.unit_id and f.indicator_code = o.indicator_code
            and f.scope_code = o.same_as
        and f.coverage_level = r.coverage_level
),

-- What was delivered and is no figure: «never reported» would be false. `held_due_no` is of the due
-- year.
held as (
    select
        r.gap_row_id,
        max(h.held_no) as held_no,
        max(case when h.figure_year = r.due_year then h.held_no end) as held_due_no
    from {{ ref('int_gap_rows') }} as r
    inner join links as l
        on r.indicator_code = l.target_indicator and r.target_kind = l.target_kind
            and l.link_rank >= 0
    inner join {{ ref('int_figures_held_back') }} as h
        on
            r.unit_id = h.unit_id
            and l.figure_indicator = h.indicator_code
            and r.coverage_level = h.coverage_level
            and r.scope_code = h.scope_code
            and h.period_end <= r.eval_date
    group by r.gap_row_id
),

-- Each row with the indicators whose figures may answer it: joined to figures by unit first, every
-- row would meet those of all indicators.
asked as {{ made_first() }} (
    select
        r.gap_row_id,
        r.unit_id,
        r.coverage_level,
        r.scope_code,
        r.sum_from,
        r.row_year,
        r.due_year,
        r.due_date,
        r.due_method,
        r.is_due,
        r.is_due_within_year,
        r.is_yearly_count,
        r.eval_date,
        r.valid_to,
        r.is_matched,
        r.successor_unit_id,
        l.figure_indicator,
        l.link,
        l.link_rank
    from {{ ref('int_gap_rows') }} as r
    inner join links as l on r.indicator_code = l.target_indicator and r.target_kind = l.target_kind
),

-- The successor's own latest figure, to stand beside what a dissolved unit promised.
successors as (
    select r.gap_row_id, {{ latest_by('f.figure_no', choice_order('f', 'r')) }} as successor_no
    from asked as r
    inner join {{ ref('int_figures') }} as f
        on
            r.successor_unit_id = f.unit_id
            and r.figure_indicator = f.indicator_code
            and r.coverage_level = f.coverage_level
            and r.scope_code = f.scope_code
    where r.link_rank >= 0 and not f.is_partial and f.period_end > r.valid_to
    group by r.gap_row_id
),

-- Every figure of the row's unit, coverage and scope that could matter, with the link by which it
-- answers.
candidates as (
    select
        r.gap_row_id,
        r.row_year,
        r.due_year,
        r.due_date,
        r.is_due,
        r.is_due_within_year,
        r.is_yearly_count,
        r.eval_date,
        r.valid_to,
        f.figure_no,
        f.until,
        f.figure_year,
        f.period_end,
        f.is_final,
        r.link,
        {{ choice_order('f', 'r') }} as choice_order,
        {{ due_order('f', 'r') }} as due_order,
        -- A method that only a broader or narrower bridge joins to the due year's is another
        -- definition.
        r.link_rank >= 0 and x.indicator_code is null as is_answer,
        r.link_rank >= 0 and x.indicator_code is null and not f.is_partial as is_whole,
        r.link_rank >= 0 and x.indicator_code is null and f.is_partial as is_part,
        f.figure_year <= r.row_year and f.period_end <= r.eval_date as is_seen
    from asked as r
    inner join {{ ref('int_figures') }} as f
        on
            {{ is_of_asked_series('r', 'r', 'f') }}
            and (f.until is null or (r.is_due_within_year and f.until = r.due_date))
    left join method_gaps as x
        on f.indicator_code = x.indicator_code and f.method_version = x.figure_method
        and r.due_method = x.due_method
    where r.is_matched
),

{%- set decides = "is_whole and is_seen
            and (not is_due or (figure_year = due_year and is_final
                and coalesce(is_due_within_year, false) = (until is not null)))
            and (not is_yearly_count or figure_year = due_year)" %}
{%- set is_later = "is_whole and is_due and until is null
            and (figure_year > due_year or period_end > due_date)" %}
{%- set is_at_end = "is_whole and is_final and until is null and period_end <= valid_to
            and figure_year = year(valid_to) - case when month(valid_to) = 12 then 0 else 1 end" %}
{%- set is_partial = "is_part and is_seen and (not is_due or figure_year = due_year)" %}

{%- set in_order = "case when %s then choice_order end" %}

chosen as (
    select
        gap_row_id,
        {{ latest_by('figure_no', 'case when ' ~ decides ~ '
            then case when is_due then due_order else choice_order end end') }} as deciding_no,
        {{ latest_by('figure_no', in_order | replace('%s', 'is_whole and is_seen')) }} as last_no,
        {{ latest_by('figure_no', in_order | replace('%s', is_later)) }} as later_no,
        {{ latest_by('figure_no', in_order | replace('%s', is_at_end)) }} as end_no,
        {{ latest_by('figure_no', in_order | replace('%s', is_partial)) }} as partial_no,
        max(case when is_whole and not is_final and figure_year = due_year
            and period_end <= eval_date
            then 1 else 0 end) as has_provisional,
        max(case when not is_answer and period_end <= eval_date then 1 else 0 end) as has_mismatch,
        max(case when is_whole and link = 'own' then 1 else 0 end) as has_direct
    from candidates
    group by gap_row_id
),

final as (
    select
        r.gap_row_id,
        r.target_id,
        c.deciding_no,
        c.last_no,
        c.later_no,
        c.partial_no,
        c.end_no,
        coalesce(c.deciding_no, c.last_no) as shown_no,
        su.successor_no,
        coalesce(c.has_provisional, 0) = 1 as has_provisional,
        coalesce(c.has_mismatch, 0) = 1 or ow.gap_row_id is not null as has_other_definition,
        coalesce(c.has_direct, 0) = 1 as has_direct,
        os.gap_row_id is not null as has_other_scope,
        ha.held_reason,
        ha.held_at,
        hd.held_reason as held_due_reason,
        hd.held_at as held_due_at
    from {{ ref('int_gap_rows') }} as r
    left join chosen as c on r.gap_row_id = c.gap_row_id
    left join other_wordings as ow on r.gap_row_id = ow.gap_row_id
    left join other_scopes as os on r.gap_row_id = os.gap_row_id
    left join successors as su on r.gap_row_id = su.gap_row_id
    left join held as h on r.gap_row_id = h.gap_row_id
    left join {{ ref('int_figures_held_back') }} as ha on h.held_no = ha.held_no
    left join {{ ref('int_figures_held_back') }} as hd on h.held_due_no = hd.held_no
)

select * from final
