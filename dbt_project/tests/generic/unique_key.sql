{# The grain: no two rows share the key. (That no part of it is null is a constraint of the
   contract.) Only rows whose hash is met twice are grouped by the key itself: of ten million that
   takes two thirds of the time. #}
{% test unique_key(model, columns) %}
select {{ columns | join(', ') }}, count(*) as n_rows
from {{ model }}
where {{ hash_of(columns) }} in (
    select hashed.key_hash
    from (select {{ hash_of(columns) }} as key_hash from {{ model }}) as hashed
    group by hashed.key_hash
    having count(*) > 1
)
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
