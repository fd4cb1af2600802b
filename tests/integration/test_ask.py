"""Then and now: a question as of another day is answered beside the published build, and kept.

One is slow: it builds the shipped inputs for a second day.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.ask import KEPT, side_world
from pipelines.cli.main import main
from pipelines.settings import Settings
from tests.integration.shipped import cchc, shipped_world

THEN = "2022-12-31"


@pytest.mark.slow
def test_a_question_of_another_day_leaves_what_is_published_and_is_kept(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    world = shipped_world(tmp_path_factory)
    published = (world / "marts/manifest.json").read_text(encoding="utf-8")
    first = cchc(world, "ask", "--as-of", THEN, "--lang", "en", "gaps", "--json")
    told = json.loads(first.stdout)
    assert {row["status"] for row in told} >= {"missed", "met"}
    assert max(row["figure_year"] or 0 for row in told) <= 2022
    assert (world / "marts/manifest.json").read_text(encoding="utf-8") == published
    again = cchc(world, "ask", "--as-of", THEN, "--lang", "en", "gaps", "--json")
    assert again.stdout == first.stdout
    assert "done in" in first.stderr and "done in" not in again.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--as-of", "31/12/2022"], "expected a date such as 2025-12-31"),
        (["--as-of", THEN, "review"], "expected one of summary, gaps, why"),
        ([], "Missing option '--as-of'"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(words: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["ask", *words])
    assert result.exit_code == 2 or "Error:" in result.stderr
    assert message in result.stderr


def test_only_the_days_asked_last_are_kept_and_all_have_the_same_inputs(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    days = [date(2020, 12, day) for day in range(1, KEPT + 3)]
    worlds = [side_world(Settings(tmp_path, day)) for day in days]
    assert [one.data.exists() for one in worlds] == [False, False, *[True] * KEPT]
    assert {one.raw.resolve() for one in worlds[2:]} == {tmp_path / "raw"}
