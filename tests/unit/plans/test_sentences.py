"""What the grammar reads from single sentences, each a claim of its own."""

from pathlib import Path
from typing import Any

import pytest

from pipelines.plans.documents.opening import from_string
from pipelines.plans.outline.metadata import read_metadata
from pipelines.plans.reader import default_matcher
from pipelines.plans.targets import find_targets
from pipelines.yaml_files import read_yaml
from tests.unit.plans import labelled_sentences

Cases = list[dict[str, Any]]
HERE = Path(__file__).parent
SECTIONS = {
    "objective": ["I. MỤC TIÊU"],
    "task": ["II. NHIỆM VỤ VÀ GIẢI PHÁP", "1. Cải cách thủ tục hành chính"],
    "situation": ["I. ĐẶC ĐIỂM TÌNH HÌNH"],
    "results": ["I. KẾT QUẢ ĐẠT ĐƯỢC"],
    "implementation": ["IV. TỔ CHỨC THỰC HIỆN"],
}
WORDINGS = read_yaml(HERE / "wordings.yml", Cases)
CASES = read_yaml(HERE / "sentences.yml", Cases)


def read(text: str, head: list[str] = (), title: str = "") -> list:
    lines = [title, *head, f"- {text}"]
    document = from_string("\n\n".join(line for line in lines if line))
    return find_targets(document, read_metadata(document), default_matcher()).mentions


def as_row(mention) -> list:
    value = mention.value if mention.value_high is None else f"{mention.value:g}-{mention.value_high:g}"
    unit = "percent" if mention.unit == "percent" else "count"
    return [
        mention.number_text,
        mention.op,
        value,
        mention.year,
        mention.level,
        mention.kind,
        mention.baseline_year,
        unit,
    ]


def wanted_row(row: list) -> list:
    full = [*row, *[None, "=", None, None, None, "level", None, "percent"][len(row) :]]
    return [
        full[0],
        full[1],
        str(full[2]) if isinstance(full[2], str) else float(full[2]),
        *full[3:6],
        str(full[6]) if full[6] else None,
        full[7],
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_sentence_is_read_as_a_person_reads_it(case):
    mentions = read(case["text"], case.get("head", []), case.get("title", ""))
    assert [as_row(m) for m in mentions] == [wanted_row(row) for row in case["want"]]


@pytest.mark.parametrize("case", WORDINGS, ids=[case["text"][:60] for case in WORDINGS])
def test_a_wording_is_read_by_its_class(case):
    title = case.get("title", "KẾ HOẠCH\n\nCải cách hành chính năm 2026")
    mentions = read(case["text"], SECTIONS[case["section"]], title)
    given = [2026 if len(row) < 4 else row[3] for row in case["want"]]
    wanted = [wanted_row([*row[:3], year, *row[4:]]) for row, year in zip(case["want"], given, strict=True)]
    assert [as_row(m) for m in mentions] == wanted


COMPOSED = read_yaml(HERE / "composed.yml", Cases)


@pytest.mark.parametrize("case", COMPOSED, ids=[case["id"] for case in COMPOSED])
def test_constructions_that_are_joined_are_read_together(case):
    title = "KẾ HOẠCH\n\nCải cách hành chính giai đoạn 2026 - 2030"
    mentions = read(case["text"], SECTIONS["objective"], title)
    got = [[m.op, m.year, m.level, m.kind, m.baseline_year] for m in mentions]
    assert got == [row[1:] for row in case["want"]]
    numbers = [row[0] for row in case["want"]]
    assert all(m.number_text.startswith(number) for m, number in zip(mentions, numbers, strict=True))


JOINED = [case for name in labelled_sentences.JOINED for case in read_yaml(HERE / f"{name}.yml", Cases)]


@pytest.mark.parametrize("case", JOINED, ids=[case["id"] for case in JOINED])
def test_joined_constructions_and_whole_texts_are_read_as_labelled(case):
    if "text" in case:
        mentions = read(case["text"], SECTIONS["objective"], "KẾ HOẠCH\n\nCải cách hành chính giai đoạn 2026 - 2030")
    else:
        document = from_string(case["document"], "md")
        mentions = find_targets(document, read_metadata(document), default_matcher()).mentions
    got = [[m.number_text, m.op, m.value, m.year, m.level, m.kind, m.baseline_year] for m in mentions]
    assert [row[1:2] + row[3:] for row in got] == [row[1:2] + row[3:] for row in case["want"]], got
    for read_row, wanted in zip(got, case["want"], strict=True):
        assert read_row[0].startswith(wanted[0]) and wanted[2] in (None, read_row[2]), got
