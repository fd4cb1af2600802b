{#
    Revision numbers of the figures whose key was met more than once: what was delivered again unchanged is dropped, what
    changed is a new revision, what disagrees at the same time is a conflict. Only these are sorted; all others have
    revision 1 and no row here.
#}
with observations as (
    select
        observation_id,
        source_file,
        sha256,
        sheet,
        row_no,
        indicator_code,
        unit_id,
        coverage_level as coverage,
        scope_code as scope,
        source_variant,
        period_start,
        period_end,
        period_kind,
        published_at,
        received_at,
        known_from,
        value,
        value_bound,
        numerator,
        denominator,
        respondents
    from {{ ref('int_observations') }}
),

repeated_keys as (
    select key_hash
    from (
        select {{ hash_of(['indicator_code', 'unit_id', 'coverage', 'scope', 'source_variant', 'period_start', 'period_end',
            'period_kind']) }} as key_hash
        from observations
    ) as hashed
    group by key_hash
    having count(*) > 1
),

{%- set key = 'indicator_code, unit_id, coverage, scope, source_variant, period_start, period_end, period_kind' %}

repeated as (
    select
        o.*,
        concat_ws('/', coalesce(cast(o.value as varchar), '-'), coalesce(o.value_bound, '-'), coalesce(cast(o.numerator as varchar), '-'),
            coalesce(cast(o.denominator as varchar), '-'), coalesce(cast(o.respondents as varchar), '-')) as said
    from observations as o
    inner join repeated_keys as r
        on {{ hash_of(['o.indicator_code', 'o.unit_id', 'o.coverage', 'o.scope', 'o.source_variant', 'o.period_start', 'o.period_end',
            'o.period_kind']) }} = r.key_hash
),

-- One row per distinct value and day of knowledge: the first cell that said so.
distinct_said as (
    select *
    from (
        select
            *,
            count(*) over (partition by {{ key }}, known_from, said) as n_deliveries,
            row_number() over (partition by {{ key }}, known_from, said order by published_at nulls first, received_at nulls first,
                sha256, sheet nulls first, row_no, observation_id) as said_no
        from repeated
    ) as numbered
    where said_no = 1
),

days as (
    select
        {{ key }}, known_from,
        {{ set_of('said') }} as said_that_day,
        count(*) as n_said,
        count(distinct source_file) as n_files
    from distinct_said
    group by {{ key }}, known_from
),

day_order as (
    select
        *,
        lag(said_that_day) over (partition by {{ key }} order by known_from nulls first) as said_before
    from days
),

-- A day that says only what was already said changes nothing.
news as (
    select
        *,
        lead(known_from) over (partition by {{ key }} order by known_from nulls first) as next_known_from
    from day_order
    where said_before is null or not {{ is_subset('said_that_day', 'said_before') }}
),

sequenced as (
    select
        d.*,
        n.n_said > 1 as is_conflict,
        n.n_said > 1 and n.n_files > 1 as is_conflict_of_files,
        n.next_known_from,
        row_number() over (partition by {{ 'd.' ~ key | replace(', ', ', d.') }} order by d.known_from nulls first,
            d.published_at nulls first, d.received_at nulls first, d.sha256, d.sheet nulls first, d.row_no,
                d.observation_id) as revision_no,
        count(*) over (partition by {{ 'd.' ~ key | replace(', ', ', d.') }}) as n_revisions,
        row_number() over (partition by {{ 'd.' ~ key | replace(', ', ', d.') }}, d.known_from order by d.published_at desc nulls last,
            d.received_at desc nulls last, d.sha256 desc, d.sheet desc nulls last, d.row_no desc, d.observation_id desc) as from_last_of_day
    from distinct_said as d
    inner join news as n
        on
            d.indicator_code = n.indicator_code
            and d.unit_id = n.unit_id
            and d.coverage = n.coverage
            and d.scope = n.scope
            and d.source_variant = n.source_variant
            and d.period_start is not distinct from n.period_start
            and d.period_end is not distinct from n.period_end
            and d.period_kind = n.period_kind
            and d.known_from is not distinct from n.known_from
),

revised as (
    select
        *,
        -- Earlier ones of the same day are never current: their interval is empty.
        case when from_last_of_day = 1 then next_known_from else known_from end as known_to,
        lag(observation_id) over (partition by {{ key }} order by revision_no) as previous_observation_id
    from sequenced
),

final as (
    select
        r.observation_id,
        v.revision_no,
        v.n_revisions,
        v.n_deliveries,
        v.known_to,
        coalesce(v.is_conflict, false) as is_conflict,
        coalesce(v.is_conflict_of_files, false) as is_conflict_of_files,
        v.previous_observation_id,
        v.observation_id is null as is_dropped
    from repeated as r
    left join revised as v on r.observation_id = v.observation_id
)

select * from final
