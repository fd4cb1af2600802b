{#
    What documents do to other documents of their issuer, as known on the as-of date: one row per
    amendment and document that it may mean, one with an empty `old_plan_id` where it is not at hand.
    A citation with its year names one document; without it the only one of that number, else those
    issued before.
#}
with documents as (
    select * from {{ ref('int_documents') }}
),

final as (
    select
        a.amendment_id,
        a.plan_id as new_plan_id,
        old.plan_id as old_plan_id,
        new.unit_id,
        new.document_number,
        new.issued_on,
        a.act,
        a.amended_number,
        a.amended_year,
        a.item,
        a.indicator_code,
        a.new_due_on,
        a.mention_id,
        a.quote,
        a.locator,
        a.source_file
    from {{ ref('stg_plans__amendments') }} as a
    inner join documents as new on a.plan_id = new.plan_id
    left join documents as old
        on new.unit_id = old.unit_id and a.amended_number = old.document_number
            and new.plan_id <> old.plan_id
            and (a.amended_year = old.identity_year
                or (a.amended_year is null
                    and (not old.is_number_reused or old.issued_on <= new.issued_on)))
)

select * from final
