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
from pipelines.publishing.answers import Answers, answers
from pipelines.publishing.layout import COMMITMENTS, MANIFEST, WORKBOOKS
from pipelines.publishing.parquet import read_mart

# Column -> heading, type, width.
COLUMNS: dict[str, tuple[str, Any, int]] = {
    "unit": ("Đơn vị", pl.String, 22),
    "area": ("Lĩnh vực", pl.String, 20),
    "indicator": ("Chỉ tiêu", pl.String, 34),
    "quote": ("Câu cam kết (nguyên văn)", pl.String, 50),
    "promise": ("Cam kết", pl.String, 18),
    "target_value": ("Mức cam kết (số)", pl.Float64, 11),
    "measure": ("Đơn vị đo", pl.String, 11),
    "due_year": ("Năm đến hạn", pl.Int32, 9),
    "actual": ("Số gần nhất", pl.Float64, 11),
    "actual_year": ("Năm của số liệu", pl.Int32, 9),
    "gap": ("Khoảng cách (âm là thiếu)", pl.Float64, 12),
    "gap_said": ("Khoảng cách bằng lời", pl.String, 18),
    "status": ("Kết luận", pl.String, 18),
    "reason": ("Lý do", pl.String, 34),
    "notes": ("Ghi chú", pl.String, 28),
    "document": ("Văn bản", pl.String, 20),
    "place": ("Chỗ trong văn bản", pl.String, 30),
    "source": ("Nguồn số liệu", pl.String, 34),
    "source_url": ("Địa chỉ nguồn", pl.String, 30),
    "target_id": ("Mã cam kết", pl.String, 18),
}
WRAPPED = frozenset(("indicator", "quote", "reason", "notes", "place", "source"))
# The colours of the scorecard, lightened: black words stand on them.
FILLS = {
    "missed": "#F4C7B0",
    "met": "#BFD9EC",
    "behind": "#F9DFA0",
    "on_track": "#CDE8F8",
    "no_data": "#E3E3E5",
    "not_assessable": "#F2F2F3",
}
TITLE = "Cam kết cải cách hành chính và kết quả, biết đến ngày {day}"
EXPLAINED = (
    ("Cam kết", "Một dòng là một cam kết có con số của chính đơn vị, đếm một lần. Mục tiêu cấp trên không nằm ở đây."),
    (
        "Số gần nhất",
        "Số đã công bố mới nhất tính đến ngày ghi ở đầu bảng; ô trống là chưa có số liệu, không phải bằng 0.",
    ),
    ("Khoảng cách", "Thực tế trừ cam kết theo chiều của chỉ tiêu: âm là còn thiếu, dương là vượt."),
    ("đạt", "Số chính thức của kỳ đến hạn đạt mức đã hứa, hoặc số gần nhất đã đạt trước hạn."),
    ("không đạt", "Đã đến hạn, số chính thức của kỳ đến hạn không đạt."),
    ("đúng tiến độ", "Chưa đến hạn; đã đi được ít nhất 95% đoạn đường đáng ra phải đi."),
    ("chậm", "Chưa đến hạn; đi chậm hơn thế."),
    ("không có số liệu", "Chưa có số liệu để kết luận; không có nghĩa là không làm."),
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
    above = [TITLE.format(day=f"{as_of.day}/{as_of.month}/{as_of.year}"), _totals(rows)]
    if plans["is_synthetic"].any():
        above.append("DỮ LIỆU MÔ PHỎNG: các con số trong bảng này không có thật.")
    write_workbook(path, [_sheet(rows, words, above), _explained()], landscape=True)
    return path


def commitments(found: Answers, words: said.Words) -> pl.DataFrame:
    """One line a counted promise, the decided first, the widest gaps first."""
    rows = [_line(row, words) for row in found.promises.iter_rows(named=True)]
    return pl.DataFrame(rows, schema={name: entry[1] for name, entry in COLUMNS.items()}, orient="row")


def _line(row: Mapping[str, Any], words: said.Words) -> dict[str, Any]:
    return {
        "unit": said.unit_name(row, words),
        "area": words.term("area", row["area_code"]) if row["area_code"] else None,
        "indicator": row["indicator_name_vi"] or words.text("places", "no_indicator"),
        "quote": " ".join(str(row["quote"] or "").split()),
        "promise": said.promise(row, words),
        "target_value": row["target_value"],
        "measure": words.term("measure_unit", row["measure_unit"]),
        "due_year": row["due_year"],
        "actual": row["actual"],
        "actual_year": row["actual_year"],
        "gap": row["gap"],
        "gap_said": said.gap(row, words),
        "status": words.term("status", row["status"]),
        "reason": words.term("reason", row["reason"]) if row["reason"] else None,
        "notes": "; ".join(said.flags(row, words)) or None,
        "document": said.document(row),
        "place": f"{row['target_source_file']}, {place_said(row['target_locator'], words.lang)}",
        "source": row["actual_source_title"] or row["actual_source_file"],
        "source_url": row["actual_source_url"],
        "target_id": row["target_id"],
    }


def _totals(rows: pl.DataFrame) -> str:
    counts = rows.group_by("status", maintain_order=True).len().iter_rows()
    return f"{rows.height} cam kết: " + ", ".join(f"{n} {status}" for status, n in counts)


def _sheet(rows: pl.DataFrame, words: said.Words, above: list[str]) -> Sheet:
    return Sheet(
        "Cam kết",
        rows,
        [entry[0] for entry in COLUMNS.values()],
        above,
        widths={name: entry[2] for name, entry in COLUMNS.items()},
        wrapped=WRAPPED,
        filled="status",
        fills={words.term("status", status): colour for status, colour in FILLS.items()},
    )


def _explained() -> Sheet:
    rows = pl.DataFrame(EXPLAINED, schema=["word", "meaning"], orient="row")
    return Sheet("Giải thích", rows, ["Từ", "Nghĩa là"], widths={"word": 22, "meaning": 100})
