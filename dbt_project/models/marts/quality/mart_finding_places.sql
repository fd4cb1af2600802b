{# Every place of every finding, for whoever mends a file: what stands there and what to do about
   it. #}
with final as (
    select
        concat_ws('', cause_id, '-', cast(place_no as string)) as place_id,
        cause_id as finding_id,
        place_no,
        severity,
        file,
        locator,
        row_no,
        rule,
        found,
        expected,
        substr(remedy, 1, 300) as remedy,
        occurrences
    from {{ ref('int_findings') }}
)

{{ contract_select('final') }}
