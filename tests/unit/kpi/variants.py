# ruff: noqa: E501 - a variant a line
"""Ways in which an office's file differs from the table it holds; each keeps the figures or makes them unreadable.

What belongs here: changes of order, wording, furniture, numbers and format. What does not: the right answers
(families.py). `python -m tests.unit.kpi.variants` prints what the reader makes of every family and variant.
"""

from __future__ import annotations

import csv
import html
import io
import random
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from pipelines.vietnamese import _TCVN3_TABLE
from tests.unit.kpi import forms
from tests.unit.kpi.families import FAMILIES, Row, Table, right_answers

Cell = str | int | float | None


@dataclass
class Style:
    """How a table is written: file ending, encoding, numbers, merges, sheets."""

    ending: str = ".xlsx"
    encoding: str = "utf-8"
    delimiter: str = ","
    number: Callable[[float], Cell] = lambda v: (
        f"{v:,.0f}".replace(",", ".") if v == int(v) else f"{v:g}".replace(".", ",")
    )
    merged: bool = True
    flat: str | None = None
    normal_form: str = "NFC"
    sheet: str = "Sheet1"
    other_sheets: list[str] = field(default_factory=list)
    title_table: bool = False
    caption: bool = False
    hidden_rows: int = 0
    hidden_column: bool = False
    side_car: dict[str, str] = field(default_factory=dict)
    name: str = "export"
    unmarked: bool = False
    may_refuse: bool = True
    header_twice: bool = False


Variant = Callable[[Table, Style], None]


# --- writing ---------------------------------------------------------------------------------------------------------


def unmark(text: str) -> str:
    plain = "".join(ch for ch in unicodedata.normalize("NFD", text) if not unicodedata.combining(ch))
    return plain.replace("đ", "d").replace("Đ", "D")


def header_rows(table: Table, style: Style) -> tuple[list[list[Cell]], list[tuple[int, int, int, int]]]:
    """Header rows with their merges, or one row of flattened paths."""
    paths = [path for _, path in table.columns]
    if style.flat is not None:
        return [[style.flat.join(path) or None for path in paths]], []
    depth = max(map(len, paths))
    rows: list[list[Cell]] = [[None] * len(paths) for _ in range(depth)]
    merges = []
    for level in range(depth):
        column = 0
        while column < len(paths):
            path, end = paths[column], column + 1
            while (
                level < len(path) - 1
                and end < len(paths)
                and len(paths[end]) > level + 1
                and paths[end][: level + 1] == path[: level + 1]
            ):
                end += 1
            if level < len(path):
                rows[level][column] = path[level]
                bottom = depth - 1 if level == len(path) - 1 else level
                if (bottom, end - 1) != (level, column):
                    merges.append((level, column, bottom, end - 1))
            column = end
    return rows, merges


def body_rows(table: Table, style: Style) -> list[list[Cell]]:
    found: list[list[Cell]] = []
    for row in table.rows:
        cells: list[Cell] = []
        for column, _ in table.columns:
            if column == "#":
                cells.append(row.number or None)
            elif column == "unit":
                cells.append(row.name or None)
            elif column in row.texts:
                cells.append(row.texts[column])
            elif column in row.values:
                value = style.number(row.values[column])
                is_text_percent = column in table.percents and isinstance(value, str)
                cells.append(f"{value}%" if is_text_percent else value)
            else:
                cells.append(None)
        found.append(cells)
    return found


def sheet_rows(table: Table, style: Style) -> tuple[list[list[Cell]], list[tuple[int, int, int, int]]]:
    header, merges = header_rows(table, style)
    lead: list[list[Cell]] = [list(row) for row in table.title]
    merges = [(t + len(lead), x, b + len(lead), r) for t, x, b, r in merges]
    numbers: list[list[Cell]] = [[f"({n})" for n in range(1, len(table.columns) + 1)]] if table.numbers_row else []
    body = body_rows(table, style)
    if style.header_twice:
        body = [*body[: len(body) // 2], *header, *body[len(body) // 2 :]]
    rows = [*lead, *header, *numbers, *body, *[list(row) for row in table.foot]]
    change = unmark if style.unmarked else (lambda text: unicodedata.normalize(style.normal_form, text))
    return [[change(cell) if isinstance(cell, str) else cell for cell in row] for row in rows], merges


def write(table: Table, style: Style, folder: Path) -> Path:
    rows, merges = sheet_rows(table, style)
    path = folder / f"{style.name}{style.ending}"
    if style.ending == ".xlsx":
        _write_xlsx(rows, merges if style.merged else [], style, path, len(table.title))
    elif style.ending == ".csv":
        stream = io.StringIO()
        csv.writer(stream, delimiter=style.delimiter).writerows([["" if c is None else c for c in row] for row in rows])
        path.write_bytes(encode(stream.getvalue(), style.encoding))
    else:
        path.write_bytes(_html(rows, merges, style, len(table.title)).encode(style.encoding))
    return path


def encode(text: str, encoding: str) -> bytes:
    if encoding != "tcvn3":
        return text.encode(encoding)
    codes = {letter: byte for byte, letter in sorted(_TCVN3_TABLE.items(), reverse=True) if byte >= 0xA1}
    small = "".join(ch if ch in codes or ch.isascii() else ch.lower() for ch in text)
    return bytes(codes.get(ch, ord(ch) if ord(ch) < 128 else 0x3F) for ch in small)


def _write_xlsx(
    rows: list[list[Cell]], merges: list[tuple[int, int, int, int]], style: Style, path: Path, titles: int
) -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
    for name in style.other_sheets:
        notes = book.add_worksheet(name)
        notes.write_row(0, 0, ["Ghi chú", "Số liệu do các đơn vị cung cấp"])
    sheet = book.add_worksheet(style.sheet)
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(place, column, cell)
    for box in merges:
        sheet.merge_range(*box, rows[box[0]][box[1]])
    for place in range(style.hidden_rows):
        sheet.set_row(titles + 5 + place, None, None, {"hidden": True})
    if style.hidden_column:
        sheet.set_column(3, 3, None, None, {"hidden": True})
    book.close()


def _html(rows: list[list[Cell]], merges: list[tuple[int, int, int, int]], style: Style, titles: int) -> str:
    spans = {m[:2]: m for m in merges}
    covered = {(r, c) for t, x, b, y in merges for r in range(t, b + 1) for c in range(x, y + 1)} - set(spans)

    def line(place: int) -> str:
        cells = []
        for column, cell in enumerate(rows[place]):
            if (place, column) in covered:
                continue
            box = spans.get((place, column))
            span = f' rowspan="{box[2] - box[0] + 1}" colspan="{box[3] - box[1] + 1}"' if box else ""
            text = html.escape(str(cell)).replace("\n", "<br>") if cell is not None else "&nbsp;"
            cells.append(f"<td{span}>{text}</td>")
        return f"<tr>{''.join(cells)}</tr>"

    lead, rest = [line(n) for n in range(titles)], [line(n) for n in range(titles, len(rows))]
    if style.title_table:
        return (
            "<html><body><table>"
            + "".join(lead)
            + "</table><br><table border=1>"
            + "".join(rest)
            + "</table></body></html>"
        )
    if style.caption:
        words = " ".join(str(cell) for row in rows[:titles] for cell in row if cell)
        return (
            f"<html><body><table border=1><caption>{html.escape(words)}</caption>"
            + "".join(rest)
            + "</table></body></html>"
        )
    return "<html><body><table>" + "".join([*lead, *rest]) + "</table></body></html>"


# --- variants --------------------------------------------------------------------------------------------------------


def reword(changes: dict[str, str]) -> Variant:
    def change(table: Table, style: Style) -> None:
        table.columns = [(i, tuple(changes.get(part, part) for part in path)) for i, path in table.columns]

    return change


def every_part(by: Callable[[str], str]) -> Variant:
    def change(table: Table, style: Style) -> None:
        table.columns = [(i, tuple(by(part) for part in path)) for i, path in table.columns]

    return change


def style_of(**values: Any) -> Variant:
    def change(table: Table, style: Style) -> None:
        for name, value in values.items():
            setattr(style, name, value)

    return change


def order_within_groups(table: Table, style: Style) -> None:
    """Columns in another order under the same heads, and the heads in another order."""
    tops = list(dict.fromkeys(path[:1] for i, path in table.columns if i not in ("#", "unit", "empty")))
    random.Random(3).shuffle(tops)
    fixed = [c for c in table.columns if c[0] in ("#", "unit", "empty")]
    rest: list[tuple[str, tuple[str, ...]]] = []
    for top in tops:
        block = [c for c in table.columns if c[1][:1] == top and c not in fixed]
        rest += sorted(block, key=lambda c: c[1][1:2], reverse=True)
    table.columns = [*fixed, *rest]


def unit_last(table: Table, style: Style) -> None:
    table.columns = [c for c in table.columns if c[0] != "unit"] + [c for c in table.columns if c[0] == "unit"]
    table.numbers_row = False


def without(column: str) -> Variant:
    def change(table: Table, style: Style) -> None:
        table.columns = [c for c in table.columns if c[0] != column]

    return change


def add_column(words: tuple[str, ...], text: str, after: int | None = None) -> Variant:
    def change(table: Table, style: Style) -> None:
        table.columns.insert(len(table.columns) if after is None else after, ("extra", words))
        for row in table.rows:
            if row.kind != "blank":
                row.texts["extra"] = text

    return change


def under_heads(*heads: str) -> Variant:
    """All columns of figures under further rows of heads."""

    def change(table: Table, style: Style) -> None:
        table.columns = [(i, path if i in ("#", "unit", "empty") else (*heads, *path)) for i, path in table.columns]

    return change


def furniture(*lines: str) -> Variant:
    def change(table: Table, style: Style) -> None:
        table.title = [*[[line] for line in lines], [None], *table.title]

    return change


def below_title(*lines: str) -> Variant:
    def change(table: Table, style: Style) -> None:
        table.title = [*table.title, *[[None, None, None, line] for line in lines]]

    return change


def foot(*lines: str) -> Variant:
    def change(table: Table, style: Style) -> None:
        table.foot = [[None], *[[None, None, line] for line in lines]]

    return change


def names(by: Callable[[str], str]) -> Variant:
    def change(table: Table, style: Style) -> None:
        for row in table.rows:
            row.name = by(row.name) if row.kind in ("unit", "answer") else row.name

    return change


def total_first(table: Table, style: Style) -> None:
    table.rows = [r for r in table.rows if r.kind == "total"] + [r for r in table.rows if r.kind != "total"]


def total_words(words: str, in_number: bool = False) -> Variant:
    def change(table: Table, style: Style) -> None:
        for row in table.rows:
            if row.kind == "total":
                row.name, row.number = ("", words) if in_number else (words, "")

    return change


def no_total(table: Table, style: Style) -> None:
    table.rows = [row for row in table.rows if row.kind != "total"]


def blank_rows(table: Table, style: Style) -> None:
    table.rows = [r for row in table.rows for r in (row, Row("blank"))]


def no_numbers(table: Table, style: Style) -> None:
    for row in table.rows:
        row.number = row.number if row.kind == "group" else ""


def number_style(by: Callable[[float], Cell], **more: Any) -> Variant:
    def change(table: Table, style: Style) -> None:
        style.number = by
        for name, value in more.items():
            setattr(style, name, value)

    return change


def as_cell(value: float) -> Cell:
    return int(value) if value == int(value) else value


def unit_header(words: str) -> Variant:
    def change(table: Table, style: Style) -> None:
        table.columns = [(i, (words,) if i == "unit" else path) for i, path in table.columns]

    return change


def group_words(first: str, second: str) -> Variant:
    def change(table: Table, style: Style) -> None:
        groups = [row for row in table.rows if row.kind == "group"]
        for row, words in zip(groups, (first, second), strict=False):
            row.name = words

    return change


def group_with_number(table: Table, style: Style) -> None:
    for row in table.rows:
        if row.kind == "group":
            row.name, row.number = f"{row.number}. {row.name}", ""


def title_period(line: str, label: str = "") -> Variant:
    """The title's period lines replaced by one, which states the period `label` (or none that is clear)."""

    def change(table: Table, style: Style) -> None:
        table.period = label or "no period may be read"
        kept = [list(row) for row in table.title]
        words = ("Kỳ báo cáo", "Từ ngày", "Tháng", "tháng", "Quý", "quý", "NĂM", "Năm", "năm", "(Từ")
        for row in kept:
            for place, cell in enumerate(row):
                if cell and any(w in cell for w in words):
                    row[place] = (
                        "TỈNH THANH HÓA"
                        if "THANH HÓA" in cell.upper()
                        else ("THÀNH PHỐ HÀ NỘI" if "HÀ NỘI" in cell.upper() else None)
                    )
        table.title = [*kept, [line]]

    return change


ENGLISH = {
    "STT": "No.",
    "TT": "No.",
    "Đơn vị": "Unit",
    "Tên đơn vị": "Unit name",
    "Tiếp nhận": "Received",
    "Tổng số": "Total",
    "Trực tuyến": "Online",
    "Trực tiếp": "Direct",
    "Đã giải quyết": "Resolved",
    "Quá hạn": "Overdue",
    "Đúng hạn": "On time",
    "Trước hạn": "Early",
    "Tỉnh": "Province",
    "Tỉnh, thành phố": "Province",
    "Xếp hạng": "Rank",
    "Chỉ số hài lòng": "SIPAS",
    "Số phiếu": "Respondents",
}
MIXED = {key: f"{key} ({value})" for key, value in ENGLISH.items()}
SHORT = {
    "Số lượng hồ sơ đã giải quyết": "SL HS đã GQ",
    "Số lượng hồ sơ đang giải quyết": "SLHS đang GQ",
    "Hồ sơ đang xử lý": "HS đang XL",
    "Tiếp nhận": "TN",
    "Đã giải quyết": "Đã GQ",
    "Đang giải quyết": "Đang GQ",
    "Số hóa hồ sơ TTHC khi tiếp nhận": "Số hóa HS TTHC khi TN",
    "Số hồ sơ nhận giải quyết": "Số HS nhận GQ",
    "Thủ tục hành chính": "TTHC",
    "Cung cấp dịch vụ trực tuyến": "Cung cấp DVC TT",
    "xử lý đúng hạn": "XL đúng hạn",
    "Số hóa kết quả giải quyết": "Số hóa KQ GQ",
    "Tỷ lệ nộp hồ sơ trực tuyến": "TL nộp HS trực tuyến",
    "Đã xử lý": "Đã XL",
    "Tổng tiếp nhận": "Tổng TN",
}
OTHER = {
    "Trước hạn": "Trả trước thời hạn",
    "Đúng hạn": "Trả đúng thời hạn",
    "Quá hạn": "Trả quá thời hạn",
    "Đúng và trước hạn": "Trả đúng và trước thời hạn",
    "Trực tuyến": "Nộp trực tuyến",
    "Trực tiếp": "Nộp trực tiếp",
    "Tiếp nhận": "Hồ sơ tiếp nhận trong kỳ",
    "Đã giải quyết": "Hồ sơ đã giải quyết xong",
    "Tổng tiếp nhận": "Tổng số hồ sơ tiếp nhận",
    "xử lý đúng hạn": "Số hồ sơ được xử lý đúng hạn",
    "Chỉ số hài lòng": "Chỉ số hài lòng chung năm 2023",
    "Xếp hạng": "Vị trí xếp hạng",
    "Số phiếu": "Số phiếu thu về",
    "Mức độ đánh giá": "Mức độ hài lòng của người dân",
    "Số hóa hồ sơ": "Điểm số hóa hồ sơ",
    "Mức độ hài lòng": "Mức độ hài lòng của người dân, doanh nghiệp",
    "Tên đơn vị": "Tên cơ quan, đơn vị",
    "Trễ hạn": "Trả kết quả trễ hạn",
    "PCI 2021": "Điểm tổng hợp PCI 2021",
    "Tổng HS có nghĩa vụ tài chính": "Tổng số hồ sơ phải thực hiện nghĩa vụ tài chính",
    "Số HS đã TTTT": "Số hồ sơ đã thực hiện TTTT",
    "Có số hóa TPHS": "Số hồ sơ có số hóa TPHS",
}


def flip_dates(table: Table, style: Style) -> None:
    """On time and late exchange their header words: loads by the words, so figures change places or nothing loads."""


def break_header(part: str) -> str:
    words = part.split(" ")
    return (
        "\n".join([" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])]) if len(words) > 2 else part
    )


VARIANTS: dict[str, Variant] = {
    "as it is": lambda t, s: None,
    "other order": order_within_groups,
    "unit column last": unit_last,
    "no number column": without("#"),
    "note column": add_column(("Ghi chú",), "x"),
    "unknown column of figures": add_column(("Số biên bản vi phạm",), "7"),
    "unknown column of words": add_column(("Lãnh đạo phụ trách",), "Nguyễn Văn A"),
    "unknown column in the middle": add_column(("Số cán bộ một cửa",), "12", 3),
    "flat, dash": style_of(flat=" - "),
    "flat, slash": style_of(flat="/"),
    "flat, colon": style_of(flat=": "),
    "flat, underscore, csv": style_of(flat="_", ending=".csv"),
    "one head above": under_heads("KẾT QUẢ TRONG KỲ BÁO CÁO"),
    "five heads above": under_heads("Kết quả", "Số liệu", "Tổng hợp", "Của đơn vị", "Trong kỳ báo cáo"),
    "furniture": furniture(
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 123/BC-UBND",
        "Ngày 05 tháng 7 năm 2024",
    ),
    "unit line: hồ sơ": below_title("ĐVT: hồ sơ"),
    "unit line: %": below_title("Đơn vị tính: %"),
    "unit line: nghìn hồ sơ": below_title("Đơn vị tính: nghìn hồ sơ"),
    "unit line: triệu đồng": below_title("Đơn vị tính: triệu đồng"),
    "unit in header: hồ sơ": every_part(lambda p: p),
    "signed": foot("Ngày 05 tháng 7 năm 2024", "NGƯỜI LẬP BIỂU", "Nguyễn Văn B"),
    "sum note below": foot("Ghi chú: Số liệu tính đến ngày 30/6/2024; gồm 12 hồ sơ chuyển sang năm 2025"),
    "upper case": every_part(str.upper),
    "lower case": every_part(str.lower),
    "wrapped": every_part(break_header),
    "double spaces": every_part(lambda p: p.replace(" ", "  ") + " "),
    "trailing colon": every_part(lambda p: p + ":"),
    "numbered headers": every_part(lambda p: f"1. {p}"),
    "mixed with English": reword(MIXED),
    "English": reword(ENGLISH),
    "abbreviations": reword(SHORT),
    "other words": reword(OTHER),
    "no marks": style_of(unmarked=True),
    "no marks, csv": style_of(unmarked=True, ending=".csv"),
    "total first": total_first,
    "total named Cộng": total_words("Cộng:"),
    "total named Toàn tỉnh": total_words("TOÀN TỈNH"),
    "total named Tổng cộng (I+II)": total_words("Tổng cộng (I+II)"),
    "total in number cell": total_words("Tổng số", True),
    "no total": no_total,
    "blank rows": blank_rows,
    "no numbers": no_numbers,
    "number cells": number_style(as_cell),
    "plain digits": number_style(lambda v: f"{v:.0f}" if v == int(v) else f"{v:g}"),
    "comma thousands": number_style(lambda v: f"{v:,.0f}" if v == int(v) else f"{v:g}"),
    "space thousands": number_style(
        lambda v: f"{v:,.0f}".replace(",", " ") if v == int(v) else f"{v:g}".replace(".", ",")
    ),
    "hard space thousands": number_style(
        lambda v: f"{v:,.0f}".replace(",", "\u00a0") if v == int(v) else f"{v:g}".replace(".", ",")
    ),
    "decimals .0": number_style(lambda v: f"{v:.1f}" if v == int(v) else f"{v:g}"),
    "csv semicolon": style_of(ending=".csv", delimiter=";", encoding="utf-8-sig"),
    "csv tab utf-16": style_of(ending=".csv", delimiter="\t", encoding="utf-16"),
    "csv tcvn3": style_of(ending=".csv", encoding="tcvn3"),
    "csv pipe": style_of(ending=".csv", delimiter="|"),
    "html as xls": style_of(ending=".xls"),
    "html utf-16": style_of(ending=".xls", encoding="utf-16"),
    "html, title in its own table": style_of(ending=".html", title_table=True),
    "html, title in the caption": style_of(ending=".html", caption=True),
    "not merged": style_of(merged=False),
    "NFD": style_of(normal_form="NFD"),
    "NFD csv": style_of(normal_form="NFD", ending=".csv"),
    "other sheets": style_of(other_sheets=["Bìa", "Hướng dẫn"]),
    "hidden rows": style_of(hidden_rows=2),
    "hidden column": style_of(hidden_column=True),
    "header twice": style_of(header_twice=True),
    "UBND before names": names(
        lambda n: f"UBND {n[0].lower()}{n[1:]}" if n.startswith(("Huyện", "Quận", "Thị", "Tỉnh")) else f"UBND tỉnh {n}"
    ),
    "names upper case": names(str.upper),
    "names without type": names(lambda n: n.replace("Huyện ", "").replace("Thị xã ", "").replace("Quận ", "")),
    "names with numbers": names(lambda n: f"1. {n}"),
    "names with spaces": names(lambda n: f"  {n} "),
    "unit header: Tên cơ quan": unit_header("Tên cơ quan"),
    "unit header: Cơ quan thực hiện": unit_header("Cơ quan, đơn vị thực hiện"),
    "unit header: Địa phương": unit_header("Địa phương"),
    "unit header: Tên đơn vị": unit_header("Tên đơn vị"),
    "groups in other words": group_words("Khối các sở, ngành", "UBND các huyện, thị xã, thành phố"),
    "groups with their numbers": group_with_number,
    "several periods in one line": title_period("Số liệu quý I và quý II năm 2024"),
    "month and six months": title_period("Tháng 6 và 6 tháng đầu năm 2024"),
    "this year and last": title_period("Quý II/2024 (so với quý II/2023)", "2024-Q2"),
    "no period": title_period("Biểu tổng hợp"),
}


# --- what came of it -------------------------------------------------------------------------------------------------


def outcome(table: Table, reading: forms.KpiReading, period: str) -> tuple[str, str]:
    """`right | part | refused | WRONG | SILENT` and a word why."""
    want = right_answers(table)
    rows = reading.observations.to_dicts()
    got = {}
    for r in rows:
        got[r["indicator_code"], r["scope_code"], r["source_variant"], r["unit_id"], r["coverage_level"]] = r["value"]
    problems = [f for f in reading.findings if f.severity in ("error", "warning")]
    note = "; ".join(sorted({f.rule for f in reading.findings}))
    variants = {(k[0], k[1], k[3], k[4]): v for k, v in want.items()}
    named = {(k[0], k[1], k[2], k[3], k[4]) for k in want if k[2]}
    for key, value in got.items():
        right = variants.get((key[0], key[1], key[3], key[4]))
        if right is None or value is None or abs(right - value) > max(0.006, 1e-6 * right):
            return "WRONG", f"{key}={value} not {right}; {note}"
        if any(k[0] == key[0] and k[1] == key[1] and k[3:] == key[3:] for k in named) and key not in named:
            return "WRONG", f"variant of {key}"
    labels = {r["period_label"] for r in rows} | {f"{r['period_start']}/{r['period_end']}" for r in rows}
    if rows and period not in labels:
        return "WRONG", f"period {sorted(labels)} not {period}"
    if len(got) == len(want):
        return "right", note
    if not problems:
        return "SILENT", f"{len(got)} of {len(want)} figures, no finding; {note}"
    return ("part" if got else "refused"), f"{len(got)}/{len(want)}; {note}"


def run(family: str, variant: str, folder: Path) -> tuple[str, str, forms.KpiReading]:
    """Write one variant of a family and read it."""
    table, style = FAMILIES[family]().copy(), Style()
    VARIANTS[variant](table, style)
    (folder / "kpi").mkdir(exist_ok=True)
    reading = forms.read(write(table, style, folder / "kpi"), **style.side_car)
    return (*outcome(table, reading, table.period), reading)


def main() -> None:
    """Print family x variant; arguments choose families, or variants by a part of their name."""
    chosen = sys.argv[1:]
    some = [f for f in FAMILIES if not chosen or f in chosen or not set(chosen) & set(FAMILIES)]
    parts = [c for c in chosen if c not in FAMILIES]
    tally: dict[str, int] = {}
    for variant in VARIANTS:
        if parts and not any(p in variant for p in parts):
            continue
        line = []
        for family in some:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    result, why, reading = run(family, variant, Path(folder))
                except Exception as error:
                    result, why, reading = "CRASH", repr(error)[:150], None
            tally[result] = tally.get(result, 0) + 1
            if result != "right":
                line.append(f"    {family}: {result} {why[:170]}")
                if reading is not None and parts:
                    line += [
                        f"        {f.severity} {f.rule} @ {f.locator}: {f.found[:150]} | {f.expected[:150]} | {f.remedy[:260]}"
                        for f in reading.findings[:3]
                    ]
        print(
            f"{variant}: {len(some) - sum(not text.startswith('        ') for text in line)} right",
            *line,
            sep="\n",
        )
    print(tally)


if __name__ == "__main__":
    main()
