"""The layer contract of the warehouse: who reads whom, as `docs/warehouse.md` says it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

import pytest

from pipelines.settings import PROJECT_ROOT

MODELS = PROJECT_ROOT / "dbt_project" / "models"
PAGE = (PROJECT_ROOT / "docs" / "warehouse.md").read_text(encoding="utf-8")
REF = re.compile(r"ref\('([a-z_]+)'\)")
JOINED = re.compile(r"join_flags\(\[(.*?)\n\s*\]\)", re.DOTALL)
FLAG = re.compile(r"\n\s*\('([a-z_0-9]+)',")
FOLDER = {path.stem: path.relative_to(MODELS).parts for path in MODELS.rglob("*.sql")}
LAYERS = {"staging": (), "intermediate": ("staging", "intermediate"), "marts": ("staging", "intermediate", "marts")}
# Folder of the intermediate layer -> the folders it reads; what reads back is a thread that the page names.
BEFORE = {
    "reference": set(),
    "targets": {"reference"},
    "observations": {"reference"},
    "gap": {"reference", "targets", "observations"},
    "findings": {"reference", "targets", "observations"},
}


def reads() -> Iterator[tuple[str, str]]:
    """Each model with each model that it reads."""
    for path in sorted(MODELS.rglob("*.sql")):
        for name in sorted(set(REF.findall(path.read_text(encoding="utf-8")))):
            if name in FOLDER:
                yield path.stem, name


READS = list(reads())


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_reads_no_later_layer(layer):
    wrong = [
        f"{one} reads {other}"
        for one, other in READS
        if FOLDER[one][0] == layer and FOLDER[other][0] not in LAYERS[layer]
    ]
    assert not wrong


def test_every_folder_has_its_place():
    folders = {parts[1] for parts in FOLDER.values() if parts[0] == "intermediate"}
    assert folders == set(BEFORE), "say in BEFORE, and in the picture of docs/warehouse.md, what a new folder reads"


def test_a_folder_reads_back_only_by_the_threads_that_the_page_names():
    crossing = {
        other
        for one, other in READS
        if FOLDER[one][0] == FOLDER[other][0] == "intermediate"
        and FOLDER[one][1] != FOLDER[other][1]
        and FOLDER[other][1] not in BEFORE.get(FOLDER[one][1], ())
    }
    assert {name for name in crossing if f"`{name}`" not in PAGE} == set(), "name the thread in docs/warehouse.md"


def test_a_mart_reads_staging_only_as_the_page_says():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    for mart, source in READS:
        if FOLDER[mart][0] == "marts" and FOLDER[source][0] == "staging" and source != "stg_run__parameters":
            said = [row for row in rows if f"`{mart}`" in row and f"`{source}`" in row]
            assert said, f"{mart} reads {source}: add the row with its reason to the table in docs/warehouse.md"


SHORT = 14


def test_a_short_model_stays_only_with_a_reason_on_the_page():
    paths = [path for path in MODELS.rglob("*.sql") if FOLDER[path.stem][0] != "staging"]
    short = {path.stem for path in paths if len(path.read_text(encoding="utf-8").splitlines()) <= SHORT}
    told = PAGE.partition("| short model |")[2].partition("\n\n")[0]
    listed = set(re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE))
    assert short == listed, "fold it into the model that reads it, or say in docs/warehouse.md why it stays"


def test_only_staging_reads_sources():
    inside = [path.stem for path in MODELS.rglob("*.sql") if "source('" in path.read_text(encoding="utf-8")]
    assert [name for name in inside if FOLDER[name][0] != "staging"] == []


def test_every_flag_that_a_model_can_set_is_in_the_closed_list():
    with (PROJECT_ROOT / "dbt_project" / "seeds" / "closed_lists.csv").open(encoding="utf-8") as stream:
        known = {row["code"] for row in csv.DictReader(stream) if row["list"] == "flag"}
    texts = {path.stem: path.read_text(encoding="utf-8") for path in MODELS.rglob("*.sql")}
    lists = {name: JOINED.findall(text) for name, text in texts.items() if "join_flags(" in text}
    flags = {flag for found in lists.values() for inside in found for flag in FLAG.findall(inside)}
    assert {"fct_observation", "int_gap_verdicts"} <= lists.keys()
    assert len(flags) > 20
    assert flags - known == set(), "add the flag to closed_lists.csv, list «flag»"
