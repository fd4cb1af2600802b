"""What findings found is said in Vietnamese first; every entry of the words fits its own example."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipelines import found_words
from pipelines.findings import Finding
from pipelines.foreign_content import KINDS, Foreign
from pipelines.found_words import found_in_words, own_expectation, remedy_in_vietnamese, with_names

REMEDIES = yaml.safe_load(Path(found_words.__file__).with_name("remedy_words.yml").read_text(encoding="utf-8"))
EXPECTED = yaml.safe_load(Path(found_words.__file__).with_name("expected_words.yml").read_text(encoding="utf-8"))
ENTRIES = yaml.safe_load(Path(found_words.__file__).with_suffix(".yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["en"])
def test_each_entry_says_its_example_in_its_own_words(entry: dict[str, str]) -> None:
    first = entry["vi"].partition("{")[0]
    said = found_in_words(entry["example"], "vi")
    assert said.startswith(first)
    assert "{" not in said
    assert found_in_words(entry["example"], "en") == entry["example"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_content_that_is_not_read_is_named_in_vietnamese_with_what_to_do(kind: Foreign) -> None:
    assert found_in_words(kind.name, "vi") != kind.name
    assert remedy_in_vietnamese(kind.remedy)


def test_texts_of_one_cause_are_said_one_by_one() -> None:
    found = "printed 27054, rows give 27047; printed 6780, rows give 6773"
    assert found_in_words(found, "vi") == "in 27054, cộng các dòng được 27047; in 6780, cộng các dòng được 6773"


def test_words_of_a_file_stay_as_they_are() -> None:
    assert found_in_words("Xã Mô Phỏng", "vi") == "Xã Mô Phỏng"


def test_a_text_that_holds_the_joint_is_said_as_a_whole() -> None:
    found = "P15-34, 2025; the unit changed on 2025-07-01; P25-34, 2025; the unit changed on 2025-07-01"
    assert "the unit" not in found_in_words(found, "vi")
    lists = "2 rows: 1 Số văn bản; 2 Số nhiệm vụ; 3 rows: 4 Số cuộc họp; 5 Số tin bài; 6 Số buổi"
    said = found_in_words(lists, "vi")
    assert said == "2 dòng: 1 Số văn bản; 2 Số nhiệm vụ; 3 dòng: 4 Số cuộc họp; 5 Số tin bài; 6 Số buổi"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("pci_score Hà Nội 2017 = 70", "PCI (pci_score) Hà Nội 2017 = 70"),
        ("pci_score 2017 = 70; pci_score 2018 = 71", "PCI (pci_score) 2017 = 70; PCI 2018 = 71"),
        ("thiếu: P12-63, P99-63", "thiếu: Tỉnh Lai Châu (P12-63), P99-63"),
        ("kpi/pci_score.csv", "kpi/pci_score.csv"),
        ("my_pci_score", "my_pci_score"),
    ],
)
def test_codes_and_ids_say_their_names_once_and_parts_of_other_words_do_not(found: str, said: str) -> None:
    assert with_names(found, {"pci_score": "PCI", "P12-63": "Tỉnh Lai Châu"}) == said


@pytest.mark.parametrize("entry", EXPECTED, ids=lambda entry: entry["en"])
def test_each_expectation_says_its_example_in_its_own_words(entry: dict[str, str]) -> None:
    said = own_expectation(entry["example"], "vi")
    assert said is not None
    assert entry["vi"].rpartition("{")[0].partition("{")[0] in said
    assert own_expectation(entry["example"], "en") == entry["example"]


def test_an_expectation_that_names_no_more_than_its_kind_is_left_to_it() -> None:
    assert own_expectation("a catalogue code or alias", "vi") is None
    assert own_expectation("a known period", "en") is None


@pytest.mark.parametrize("entry", REMEDIES, ids=lambda entry: entry["en"])
def test_each_remedy_says_its_example_in_its_own_words(entry: dict[str, str]) -> None:
    said = remedy_in_vietnamese(entry["example"])
    assert said is not None
    assert said.startswith(entry["vi"].partition("{")[0])


def test_a_remedy_of_several_parts_is_said_part_by_part_or_not_at_all() -> None:
    several = "if «Tồn» means «Còn lại», add «Tồn» to list 2 in ii06a.yml; still missing: Xếp hạng (rank)"
    assert remedy_in_vietnamese(several) == (
        "nếu «Tồn» nghĩa là «Còn lại», thêm «Tồn» vào list 2 in ii06a.yml; còn thiếu: Xếp hạng (rank)"
    )
    assert remedy_in_vietnamese(f"{several}; words that nobody listed") is None


@pytest.mark.parametrize(
    ("written", "en", "vi"),
    [
        ("1 rows: 4 Số cuộc họp", "1 row: 4 Số cuộc họp", "1 dòng: 4 Số cuộc họp"),
        ("2 rows: 4; 5", "2 rows: 4; 5", "2 dòng: 4; 5"),
        ("1 blank cells among counts", "1 blank cell among counts", "1 ô trống"),
        ("1 Rowsley", "1 Rowsley", "1 Rowsley"),
        ("21 rows: 4", "21 rows: 4", "21 dòng: 4"),
    ],
)
def test_one_thing_is_said_as_one_in_both_languages(written: str, en: str, vi: str) -> None:
    found = Finding("kpi", "a.csv", "file", "row_unknown", "warning", written, "", "").found
    assert found == en
    assert found_in_words(found, "vi").startswith(vi)
