{#
    Revision numbers of the figures whose key was met more than once. What was delivered again
    unchanged is dropped; what a source changed is a new revision; what another source says
    differently is a conflict. A source of a better rank (official export, ministry's form, report,
    press) decides from the day it is known; between sources of one rank the less favourable value
    is shown and `rival_low`, `rival_high` tell the span: never a hash, never the order of files.
    Only these figures are sorted; all others have revision 1 and no row here.
#}
with observations as (
    select
        o.observation_id,
        o.observation_no,
        o.source_file,
        o.sha256,
        o.sheet,
        o.row_no,
        o.indicator_code,
        o.unit_id,
        o.coverage_level as coverage,
        o.scope_code as scope,
        o.source_variant,
        o.period_start,
        o.period_end,
        o.period_kind,
        o.published_at,
        o.received_at,
        o.known_from,
        o.value,
        o.value_decimals,
        o.value_bound,
        o.numerator,
        o.denominator,
        o.respondents,
        o.source_rank,
        -- An office that is not named may restate itself in another file; a newspaper that is not
        -- named is its own address or file, and another one's later value restates nothing.
        coalesce(o.source_title,
            case when o.origin = 'press' then coalesce(o.source_url, o.source_file) end, '')
                as source_name
    from {{ ref('int_observations') }} as o
),

{%- set group_key = ['indicator_code', 'unit_id', 'coverage_level', 'scope_code', 'source_variant',
    'period_kind', 'year(period_end)', months_spanned('period_start', 'period_end')] %}

-- Years of a series with more figures than months in which they end: only there can a key be met
-- twice. Asked of the view itself: what two parts of a query read by one name is written down
-- first, and these are all figures.
crowded_years as (
    select group_hash
    from (
        select {{ hash_of(group_key) }} as group_hash, month(period_end) as end_month
        from {{ ref('int_observations') }}
    ) as grouped
    group by group_hash
    having count(*) > coalesce({{ count_bits(bits_of('end_month')) }}, 0)
),

suspects as (
    select * from observations
    where {{ hash_of(group_key) | replace('coverage_level', 'coverage') | replace('scope_code',
        'scope') }}
        in (select crowded_years.group_hash from crowded_years)
),

repeated_keys as (
    select key_hash
    from (
        select {{ hash_of(['indicator_code', 'unit_id', 'coverage', 'scope', 'source_variant',
            'period_start', 'period_end',
            'period_kind']) }} as key_hash
        from suspects
    ) as hashed
    group by key_hash
    having count(*) > 1
),

{%- set key = 'indicator_code, unit_id, coverage, scope, source_variant, period_start, period_end, '
    ~ 'period_kind' %}

repeated as (
    select
        o.*,
        run.as_of,
        -- A share that is no more than its counts rounded says what the counts say: another
        -- source's rounding is no other word.
        concat_ws('/', case when {{ is_of_its_counts('o') }} then '-'
            else coalesce(cast(o.value as string), '-') end,
            coalesce(o.value_bound, '-'), coalesce(cast(o.numerator as string), '-'),
            coalesce(cast(o.denominator as string), '-'),
                coalesce(cast(o.respondents as string), '-')) as said
    from suspects as o
    inner join repeated_keys as r
        on {{ hash_of(['o.indicator_code', 'o.unit_id', 'o.coverage', 'o.scope', 'o.source_variant',
            'o.period_start', 'o.period_end',
            'o.period_kind']) }} = r.key_hash
    cross join {{ ref('stg_run__parameters') }} as run
),

-- One row per distinct value, rank of source and day of knowledge: the first cell that said so.
distinct_said as (
    select *
    from (
        select
            *,
            count(*) over (partition by {{ key }}, source_rank, known_from, said) as n_deliveries,
            row_number() over (partition by {{ key }}, source_rank, known_from, said
                order by published_at nulls first,
                received_at nulls first, sha256, sheet nulls first, row_no, observation_id)
                    as said_no
        from repeated
    ) as numbered
    where said_no = 1
),

days as (
    select
        {{ key }}, source_rank, known_from,
        {{ set_of('said') }} as said_that_day,
        count(*) as n_said,
        count(distinct source_file) as n_files
    from distinct_said
    group by {{ key }}, source_rank, known_from
),

day_order as (
    select
        *,
        lag(said_that_day) over (partition by {{ key }}, source_rank
            order by known_from nulls first) as said_before
    from days
),

-- A day that says only what was already said changes nothing.
news as (
    select * from day_order
    where said_before is null or not {{ is_subset('said_that_day', 'said_before') }}
),

spoken as (
    select
        d.*,
        n.n_said > 1 as is_conflict_of_day,
        n.n_said > 1 and n.n_files > 1 as is_conflict_of_files_of_day
    from distinct_said as d
    inner join news as n
        on {{ same_figure_key('d', 'n') }}
            and d.source_rank = n.source_rank
            and d.known_from is not distinct from n.known_from
),

-- A source is followed by what it says later itself, or by what is not told to be another's; a
-- better rank ends it. What is not known yet contradicts nobody.
followed as (
    select
        a.observation_id,
        min(case when b.source_rank = a.source_rank and b.known_from > a.known_from
            and (a.source_name = b.source_name or a.source_name = '' or b.source_name = '')
                then b.known_from end) as closed_from,
        min(case when b.source_rank < a.source_rank then b.known_from end) as outranked_from,
        max(case when b.said <> a.said and greatest(a.known_from, b.known_from) <= a.as_of
            and (b.source_rank <> a.source_rank or b.known_from = a.known_from
            or (a.source_name <> b.source_name and a.source_name <> '' and b.source_name <> ''))
                then 1 else 0 end) = 1 as is_conflict,
        max(case when b.said <> a.said and b.source_file <> a.source_file
            and greatest(a.known_from, b.known_from) <= a.as_of
            and (b.source_rank <> a.source_rank
            or b.known_from = a.known_from
                or (a.source_name <> b.source_name and a.source_name <> '' and b.source_name <> ''))
                then 1
            else 0 end) = 1 as is_conflict_of_files
    from spoken as a
    inner join spoken as b on {{ same_figure_key('a', 'b') }}
    group by a.observation_id
),

timed as (
    select
        s.*,
        f.is_conflict or (s.is_conflict_of_day and s.known_from <= s.as_of) as is_conflict,
        f.is_conflict_of_files or (s.is_conflict_of_files_of_day and s.known_from <= s.as_of)
            as is_conflict_of_files,
        f.outranked_from,
        -- Empty where a better source was known before.
        case when f.outranked_from is not null
            then least(coalesce(f.closed_from, date '9999-12-31'),
            greatest(f.outranked_from, s.known_from)) else f.closed_from end as followed_from,
        coalesce(f.outranked_from <= s.known_from, false) as is_never_current
    from spoken as s
    inner join followed as f on s.observation_id = f.observation_id
),

-- Of sources that stand side by side on the as-of date the less favourable value is shown.
standing as (
    select
        t.observation_id,
        min(t.value) over (partition by {{ 't.' ~ key | replace(', ', ', t.') }}) as rival_low,
        max(t.value) over (partition by {{ 't.' ~ key | replace(', ', ', t.') }}) as rival_high,
        row_number() over (partition by {{ 't.' ~ key | replace(', ', ', t.') }}
            order by t.value * i.direction nulls first,
            -- «dưới 80%» is less than 80.
            case when t.value_bound in ('<', '<=') then -i.direction
                when t.value_bound in ('>', '>=') then i.direction else 0 end,
            t.known_from desc,
            t.published_at desc nulls last, t.numerator nulls last, t.denominator nulls last,
                t.respondents nulls last,
            t.value_bound nulls first, t.source_name, t.sha256, t.sheet nulls last, t.row_no,
                t.observation_id) = 1 as is_shown
    from (
        select t.*
        from timed as t
        where t.known_from <= t.as_of and (t.followed_from is null or t.followed_from > t.as_of)
    ) as t
    inner join {{ ref('int_indicators') }} as i on t.indicator_code = i.indicator_code
),

revised as (
    select
        t.observation_id,
        t.n_deliveries,
        t.is_conflict,
        t.is_conflict_of_files,
        t.is_never_current,
        row_number() over (partition by {{ key }}
            order by t.known_from nulls first, t.published_at nulls first,
            t.received_at nulls first, t.sha256, t.sheet nulls first, t.row_no, t.observation_id)
                as revision_no,
        count(*) over (partition by {{ key }}) as n_revisions,
        min(t.known_from) over (partition by {{ key }}) as first_known_from,
        -- What stands beside a shown one was never the figure: its interval is empty.
        case when not s.is_shown then t.known_from else t.followed_from end as known_to,
        s.rival_low,
        s.rival_high,
        case when not t.is_never_current
            then lag(t.observation_id) over (partition by {{ key }}, t.is_never_current
            order by t.known_from nulls first, t.published_at nulls first,
                t.received_at nulls first, t.sha256, t.sheet nulls first,
            t.row_no, t.observation_id) end as previous_observation_id
    from timed as t
    left join standing as s on t.observation_id = s.observation_id
),

final as (
    select
        r.observation_id,
        r.observation_no,
        v.revision_no,
        v.n_revisions,
        v.n_deliveries,
        v.known_to,
        v.first_known_from,
        coalesce(v.is_conflict, false) as is_conflict,
        coalesce(v.is_conflict_of_files, false) as is_conflict_of_files,
        v.rival_low,
        v.rival_high,
        v.previous_observation_id,
        coalesce(v.is_never_current, false) as is_never_current,
        v.observation_id is null as is_dropped
    from repeated as r
    left join revised as v on r.observation_id = v.observation_id
)

select * from final
