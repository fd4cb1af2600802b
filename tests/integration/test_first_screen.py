"""A newcomer's first run: promises that are decided, each with two sources; statuses worked out by hand hold."""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.integration.shipped import cchc, shipped_world

pytestmark = pytest.mark.slow  # the one world of all that is shipped; the slow tests have it made already
ROOT = Path(__file__).resolve().parents[2]
BY_HAND = Path(os.environ.get("CCHC_SHARED") or ROOT.parent / "shared") / "data" / "index_commitments.csv"
COUNTS = re.compile(r"\d+ (promises|cam kết) ")
# Promise by hand -> what the warehouse says, and the rule that differs.
DIFFERS = {
    ("Nghệ An", "pci_rank", "2024"): ("missed", "the rank of 2024 was found after the list was made"),
    ("Hồ Chí Minh", "par_index_rank", "2024"): ("missed", "the rank of 2024 was found after the list was made"),
    ("Bắc Giang", "sipas_index", "2024"): (
        "not_assessable",
        "its only figure is of the index before 2022: another definition is asked for before the missing figure",
    ),
    ("Hà Nội", "sipas_index", "2026"): (
        "not_assessable",
        "the index was published before the plan: a figure from before the plan never gives an early verdict",
    ),
    ("Hải Phòng", "dti_rank", "2026"): (
        "not_assessable",
        "the rank was published before the plan: a figure from before the plan never gives an early verdict",
    ),
    ("Lai Châu", "papi_rank_gain", "2025"): (
        "not_assessable",
        "a gain without its base is asked for before the figure",
    ),
}
# What a gain in positions is read from.
GAINS = {"pci_rank_gain": "pci_rank", "papi_rank_gain": "papi_rank"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shipped_world(tmp_path_factory)


@pytest.fixture(scope="module")
def decided(world: Path) -> list[dict[str, Any]]:
    statuses = [word for status in ("missed", "met", "behind", "on_track") for word in ("--status", status)]
    found: list[dict[str, Any]] = json.loads(cchc(world, "gaps", "--json", "--lang", "en", *statuses).stdout)
    return found


def test_forty_promises_of_eighteen_places_are_decided_each_with_two_sources(decided: list[dict[str, Any]]) -> None:
    assert len(decided) >= 40
    assert len({row["unit"] for row in decided}) >= 18
    assert {"missed", "met"} < {row["status"] for row in decided}
    assert [row for row in decided if not row["promised_in"] or not row["measured_url"]] == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_missed_promise_stands_on_the_first_screen_of_100_columns(
    world: Path, decided: list[dict[str, Any]], lang: str
) -> None:
    screen = cchc(world, "summary", "--lang", lang).stdout
    missed = [row["id"][:8] for row in decided if row["status"] == "missed"]
    assert [target for target in missed if target not in screen] == []
    assert max(map(len, screen.splitlines())) <= 100


def test_why_fits_a_narrow_terminal_and_says_days_and_bounds_as_people_do(
    world: Path, decided: list[dict[str, Any]]
) -> None:
    bounded = next(row for row in decided if row["figure"].startswith("<"))
    told = cchc(world, "why", bounded["id"], "--lang", "vi", COLUMNS="80").stdout
    lines = [line for line in told.splitlines() if "http" not in line]
    assert max(map(len, lines)) <= 80
    assert re.search(r"Số liệu +< \d", told) and "đến hạn 31/12/" in told
    assert not re.search(r"\d{4}-\d{2}-\d{2}", "\n".join(lines))


@pytest.mark.parametrize(("page", "lang"), [("README.md", "en"), ("README.vi.md", "vi")])
def test_the_readme_shows_the_counts_of_the_first_screen(world: Path, page: str, lang: str) -> None:
    screen = " ".join(cchc(world, "summary", "--lang", lang).stdout.split())
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    (counts,) = [line for line in lines if COUNTS.match(line)]
    assert counts in screen


@pytest.mark.parametrize(
    ("option", "misspelt", "near"),
    [
        ("--unit", "Quang Nihn", "Quang Ninh province"),
        ("--indicator", "pci_rnak", "pci_rank"),
        ("--unit", "zzzz", "nearest: -"),
    ],
)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_misspelt_name_is_not_said_to_be_without_promises(
    world: Path, option: str, misspelt: str, near: str, form: list[str]
) -> None:
    wrong = cchc(world, "gaps", option, misspelt, "--lang", "en", *form)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert near in wrong.stderr
    right = cchc(world, "gaps", "--unit", "quang ninh", "--status", "on_track", "--lang", "en")
    assert (right.returncode, right.stderr) == (0, "")


def test_a_misspelt_file_is_not_said_to_be_without_findings(world: Path) -> None:
    wrong = cchc(world, "findings", "--file", "pubished", "--lang", "vi")
    assert wrong.returncode == 1
    assert "không tệp nào" in wrong.stderr
    assert cchc(world, "findings", "--file", "xa-nguyen-giap.md", "--lang", "vi").returncode == 0


def test_no_code_of_the_marts_stands_on_the_vietnamese_screen(world: Path) -> None:
    screen = cchc(world, "summary", "--lang", "vi").stdout.replace("--status no_data", "")
    codes = ("not_assessable", "no_data", "on_track", "met ", "missed", "percent", "rank_positions", "never_reported")
    assert [code for code in codes if code in screen] == []


def by_hand() -> list[dict[str, str]]:
    if not BY_HAND.is_file():
        return []
    with BY_HAND.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_status_worked_out_by_hand_is_the_warehouses_or_names_the_rule_that_differs(world: Path) -> None:
    if not by_hand():
        pytest.skip(f"{BY_HAND} is not here")
    sql = """
        select p.source_url, m.indicator_code, coalesce(cast(m.due_year as varchar), ''), m.target_value, m.status
        from mart_gap_latest as m inner join dim_plan as p on m.plan_id = p.plan_id
        where m.is_counted and p.source_url is not null
    """
    with duckdb.connect(str(world / "marts/current.duckdb"), read_only=True) as db:
        found = {(*row[:3], float(row[3])): row[4] for row in db.execute(sql).fetchall()}
    wrong = []
    compared = 0
    for row in by_hand():
        code = GAINS.get(row["indicator"], row["indicator"])
        status = found.get((row["source_url"], code, row["due_year"], float(row["value"])))
        if status is None:
            continue
        compared += 1
        place = next(
            (key for key in DIFFERS if key[0] in row["issuer"] and key[1:] == (row["indicator"], row["due_year"])), None
        )
        expected = DIFFERS[place][0] if place else row["expected_status_by_hand"]
        if status != expected:
            wrong.append((row["issuer"], row["indicator"], row["due_year"], expected, status))
    assert wrong == [], wrong
    assert compared >= 45
