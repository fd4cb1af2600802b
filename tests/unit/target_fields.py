"""The keys of a target as `cchc targets --json` writes them, in their order."""

FIELDS = [
    "doc",
    "number_start",
    "number_text",
    "quote",
    "area",
    "year",
    "year_from",
    "level",
    "op",
    "value",
    "value_high",
    "unit",
    "kind",
    "baseline_year",
    "scope",
    "scope_code",
    "indicator",
    "indicator_score",
    "repeat_of",
    "flags",
]
