"""A small CSV file whose lines are even is cut into rows at once: the cells are those that a reader of CSV gives."""

from __future__ import annotations

import pytest

from pipelines.kpi.sheets import csv_tables

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
    assert [sheet.cells.rows() for sheet in cut.sheets] == [sheet.cells.rows() for sheet in read.sheets]
    assert cut.findings == read.findings
