"""The plans that ship: generated from one source, complete in formats, honest about what they are."""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
import yaml

from pipelines.plans.reader import targets_of
from tools import make_plan_extracts as extracts

SHIPPED = sorted(path.name.removesuffix(".meta.yml") for path in extracts.TARGET.glob("*.meta.yml"))
LONGEST_COMMON_RUN = 90


@pytest.fixture(scope="module")
def generated() -> dict[str, bytes]:
    return extracts.extract_files()


def sources() -> list[Path]:
    return sorted(extracts.SOURCES.glob("*.md"))


def percentages(text: str) -> list[str]:
    """All percentages of a text, in order of size of text: what an extract must not lose."""
    return sorted(re.findall(r"\d+(?:,\d+)?(?=%)", text))


def test_regenerating_gives_the_bytes_in_the_repository(generated):
    stored = {name: (extracts.TARGET / name).read_bytes() for name in generated}
    assert {name for name in generated if stored[name] != generated[name]} == set()


def test_the_five_formats_are_among_the_extracts():
    assert {Path(name).suffix for name in SHIPPED} == {".docx", ".pdf", ".html", ".md", ".txt"}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_extract_says_what_it_is(name):
    meta = yaml.safe_load((extracts.TARGET / f"{name}.meta.yml").read_text(encoding="utf-8"))
    assert meta["origin"] == "extract"
    assert meta["licence"] and meta["title"]


def test_word_extract_keeps_its_annex_as_a_real_table():
    document = docx.Document(str(extracts.TARGET / "yen-bai-271-kh-ubnd.docx"))
    annex = max(document.tables, key=lambda table: len(table.rows))
    cells = [cell.text for cell in annex.rows[1].cells]
    assert len(annex.rows) == 1 + 68
    assert cells[1] == "1. Kế hoạch CCHC của tỉnh năm 2022"
    assert cells[5] == "Tháng 12/2021"


@pytest.mark.parametrize("name", [name for name in SHIPPED if name.endswith(".pdf")])
def test_pdf_text_layer_holds_every_percentage_of_the_source(name):
    source = next(path for path in sources() if path.stem == Path(name).stem)
    pdf = pypdfium2.PdfDocument(extracts.TARGET / name)
    text = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    assert percentages(text) == percentages(source.read_text(encoding="utf-8"))


def test_directive_states_no_percentage():
    text = (extracts.TARGET / "lao-cai-14-ct-ubnd.txt").read_text(encoding="utf-8")
    assert percentages(text) == []


# Commitments of each document counted by hand in the original (the national ones: in the list of their known values).
TARGETS = {
    "chinh-phu-76-nq-cp.docx": 36,
    "dien-bien-3074-qd-ubnd.pdf": 56,
    "lao-cai-14-ct-ubnd.txt": 0,
    "nam-dinh-chuong-trinh-2021-2030.html": 59,
    "thu-tuong-468-qd-ttg.md": 4,
    "xa-nguyen-giap.md": 14,
    "yen-bai-271-kh-ubnd.docx": 28,
}


@pytest.mark.parametrize(("name", "count"), TARGETS.items(), ids=list(TARGETS))
def test_extract_reads_to_every_commitment_of_its_document(name, count):
    mentions, _ = targets_of(extracts.TARGET / name)
    assert sum(mention["repeat_of"] is None for mention in mentions) == count
    assert [mention["quote"] for mention in mentions if mention["indicator"] is None] == []


def test_every_national_value_says_whether_it_was_read_in_the_text():
    mentions, _ = targets_of(extracts.TARGET / "chinh-phu-76-nq-cp.docx")
    path = extracts.ROOT / "dbt_project" / "seeds" / "national_target_verification.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["document_number"] == "76/NQ-CP"]
    listed = Counter((row["indicator_code"], row["level"] or None, int(row["year"])) for row in rows)
    assert Counter((item["indicator"], item["level"], item["year"]) for item in mentions) == listed


ORIGINALS = {
    "dien-bien-3074-qd-ubnd": "000_5c09a8f43f9b06b3.txt",
    "nam-dinh-chuong-trinh-2021-2030": "001_8d43670a912f718e.txt",
    "lao-cai-14-ct-ubnd": "003_62565ddd2c6ef631.txt",
    "xa-nguyen-giap": "004_8511c626203c1607.txt",
}


def shared_plans() -> Path:
    folder = Path(os.environ.get("CCHC_SHARED") or extracts.ROOT.parent / "shared") / "plans"
    if not folder.is_dir():
        pytest.skip(f"the originals are not in the repository and not in {folder}")
    return folder


@pytest.mark.parametrize("stem", sorted(ORIGINALS))
def test_extract_holds_the_same_percentages_as_the_original(stem):
    original = (shared_plans() / ORIGINALS[stem]).read_text(encoding="utf-8")
    source = (extracts.SOURCES / f"{stem}.md").read_text(encoding="utf-8")
    body = source.split("---\n", 2)[2]
    assert percentages(body) == percentages(original)


COMPARED = ("value", "value_high", "op", "year", "level", "unit", "kind", "baseline_year", "area", "indicator")
LABELLED = {"dien-bien-3074-qd-ubnd.pdf": "000_5c09a8f43f9b06b3", "xa-nguyen-giap.md": "004_8511c626203c1607"}


@pytest.mark.parametrize("name", LABELLED)
def test_extract_reads_to_the_labels_of_its_original(name):
    lines = (shared_plans().parent / "gold" / f"{LABELLED[name]}.jsonl").read_text(encoding="utf-8").splitlines()
    mentions, _ = targets_of(extracts.TARGET / name)
    assert Counter(map(compared, mentions)) == Counter(compared(json.loads(line)) for line in lines)


def compared(record: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(record[field]) for field in COMPARED)


def test_no_extract_copies_a_run_of_the_originals():
    originals = {run for path in shared_plans().glob("*.txt") for run in runs(path)}
    assert originals
    assert {path.stem: sorted(runs(path) & originals) for path in sources() if runs(path) & originals} == {}


def runs(path: Path) -> set[str]:
    """Every stretch of LONGEST_COMMON_RUN characters, whatever its case and spacing."""
    text = re.sub(r"\s+", " ", path.read_text(encoding="utf-8")).casefold()
    return {text[start : start + LONGEST_COMMON_RUN] for start in range(len(text) - LONGEST_COMMON_RUN + 1)}
