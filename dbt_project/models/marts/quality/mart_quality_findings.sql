{# What is wrong in the inputs, one row per cause: a rule broken in a file, however often, with its
   first places. #}
with findings as (
    select * from {{ ref('int_findings') }}
),

rules as (
    select * from {{ ref('finding_rules') }}
),

-- What is said of several places at once: each text once, where it stood first.
said as (
    select cause_id, found, min(place_no) as place_no
    from findings
    group by cause_id, found
),

founds as (
    select
        cause_id,
        count(*) as n_found,
        {{ join_in_order("case when place_no <= 3 then substr(found, 1, 95) end", 'place_no',
            '; ') }} as some_found
    from said
    group by cause_id
),

causes as (
    select
        cause_id as finding_id,
        min(stage) as stage,
        min(severity) as severity,
        min(file) as file,
        min(rule) as rule,
        sum(occurrences) as occurrences,
        max(case when place_no = 1 then locator end) as locator,
        max(case when place_no = 1 then row_no end) as row_no,
        max(case when place_no = 1 then found end) as found,
        max(case when place_no = 1 then expected end) as expected,
        max(case when place_no = 1 then remedy end) as remedy,
        count(distinct remedy) as n_remedies,
        {{ join_in_order("case when place_no <= 3 then locator end", 'place_no', '; ') }} as places,
        min(found_by) as found_by
    from findings
    group by cause_id
),

final as (
    select
        c.finding_id,
        c.stage,
        c.severity,
        c.file,
        c.locator,
        c.row_no,
        c.occurrences,
        c.places,
        c.rule,
        coalesce(r.title_vi, replace(c.rule, '_', ' ')) as title_vi,
        coalesce(r.title_en, replace(c.rule, '_', ' ')) as title_en,
        case when f.n_found = 1 then c.found else f.some_found end as found,
        c.expected,
        r.expectation_vi as expected_vi,
        -- Where every place asks for something of its own, what all of them ask for; int_findings
        -- holds each.
        substr(case when c.n_remedies = 1 then c.remedy
            else coalesce(r.remedy_en, c.remedy) end, 1, 300) as remedy,
        r.remedy_vi,
        r.owner as mended_by,
        coalesce(r.has_detail, false) and c.n_remedies = 1 as has_detail,
        c.found_by
    from causes as c
    inner join founds as f on c.finding_id = f.cause_id
    left join rules as r on c.rule = r.code
)

{{ contract_select('final') }}
