"""Models hold SQL that DuckDB and Spark read alike; what differs stands in dispatched macros (macros/engine.sql)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3] / "dbt_project"
FILES = [*sorted((ROOT / "models").rglob("*.sql")), *sorted((ROOT / "macros").glob("*.sql"))]
COMMENT = re.compile(r"\{#.*?#\}|--[^\n]*", re.S)
DISPATCHED = re.compile(r"^\{% macro (?:default|spark)__.*?endmacro %\}", re.S | re.M)
# What it is: why, and what to write.
FOREIGN = {
    r"\bas varchar\b": "Spark knows no varchar without a length: `string` is the same type on both",
    r"(?<![\w.])concat\(": "null swallows the whole text on Spark: concat_ws('', …) skips it on both",
    r"\*\s*(?:exclude|replace|except)\s*\(": "written otherwise on each engine: columns_but(…)",
    r"//": "no operator on Spark: cast(floor(… / …) as integer)",
    r"::": "cast(… as …)",
    r"\b(?:arg_max|arg_min)\s*\(": "latest_by, earliest_by",
    r"\b(?:unnest|list|string_agg|list_\w+)\s*\(": "set_of, join_sorted, join_in_order, split_rows, is_subset",
    r"\bdate_diff\s*\(|\bto_days\s*\(": "days_between, add_days",
    r"row_number\(\) over \(\)": "row_id()",
    r"\bqualify\b|\basof\b|\bgroup by all\b|\border by all\b": "say it in standard SQL",
    r"\* 1\.0 /|\b\d+\.0 \* (?:count|sum)": "decimal on Spark: cast(… as double) /",
}


def own_sql(path: Path) -> str:
    return DISPATCHED.sub("", COMMENT.sub("", path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("pattern", FOREIGN)
def test_no_model_holds_what_only_one_engine_knows(pattern):
    found = [path.name for path in FILES if re.search(pattern, own_sql(path))]
    assert not found, FOREIGN[pattern]
