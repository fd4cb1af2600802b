{#
    What stood in the place of a figure before it came: the figure of another series that was the
    nearest known, and the sum of months or quarters before the year itself was reported.
#}
with asked as (
    select r.gap_row_id, r.indicator_code, r.target_kind, r.coverage_level, r.scope_code, r.unit_id,
        r.sum_from
    from {{ ref('int_gap_rows') }} as r
    inner join {{ ref('int_gap_figures') }} as g on r.gap_row_id = g.gap_row_id
    where r.basis = 'own' and r.is_latest and r.is_due and g.deciding_no is not null
),

used as (
    select * from {{ ref('int_revision_uses') }}
),

pieces as (
    select * from {{ ref('int_revision_pieces') }} where sum_no is not null
),

-- The figure of another series that stood before the one that stands now was known.
earlier as (
    select
        u.use_id,
        {{ latest_by('f.figure_no', "case when u.role = 'figure' then " ~ due_order('f', 'l')
            ~ " else " ~ choice_order('f', 'l') ~ " end") }}
            as earlier_no
    from used as u
    inner join asked as a on u.gap_row_id = a.gap_row_id
    inner join {{ ref('int_indicator_links') }} as l
        on a.indicator_code = l.target_indicator and a.target_kind = l.target_kind
            and l.link_rank >= 0
    inner join {{ ref('int_figures') }} as f
        on
            {{ is_of_asked_series('a', 'l', 'f') }}
            and u.figure_year = f.figure_year
            and u.until is not distinct from f.until
            and u.first_known_from > f.first_known_from
    where f.is_final and not f.is_partial and u.role in ('figure', 'base', 'growth')
    group by u.use_id
),

replaced as (
    select
        u.use_id,
        'nearer_figure' as revision_cause,
        u.observation_id,
        f.observation_id as old_observation_id,
        f.value as told_value,
        f.value as old_value,
        f.value_decimals as old_decimals,
        f.value_bound as old_bound
    from used as u
    inner join earlier as e on u.use_id = e.use_id
    inner join {{ ref('int_figures') }} as f on e.earlier_no = f.figure_no
    union all
    -- A year that was the sum of its months or quarters before it was reported, or a part of the
    -- figure that was.
    select
        u.use_id,
        'year_reported' as revision_cause,
        c.observation_id,
        o.observation_id as old_observation_id,
        case when i.is_ratio_over_time then c.sum_numerator / nullif(c.sum_denominator, 0)
            * i.ratio_factor else c.sum_value end as told_value,
        case
            when i.is_ratio and u.is_made_of_years
                then (u.numerator - c.numerator + c.sum_numerator)
                    / nullif(u.denominator - c.denominator + c.sum_denominator, 0) * i.ratio_factor
            when i.is_ratio_over_time then c.sum_numerator / nullif(c.sum_denominator, 0)
                * i.ratio_factor
            else u.value - c.value + c.sum_value
        end as old_value,
        null as old_decimals,
        null as old_bound
    from used as u
    inner join pieces as c on u.use_id = c.use_id
    inner join {{ ref('int_observation_revisions') }} as o on c.sum_no = o.observation_no
    inner join {{ ref('int_indicators') }} as i on u.indicator_code = i.indicator_code
)

select * from replaced
