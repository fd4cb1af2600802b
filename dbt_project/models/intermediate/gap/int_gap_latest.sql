{{ config(materialized='view') }}
{# One row per promise and unit measured: the due year's row once due, else as_of's. #}
select *
from {{ ref('int_gap_results') }}
where row_year = case when is_due_now then due_year else as_of_year end
