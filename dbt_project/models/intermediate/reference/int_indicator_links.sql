{#
    Which indicators' figures may answer a promise on an indicator: its own, its rank or stock (by
    kind of promise), and bridged ones. `link_rank` prefers the nearest; broader and narrower ones
    only explain why there is no answer.
#}
with indicators as (
    select indicator_code, is_reduction_rate from {{ ref('int_indicators') }}
),

kinds as (
    select code as target_kind from {{ ref('closed_lists') }} where list = 'target_kind'
),

figures as (
    select * from {{ ref('indicator_figures') }}
),

bridges as (
    select * from {{ ref('int_bridges') }}
),

both_ways as (
    select from_indicator as target_indicator, to_indicator as figure_indicator, relation
        from bridges
    where from_indicator <> to_indicator
    union
    select to_indicator as target_indicator, from_indicator as figure_indicator, relation
        from bridges
    where from_indicator <> to_indicator
),

links as (
    select k.target_kind, i.indicator_code as target_indicator,
        i.indicator_code as figure_indicator,
        case
            when k.target_kind = 'reduction' and not i.is_reduction_rate then 'stock'
            when k.target_kind = 'rank_gain' then 'rank'
            else 'own'
        end as link,
        2 as link_rank
    from indicators as i
    cross join kinds as k
    left join figures as f on k.target_kind = f.target_kind
        and i.indicator_code = f.target_indicator
    -- A gain in positions is read from ranks alone.
    where not (k.target_kind = 'rank_gain' and f.figure_indicator is not null)
    union all
    select f.target_kind, f.target_indicator, f.figure_indicator,
        case f.target_kind when 'reduction' then 'stock' else 'rank' end as link, 3 as link_rank
    from figures as f
    union all
    select k.target_kind, b.target_indicator, b.figure_indicator, b.relation as link,
        case b.relation when 'exact' then 1 when 'close' then 0 else -1 end as link_rank
    from both_ways as b
    cross join kinds as k
    where k.target_kind in ('level', 'annual_increase')
),

-- Where a world states a pair twice, the nearest relation stands.
final as (
    select
        target_kind,
        target_indicator,
        figure_indicator,
        {{ latest_by('link', 'link_rank') }} as link,
        max(link_rank) as link_rank
    from links
    group by target_kind, target_indicator, figure_indicator
)

select * from final
