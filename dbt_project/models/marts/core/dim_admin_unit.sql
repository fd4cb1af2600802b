{# The contract names the columns; the units are made in int_units. #}
{{ contract_select(ref('int_units')) }}
