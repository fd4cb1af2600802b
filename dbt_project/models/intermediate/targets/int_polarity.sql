{#
    Promises whose words measure the opposite of their indicator, or may: a negating or opposite
    word that the indicator does not carry itself, a level to fall to where higher is better, a cut
    of what should rise, a rise of what should fall. Read from the statement alone, whatever the
    reader's score; what a reviewer decided stands.
#}
with statements as (
    select
        target_id,
        indicator_code,
        target_kind,
        {{ words_of('quote') }} as said,
        coalesce(flags like '%polarity_opposite%', false) as is_told_by_reader
    from {{ ref('int_target_mentions') }}
    where not is_decided
),

indicators as (
    select
        i.indicator_code,
        i.direction,
        i.is_reduction_rate,
        {{ words_of("concat_ws('', c.name_vi, ' ', coalesce(c.synonyms, ''))") }} as own_words
    from {{ ref('int_indicators') }} as i
    inner join {{ ref('indicator_catalogue') }} as c on i.indicator_code = c.code
),

stocks as (
    select distinct target_indicator from {{ ref('indicator_figures') }}
        where target_kind = 'reduction'
),

-- How often each word stands in each statement, the phrases that excuse it not counted.
counted as (
    select
        s.target_id,
        w.word,
        max({{ occurrences('s.said', 'w.word') }})
            - sum(coalesce({{ occurrences('s.said', 'w.excused_by') }}, 0)) as n_turning
    from statements as s
    inner join indicators as i on s.indicator_code = i.indicator_code
    cross join {{ ref('polarity_words') }} as w
    where
        {{ occurrences('s.said', 'w.word') }} > 0
        and {{ occurrences('i.own_words', 'w.word') }} = 0
        and (w.opposes is null or {{ occurrences('i.own_words', 'w.opposes') }} > 0)
        and (w.against_direction is null
            or (w.against_direction = i.direction and s.target_kind = 'level'))
    group by s.target_id, w.word
),

unsure as (
    select target_id, word from counted where n_turning > 0
    union all
    select target_id, 'polarity_opposite' as word from statements where is_told_by_reader
    union all
    select s.target_id, s.target_kind as word
    from statements as s
    inner join indicators as i on s.indicator_code = i.indicator_code
    left join stocks as k on s.indicator_code = k.target_indicator
    where
        (s.target_kind = 'increase' and i.direction = -1)
        or (s.target_kind = 'reduction' and i.direction = 1 and not i.is_reduction_rate
            and k.target_indicator is null)
),

final as (
    select target_id, {{ join_sorted('word') }} as turned_by
    from unsure
    group by target_id
)

select * from final
