with source as (
    select * from {{ source('raw', 'plan_mentions') }}
),

renamed as (
    select
        mention_id,
        plan_id,
        target_id,
        statement_key,
        source_file,
        number_start,
        number_text,
        quote,
        quote_start,
        locator,
        outline_path,
        section_kind,
        area as area_code,
        year as stated_year,
        year_from,
        level as target_level,
        op as stated_op,
        value as stated_value,
        value_high as stated_value_high,
        unit as unit_code,
        kind as target_kind,
        baseline_year,
        scope,
        scope_code,
        indicator_code,
        indicator_score,
        indicator_phrase,
        candidates,
        repeat_of_mention_id,
        parent_target_id,
        relation,
        flags,
        due_on,
        repeats
    from source
)

select * from renamed
