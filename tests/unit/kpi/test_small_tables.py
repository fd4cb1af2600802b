"""A small CSV file whose lines are even is cut into rows at once: the cells are those that a reader of CSV gives."""

from __future__ import annotations

import pytest

from pipelines.kpi.sheets import csv_tables, sheet
from pipelines.kpi.sheets.html_tables import read_html

LINE = "online_dossier_rate,Điện Biên,province,2024-01,40"


@pytest.mark.parametrize(
    "text",
    [
        f"{LINE}\n{LINE}\n",
        f"{LINE}\n  , , ,,\n{LINE}",
        f"{LINE}\r\n{LINE}\r\n",
        f"{LINE}\n\n{LINE}\n",
        f"{LINE}\n{LINE},5\n",
        f'{LINE}\n"a, b",,,,\n',
        f"\ufeff{LINE}\n#{LINE}\n",
        LINE.replace(",", ";"),
        "a\n1\n2\n",
        "Tªn ®¬n vÞ,Sè\nTØnh §iÖn Biªn,5\n",
    ],
    ids=repr,
)
def test_even_lines_give_the_cells_of_a_reader(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = csv_tables.read_csv(text, "a.csv")
    monkeypatch.setattr(csv_tables, "_SMALL", -1)
    read = csv_tables.read_csv(text, "a.csv")
    assert [one.cells.rows() for one in cut.sheets] == [one.cells.rows() for one in read.sheets]
    assert cut.findings == read.findings


CELLS = [
    *(
        " a ",
        "\u00a0b\u2003",
        "\x1cc\x1f",
        "",
        "  ",
        "\u200b",
        "\u200b d",
        "e\u00ad\u0301",
        "Tie\u0302\u0301n",
        "\ufeff5",
    ),
    *("\u202e80%", "x\r", "\ty\n", "\u3000z\u205f", "\u2060 \u2060", "１２", "Đ", "\x85q\x0b"),
]


@pytest.mark.parametrize("more", ["", "Tªn ®¬n vÞ", "TØnh §iÖn Biªn"])
def test_few_cells_are_cleaned_as_the_engine_cleans_many(more: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[str | None]] = [[one, None, more] for one in CELLS] + [["short"]]
    few = sheet.frame([list(row) for row in rows])
    monkeypatch.setattr(sheet, "_FEW_CELLS", -1)
    many = sheet.frame(rows)
    assert few.equals(many)
    assert few["0"].to_list()[:5] == ["a", "b", "\x1cc\x1f", None, None]


@pytest.mark.parametrize("span", ["²", "①", "-1", "1e9", "9" * 400, ""])
def test_a_span_that_is_no_number_spans_one_cell(span: str) -> None:
    page = (
        f"<table><tr><td colspan='{span}'>1</td><td rowspan='{span}'>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
    )
    assert [one.cells.rows() for one in read_html(page, "a.html").sheets] == [[("1", "2"), ("3", "4")]]
