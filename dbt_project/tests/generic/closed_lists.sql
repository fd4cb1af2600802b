{# Every value of the given columns stands in its closed list (seed `closed_lists`). #}
{% test closed_lists(model, lists) %}
{%- for column, list in lists.items() %}
select distinct '{{ column }}' as column_name, cast(m.{{ column }} as varchar) as value_found
from {{ model }} as m
left join {{ ref('closed_lists') }} as l on l.list = '{{ list }}' and m.{{ column }} = l.code
where m.{{ column }} is not null and l.code is null
{{ "union all" if not loop.last }}
{%- endfor %}
{% endtest %}
