"""The labelled plans of the project: made from one source, labels in place and by the rules, negatives among them."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipelines.contracts.raw_models import AREAS, KINDS, LEVELS, OPERATORS
from tools import make_labelled_plans as labelled

SOURCES = [path for group in labelled.GROUPS for path in (labelled.DATA / group / "sources").glob("*.md")]
OWN = labelled.made("plans")
LABEL_FILES = sorted((OWN / "labels").glob("*.jsonl"))
SPELLED_OUT = {"hai sáng kiến": 2.0, "hai buổi": 2.0}


def labels(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def all_labels() -> list[dict[str, Any]]:
    return [label for path in LABEL_FILES for label in labels(path)]


def test_making_again_gives_the_same_bytes_and_the_sources_give_every_file():
    generated = labelled.plan_files(labelled.DATA / "plans")
    assert generated == {path.relative_to(OWN).as_posix(): path.read_bytes() for path in OWN.rglob("*.*")}


def test_what_is_made_is_not_kept_in_the_repository():
    kept = {path.name for group in labelled.GROUPS for path in (labelled.DATA / group).iterdir()}
    assert kept == {"README.md", "sources"}, "write sources only: documents and labels are made when tests need them"


def test_every_document_has_labels_and_every_label_file_its_document():
    assert {path.name for path in OWN.iterdir() if path.is_file()} == {path.stem for path in LABEL_FILES}


def test_there_are_enough_labels_and_documents_without_any():
    counts = {path.stem: len(labels(path)) for path in LABEL_FILES}
    assert len(counts) >= 14
    assert sum(counts.values()) >= 250
    assert sum(count == 0 for count in counts.values()) >= 3


def test_all_five_formats_and_four_encodings_are_labelled():
    assert {Path(path.stem).suffix for path in LABEL_FILES} == {".docx", ".pdf", ".html", ".md", ".txt"}
    encodings = Counter(source_encoding(path) for path in SOURCES)
    assert set(encodings) == {None, "nfd", "utf-16", "tcvn3"}


def source_encoding(path: Path) -> str | None:
    text = path.read_text(encoding="utf-8")
    return labelled.plan_markup.parse(labelled.strip_marks(text)[0]).front.get("encoding")


@pytest.mark.parametrize("path", LABEL_FILES, ids=lambda path: path.stem)
def test_label_fields_keep_to_the_closed_lists(path):
    codes = {None, *labelled.catalogue_names()}
    for label in labels(path):
        assert label["area"] in AREAS
        assert label["op"] in OPERATORS
        assert label["kind"] in KINDS
        assert label["level"] in (None, *LEVELS)
        assert label["indicator"] in codes
        assert (label["value_high"] is not None) == (label["op"] == "range")


@pytest.mark.parametrize("path", LABEL_FILES, ids=lambda path: path.stem)
def test_value_is_the_number_printed(path):
    for label in labels(path):
        text = unicodedata.normalize("NFC", label["number_text"])
        printed = SPELLED_OUT.get(text) or labelled.number_value(labelled.NUMBER.search(text)[0])
        assert label["value"] == printed


@pytest.mark.parametrize("path", LABEL_FILES, ids=lambda path: path.stem)
def test_quote_holds_the_number_at_its_offset(path):
    for label in labels(path):
        start = label["number_offset"]
        assert label["quote"][start : start + len(label["number_text"])] == label["number_text"]


UTF8 = [path for path in LABEL_FILES if path.stem.endswith((".md", ".txt")) and not path.stem.startswith(("09", "11"))]


@pytest.mark.parametrize("path", UTF8, ids=lambda path: path.stem)
def test_offsets_count_in_the_decoded_file(path):
    text = (OWN / path.stem).read_bytes().decode("utf-8")
    for label in labels(path):
        start = label["number_start"]
        assert text[start : start + len(label["number_text"])].replace("\n", " ") == label["number_text"]


def test_a_percent_sign_means_the_unit_percent():
    assert {label["unit"] for label in all_labels() if "%" in label["number_text"]} == {"percent"}


def test_no_labelled_plan_copies_a_run_of_the_originals():
    folder = Path(os.environ.get("CCHC_SHARED") or labelled.ROOT.parent / "shared") / "plans"
    if not folder.is_dir():
        pytest.skip(f"the originals are not in the repository and not in {folder}")
    originals = {run for path in folder.glob("*.txt") for run in runs(path.read_text(encoding="utf-8"))}
    printed = {path.name: runs(labelled.strip_marks(path.read_text(encoding="utf-8"))[0]) for path in SOURCES}
    assert {name: sorted(found & originals) for name, found in printed.items() if found & originals} == {}


def runs(text: str, length: int = 90) -> set[str]:
    """Every stretch of `length` characters, whatever its case and spacing."""
    text = re.sub(r"\s+", " ", text).casefold()
    return {text[start : start + length] for start in range(len(text) - length + 1)}
