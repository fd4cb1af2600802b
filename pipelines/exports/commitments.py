"""The one sheet that an official forwards as it is: «Cam kết», a line a promise, in Vietnamese. Pure.

What belongs here: its columns, their headings and words. What does not: which promises count and in which order
(publishing/answers.py), the words of promise and gap (publishing/said.py), cells (sheets.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.exports.sheets import Sheet, write_workbook
from pipelines.language import place_said
from pipelines.publishing import said
from pipelines.publishing.answers import ANSWERS, Answers, answered, answers
from pipelines.publishing.layout import COMMITMENTS, MANIFEST, WORKBOOKS
from pipelines.publishing.parquet import read_mart

# Column -> heading, type, width. What a person reads stands first and is printed; what a machine sorts by follows.
COLUMNS: dict[str, tuple[str, Any, int]] = {
    "unit": ("Đơn vị", pl.String, 20),
    "indicator": ("Chỉ tiêu", pl.String, 30),
    "quote": ("Câu cam kết (nguyên văn)", pl.String, 46),
    "promise": ("Cam kết", pl.String, 16),
    "figure": ("Thực tế (số gần nhất)", pl.String, 16),
    "gap_said": ("Khoảng cách", pl.String, 16),
    "answer": ("Kết luận", pl.String, 18),
    "reason": ("Lý do", pl.String, 28),
    "notes": ("Ghi chú", pl.String, 22),
    "document": ("Văn bản", pl.String, 36),
    "area": ("Lĩnh vực", pl.String, 20),
    "target_value": ("Mức cam kết (số)", pl.Float64, 11),
    "measure": ("Đơn vị đo", pl.String, 11),
    "due_year": ("Năm đến hạn", pl.Int32, 9),
    "actual": ("Số gần nhất (số)", pl.Float64, 11),
    "actual_year": ("Năm của số liệu", pl.Int32, 9),
    "gap": ("Khoảng cách (số, âm là thiếu)", pl.Float64, 12),
    "place": ("Chỗ trong văn bản", pl.String, 30),
    "source": ("Nguồn số liệu", pl.String, 34),
    "source_url": ("Địa chỉ nguồn", pl.String, 30),
    "cell": ("Ô số liệu", pl.String, 30),
    "source_note": ("Ghi chú của nguồn", pl.String, 34),
    "target_id": ("Mã cam kết", pl.String, 18),
}
PRINTED = 1 + list(COLUMNS).index("document")
WRAPPED = frozenset((*list(COLUMNS)[:PRINTED], "area", "place", "source", "cell", "source_note"))
# Why there is no verdict, as the pages say it.
UNDECIDED_WORDS = {
    "known": "có số liệu, chưa kết luận",
    "unpublished": "chưa ai công bố số liệu",
    "unjudged": "không đánh giá được",
}
# The colours of the scorecard, lightened: black words stand on them.
FILLS = {
    "missed": "#F4C7B0",
    "met": "#BFD9EC",
    "behind": "#F9DFA0",
    "on_track": "#CDE8F8",
    "known": "#E4EBF2",
    "unpublished": "#E3E3E5",
    "unjudged": "#F2F2F3",
}
TITLE = "Cam kết cải cách hành chính và kết quả, biết đến ngày {day}"
EXPLAINED = (
    ("Cam kết", "Một dòng là một cam kết có con số của chính đơn vị, đếm một lần. Mục tiêu cấp trên không nằm ở đây."),
    (
        "Số gần nhất",
        "Số đã công bố mới nhất tính đến ngày ghi ở đầu bảng; ô trống là chưa có số liệu, không phải bằng 0.",
    ),
    ("Khoảng cách", "Thực tế trừ cam kết theo chiều của chỉ tiêu: âm (kém) là còn thiếu, dương (hơn) là vượt."),
    ("Thực tế", "Dấu < hoặc > trước con số: nguồn chỉ nêu giới hạn, không nêu con số."),
    ("đạt", "Số chính thức của kỳ đến hạn đạt mức đã hứa, hoặc số gần nhất đã đạt trước hạn."),
    ("không đạt", "Đã đến hạn, số chính thức của kỳ đến hạn không đạt."),
    ("đúng tiến độ", "Chưa đến hạn; đã đi được ít nhất 95% đoạn đường đáng ra phải đi."),
    ("chậm", "Chưa đến hạn; đi chậm hơn thế."),
    (
        "có số liệu, chưa kết luận",
        "Đã có số, nhưng chưa phải số quyết định; lý do ghi bên cạnh, khoảng cách tính theo số gần nhất.",
    ),
    ("chưa ai công bố số liệu", "Chưa có số liệu để kết luận; không có nghĩa là không làm."),
    ("không đánh giá được", "Có số cũng không trả lời được cam kết; lý do ghi bên cạnh."),
)


def write_commitments(build: Path) -> Path:
    """Write the workbook into a staged build, from its marts."""
    names = ("mart_gap_latest", "dim_plan", "dim_term")
    latest, plans, terms = (read_mart(build, name) for name in names)
    as_of = date.fromisoformat(json.loads((build / MANIFEST).read_text(encoding="utf-8"))["as_of"])
    path = build / WORKBOOKS / COMMITMENTS
    path.parent.mkdir(exist_ok=True)
    words = said.Words(terms, "vi")
    rows = commitments(answers(latest, plans, terms), words)
    above = [TITLE.format(day=f"{as_of.day}/{as_of.month}/{as_of.year}"), _totals(rows, words)]
    if plans["is_synthetic"].any():
        above.append("DỮ LIỆU MÔ PHỎNG: các con số trong bảng này không có thật.")
    write_workbook(path, [_sheet(rows, words, above), _explained()], landscape=True)
    return path


def commitments(found: Answers, words: said.Words) -> pl.DataFrame:
    """One line a counted promise, the decided first, the widest gaps first."""
    rows = [_line(row, words) for row in answered(found.promises).iter_rows(named=True)]
    return pl.DataFrame(rows, schema={name: entry[1] for name, entry in COLUMNS.items()}, orient="row")


def _line(row: Mapping[str, Any], words: said.Words) -> dict[str, Any]:
    return {
        "unit": said.unit_name(row, words),
        "indicator": row["indicator_name_vi"] or words.text("places", "no_indicator"),
        "quote": " ".join(str(row["quote"] or "").split()),
        "promise": said.promise(row, words),
        "figure": said.figure(row, words),
        "gap_said": said.gap(row, words),
        "answer": _word(row["answer"], words),
        "reason": words.term("reason", row["reason"]) if row["reason"] else None,
        "notes": "; ".join(said.flags(row, words)) or None,
        "document": said.document(row),
        "area": words.term("area", row["area_code"]) if row["area_code"] else None,
        "target_value": row["target_value"],
        "measure": words.term("measure_unit", row["measure_unit"]),
        "due_year": row["due_year"],
        "actual": row["actual"],
        "actual_year": row["actual_year"],
        "gap": row["gap"],
        "place": _at(row["target_source_file"], row["target_locator"], words),
        "source": row["actual_source_title"] or row["actual_source_file"],
        "source_url": row["actual_source_url"],
        "cell": _at(row["actual_source_file"], row["actual_locator"], words),
        "source_note": row["actual_note"],
        "target_id": row["target_id"],
    }


def _at(file: str | None, locator: str | None, words: said.Words) -> str | None:
    return f"{file}, {place_said(locator, words.lang)}" if file and locator else file


def _word(answer: str, words: said.Words) -> str:
    return UNDECIDED_WORDS.get(answer) or words.term("status", answer)


def _totals(rows: pl.DataFrame, words: said.Words) -> str:
    found = rows["answer"].to_list()
    counts = [(found.count(word), word) for word in (_word(answer, words) for answer in ANSWERS)]
    return f"{rows.height} cam kết: " + ", ".join(f"{n} {word}" for n, word in counts if n)


def _sheet(rows: pl.DataFrame, words: said.Words, above: list[str]) -> Sheet:
    return Sheet(
        "Cam kết",
        rows,
        [entry[0] for entry in COLUMNS.values()],
        above,
        widths={name: entry[2] for name, entry in COLUMNS.items()},
        wrapped=WRAPPED,
        filled="answer",
        fills={_word(answer, words): colour for answer, colour in FILLS.items()},
        printed=PRINTED,
    )


def _explained() -> Sheet:
    rows = pl.DataFrame(EXPLAINED, schema=["word", "meaning"], orient="row")
    return Sheet("Giải thích", rows, ["Từ", "Nghĩa là"], widths={"word": 22, "meaning": 100})
