{# The revisions known on the as-of date of every figure that has more than one: few of many, so
   that nobody seeks them again. #}
select r.*
from {{ ref('int_observation_revisions') }} as r
cross join {{ ref('stg_run__parameters') }} as run
where
    r.known_from <= run.as_of
    and r.observation_no in (select n.observation_no from {{ ref('int_revision_numbers') }} as n
        where n.n_revisions > 1)
