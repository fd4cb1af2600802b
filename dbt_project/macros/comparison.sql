{#
    Comparing a figure with a promise: decimals only, never floats (docs/design.md, section 6). A
    double is cast to ten decimals first, which undoes the binary tail of 63.065, then rounded half
    up.
#}

{% macro as_decimal(value) -%} cast({{ value }} as decimal(28, 10)) {%- endmacro %}

{# Half up to a number of digits that may differ by row; more than six digits are left as they
   are. #}
{% macro round_half_up(value, digits) -%}
    case {{ digits }}
        {%- for d in range(0, 7) %}
        when {{ d }} then cast(round({{ as_decimal(value) }}, {{ d }}) as decimal(28, 10))
        {%- endfor %}
        else {{ as_decimal(value) }}
    end
{%- endmacro %}

{# Does a decimal value satisfy the effective operator (one of >=, >, <=, <)? Null where either side
   is null. #}
{% macro satisfies(op, value, target) -%}
    case {{ op }}
        when '>=' then {{ value }} >= {{ target }}
        when '>' then {{ value }} > {{ target }}
        when '<=' then {{ value }} <= {{ target }}
        when '<' then {{ value }} < {{ target }}
    end
{%- endmacro %}

{# What a printed bound («>90%») proves: true or false where it implies the answer, null where it
   does not. #}
{% macro bound_implies(op, bound, value, target) -%}
    case
        when {{ bound }} in ('>', '>=') and {{ op }} = '>=' and {{ value }} >= {{ target }}
            then true
        when {{ bound }} = '>' and {{ op }} = '>' and {{ value }} >= {{ target }} then true
        when {{ bound }} = '>=' and {{ op }} = '>' and {{ value }} > {{ target }} then true
        when {{ bound }} in ('<', '<=') and {{ op }} = '<=' and {{ value }} <= {{ target }}
            then true
        when {{ bound }} = '<' and {{ op }} = '<' and {{ value }} <= {{ target }} then true
        when {{ bound }} = '<=' and {{ op }} = '<' and {{ value }} < {{ target }} then true
        when {{ bound }} = '<' and {{ op }} = '>=' and {{ value }} <= {{ target }} then false
        when {{ bound }} = '<=' and {{ op }} = '>=' and {{ value }} < {{ target }} then false
        when {{ bound }} in ('<', '<=') and {{ op }} = '>' and {{ value }} <= {{ target }}
            then false
        when {{ bound }} = '>' and {{ op }} = '<=' and {{ value }} >= {{ target }} then false
        when {{ bound }} = '>=' and {{ op }} = '<=' and {{ value }} > {{ target }} then false
        when {{ bound }} in ('>', '>=') and {{ op }} = '<' and {{ value }} >= {{ target }}
            then false
    end
{%- endmacro %}

{# Wilson score interval of a share in percent; `sign` is - or +. #}
{% macro wilson(share_pct, n, z, sign) -%}
    case when {{ n }} > 0 and {{ share_pct }} between 0 and 100 then
        100.0 * (({{ share_pct }} / 100.0) + {{ z }} * {{ z }} / (2.0 * {{ n }})
        {{ sign }} {{ z }} * sqrt(({{ share_pct }} / 100.0) * (1 - {{ share_pct }} / 100.0)
            / {{ n }} + {{ z }} * {{ z }} / (4.0 * {{ n }} * {{ n }})))
        / (1 + {{ z }} * {{ z }} / {{ n }})
    end
{%- endmacro %}
