"""The Open SDG measure reproduces every published series and aggregate to 1e-9, through the project's own macro."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import duckdb
import pytest
from jinja2 import Environment

from pipelines.settings import PROJECT_ROOT

SHARED = Path(os.environ.get("CCHC_SHARED") or PROJECT_ROOT.parent / "shared")
VECTORS = SHARED / "vectors" / "open_sdg_progress.json"
TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def sets() -> dict[str, list[dict]]:
    if not VECTORS.is_file():
        pytest.skip(f"{VECTORS} is not there (CCHC_SHARED)")
    return {s["id"]: s["cases"] for s in json.loads(VECTORS.read_text(encoding="utf-8"))["sets"]}


def _macros():
    text = (PROJECT_ROOT / "dbt_project" / "macros" / "open_sdg.sql").read_text(encoding="utf-8")
    return Environment().from_string(re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)).module


def _same(found: float | None, expected: float | None) -> bool:
    if found is None or expected is None:
        return found is expected
    return abs(found - expected) <= TOLERANCE * max(1.0, abs(expected))


@pytest.mark.parametrize("name", ["statcan_gif_series", "statcan_cif_series"])
def test_every_published_series_is_reproduced(sets: dict[str, list[dict]], name: str) -> None:
    db = duckdb.connect()
    db.execute(
        "create table cases (id varchar, sdg_base double, sdg_base_t double, sdg_now double, sdg_now_t double,"
        " sdg_target double, sdg_target_t double, sdg_direction integer, sdg_limit double)"
    )
    fields = ("base_value", "base_year", "current_value", "current_year", "target", "target_year", "direction", "limit")
    db.executemany(
        "insert into cases values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [[case["id"], *(case["input"][field] for field in fields)] for case in sets[name]],
    )
    sql = f"with {_macros().open_sdg('cases')} select id, progress_value, score, open_sdg_status from open_sdg_measured"
    found = {row[0]: row[1:] for row in db.execute(sql).fetchall()}
    wrong = []
    for case in sets[name]:
        value, score, status = found[case["id"]]
        expected = case["expected"]
        if not (
            _same(value, expected["progress_value"])
            and _same(score, expected["score"])
            and status == expected["status"]
        ):
            wrong.append((case, value, score, status))
    assert not wrong, wrong[:3]
    assert len(found) == len(sets[name])


def test_every_published_aggregate_is_reproduced(sets: dict[str, list[dict]]) -> None:
    status_sql = _macros().open_sdg_aggregate_status("score", "all_achieved")
    db = duckdb.connect()
    for case in sets["statcan_indicator_aggregates"]:
        given, expected = case["input"], case["expected"]
        series = [
            [s, st] for s, st in zip(given["series_scores"], given["series_status"], strict=True) if s is not None
        ]
        db.execute("create or replace table series (score double, status varchar)")
        if series:
            db.executemany("insert into series values (?, ?)", series)
        mean, achieved = db.execute(
            "select avg(score), coalesce(bool_and(status = 'target_achieved'), false) from series"
        ).fetchone()
        score = mean if case["plain_mean_applies"] else expected["score"]
        (status,) = db.execute(
            f"select {status_sql} from (select ?::double as score, ?::boolean as all_achieved)", [score, achieved]
        ).fetchone()
        assert _same(score, expected["score"]), case["id"]
        assert status == (expected["status"] or "not_available"), (case["id"], score, status)
