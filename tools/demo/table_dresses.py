"""Tables of a demo world that look odd and mean what they say: every figure loads.

What belongs here: one function a dress, from a clean table to an odd one (messes.yml says how often). What does not:
messes that change or cost figures (messes), how programs store a table (stored).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tools.demo.books import Cell, Row, Share, Table, header_rows
from tools.make_labelled_plans import TCVN3, TCVN3_CAPITALS

Dress = Callable[[Table], Table | tuple[Table, ...]]
_NAMES = ("Tên đơn vị", "Đơn vị", "Lĩnh vực, công việc giải quyết theo cấp")
_BELOW = ("Huyện ", "Thị xã ", "Xã ", "Phường ", "Quận ")
_DAY = re.compile(r"\d{2}/\d{2}/\d{4}")
_FURNITURE: list[Row] = [
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",),
    ("Độc lập - Tự do - Hạnh phúc",),
    *[()] * 14,
]


def unit_column(table: Table) -> int:
    """The column of names."""
    return next(n for n, path in enumerate(table.header) if path[0] in _NAMES)


def empty_first_column(table: Table) -> Table:
    """Everything one column to the right, as in form 07a."""
    return replace(
        table,
        title=[(None, *row) for row in table.title],
        header=[("",), *table.header],
        body=[(None, *row) for row in table.body],
        foot=[(None, *row) for row in table.foot],
        column_numbers=False,
    )


def days_since_1904(table: Table) -> Table:
    """«Từ ngày … đến ngày …» as dates in cells, in a workbook that counts its days from 1904, as Macs did."""
    (last,) = table.title[-1]
    first, until = (datetime.strptime(day, "%d/%m/%Y").date() for day in _DAY.findall(str(last)))
    title = [*table.title[:-1], ("Từ ngày", first, "đến ngày", until)]
    return replace(table, title=title, since_1904=True)


def counts_as_text(table: Table) -> Table:
    """« 1.234 »: dots and stray spaces."""
    return _each_count(table, lambda count: f" {count:,} ".replace(",", "."))


def counts_without_dots(table: Table) -> Table:
    """«268763» as text, as some portals print counts."""
    return _each_count(table, str)


def counts_with_narrow_spaces(table: Table) -> Table:
    """«1 234» with the narrow space that typesetters put into thousands."""
    return _each_count(table, lambda count: f"{count:,}".replace(",", "\u202f"))


def invisible_marks(table: Table) -> Table:
    """Marks of direction around numbers, joiners and soft hyphens in names, as pasted text brings them along."""
    counts = _each_count(table, lambda count: f"\u200e{count:,}\u202c".replace(",", "."))
    column = unit_column(table)
    return _each_cell(counts, lambda n, cell: f"{cell}\u200b\u00ad" if n == column and isinstance(cell, str) else cell)


def total_among_numbers(table: Table) -> Table:
    """«Tổng cộng» typed into the column of numbers."""
    last = table.body[-1]
    return replace(table, body=[*table.body[:-1], (last[1], None, *last[2:])])


def offices_with_prefix(table: Table) -> Table:
    """«UBND Huyện …» for «Huyện …»."""
    column = unit_column(table)
    return _each_cell(table, lambda n, cell: f"UBND {cell}" if n == column and str(cell).startswith(_BELOW) else cell)


def names_with_spaces(table: Table) -> Table:
    """Spaces before, behind and twice between the words of names, some of them unbreakable."""
    column = unit_column(table)
    return _each_cell(
        table,
        lambda n, cell: f"  {cell.replace(' ', '  ')}\u00a0" if n == column and isinstance(cell, str) else cell,
    )


def marks_set_apart(table: Table) -> Table:
    """Letters and their marks as two signs each (NFD), as some desks store them."""
    return _each_text(table, lambda text: unicodedata.normalize("NFD", text))


def old_letters(table: Table) -> Table:
    """Cells typed in a font «.Vn…» (TCVN3), as they come out of it."""

    def old(text: str) -> str:
        small = (TCVN3_CAPITALS.get(letter, letter) for letter in text)  # toned capitals have no place of their own
        return "".join(TCVN3.get(letter, letter) for letter in small)

    return _each_text(table, old)


def signed(table: Table) -> Table:
    """Place, day and who signs below the table."""
    signed: list[Row] = [(), (None, None, "Ngày 05 tháng 7 năm 2024"), (None, None, "Người làm báo cáo"), ()]
    return replace(table, foot=[*signed, *table.foot])


def starts_far_down(table: Table) -> Table:
    """The nation's head and empty rows before the title: the header stands below row 16."""
    return replace(table, title=[*_FURNITURE, *table.title])


def flat_header(table: Table) -> Table:
    """One header row: «Tiếp nhận - Tổng số»."""
    return replace(table, header=[(" - ".join(path),) for path in table.header])


def header_on_each_page(table: Table) -> Table:
    """The header again in the middle of the rows."""
    middle = len(table.body) // 2
    rows, _ = header_rows(table.header)
    return replace(table, body=[*table.body[:middle], *rows, *table.body[middle:]])


def numbers_from_two(table: Table) -> Table:
    """Rows numbered from 2 in each group, a mistake of one portal."""
    return _each_cell(table, lambda n, cell: cell + 1 if n == 0 and isinstance(cell, int) else cell)


def rows_of_nobody(table: Table) -> Table:
    """An account that nobody uses, in a row among the units."""
    width, column = len(table.header), unit_column(table)
    row: Row = ["account không dùng" if n == column else "" if n < column else 0 for n in range(width)]
    middle = len(table.body) - 2
    return replace(table, body=[*table.body[:middle], row, *table.body[middle:]])


def instructions_before(table: Table) -> tuple[Table, ...]:
    """A first sheet that tells how to fill the form."""
    steps: list[Row] = [("Nhập số liệu", "Cán bộ một cửa"), ("Kiểm tra", "Văn phòng")]
    first = Table([("HƯỚNG DẪN SỬ DỤNG",)], [("Nội dung",), ("Người thực hiện",)], steps, sheet="Huong dan")
    return first, table


def comma_in_shares(table: Table) -> Table:
    """«98,5%» for «98.5%»."""
    return _each_cell(
        table, lambda _, cell: cell.replace(".", ",") if isinstance(cell, str) and cell.endswith("%") else cell
    )


def shares_as_numbers(table: Table) -> Table:
    """0.985 in a cell that shows «98.5%»."""
    return _each_cell(table, lambda _, cell: Share.of(cell) if isinstance(cell, str) and cell.endswith("%") else cell)


def offices_with_seat(table: Table) -> Table:
    """«UBND Xã … - tỉnh …», as the national portal prints names."""
    column, province = unit_column(table), str(table.title[1][0]).removeprefix("ỦY BAN NHÂN DÂN ").capitalize()
    return _each_cell(
        table,
        lambda n, cell: f"UBND {cell} - {province}" if n == column and str(cell).startswith(_BELOW) else cell,
    )


def unit_in_one_cell(table: Table) -> Table:
    """The name of the unit in one cell beside all its rows."""
    column, last = unit_column(table), len(table.body) - 1
    first, *others = table.body
    below = [[None if n == column else cell for n, cell in enumerate(row)] for row in others]
    return replace(table, body=[first, *below], merged=[(0, column, last, column)])


def another_table_below(table: Table) -> Table:
    """A list of equipment, with columns of its own, below the table."""
    rows: list[Row] = [
        (),
        ("DANH MỤC TRANG THIẾT BỊ",),
        ("STT", "Tên thiết bị", "Số lượng", "Năm mua"),
        (1, "Máy quét", 12, 2023),
        (2, "Máy in", 7, 2022),
    ]
    return replace(table, foot=[*rows, *table.foot])


def blank_rows(table: Table) -> Table:
    """A blank row before each group."""
    body: list[Row] = [line for row in table.body for line in ([(), row] if row[0] in ("II", "III") else [row])]
    return replace(table, body=body)


def group_far_out(table: Table) -> Table:
    """A group's cell that spans thirty columns of a table of eighteen."""
    return replace(table, body=[(*row, *[""] * 29) if row[0] == "II" else row for row in table.body])


def _each_cell(table: Table, change: Callable[[int, Cell], Cell]) -> Table:
    return replace(table, body=[[change(n, cell) for n, cell in enumerate(row)] for row in table.body])


def _each_count(table: Table, change: Callable[[int], str]) -> Table:
    return _each_cell(table, lambda n, cell: change(cell) if n and isinstance(cell, int) else cell)


def _each_text(table: Table, change: Callable[[str], str]) -> Table:
    """The table with every text of its title, header and body changed; numbers stay."""

    def changed(cell: Cell) -> Cell:
        return change(cell) if isinstance(cell, str) else cell

    return replace(
        table,
        title=[[changed(cell) for cell in row] for row in table.title],
        header=[tuple(map(change, path)) for path in table.header],
        body=[[changed(cell) for cell in row] for row in table.body],
    )


DRESSES: dict[str, Dress] = {
    dress.__name__: dress
    for dress in (
        empty_first_column,
        days_since_1904,
        counts_as_text,
        counts_without_dots,
        counts_with_narrow_spaces,
        invisible_marks,
        total_among_numbers,
        offices_with_prefix,
        names_with_spaces,
        marks_set_apart,
        old_letters,
        signed,
        starts_far_down,
        flat_header,
        header_on_each_page,
        numbers_from_two,
        rows_of_nobody,
        instructions_before,
        comma_in_shares,
        shares_as_numbers,
        offices_with_seat,
        unit_in_one_cell,
        another_table_below,
        blank_rows,
        group_far_out,
    )
}
