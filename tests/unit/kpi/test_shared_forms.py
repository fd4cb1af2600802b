"""The report with forms under shared data, in every format: each expected figure, and the planted fault.

Skipped where the shared data is not at hand. Its invented province stands for a real one, so that it is found.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
import xlwt
from docx.table import Table
from docx.text.paragraph import Paragraph
from python_calamine import CalamineWorkbook

from pipelines.kpi.reader import KpiReading
from tests.unit.kpi import forms
from tests.unit.kpi import report_forms as made

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "forms"
REPORT = SHARED / "bao_cao_cchc_lam_ha_2026h1.docx"
STANDS_FOR = {"Lâm Hà": "Lâm Đồng", "LÂM HÀ": "LÂM ĐỒNG"}
Figure = tuple[str, str, str, float, float | None, float | None, str, str]

pytestmark = pytest.mark.skipif(not REPORT.exists(), reason="shared data is not at hand")


def _own(text: str) -> str:
    for invented, real in STANDS_FOR.items():
        text = text.replace(invented, real)
    return text


def _report() -> made.Report:
    """The shared Word report taken apart: lines above each form, and its rows."""
    document = docx.Document(str(REPORT))
    blocks = list(document.iter_inner_content())
    report = made.Report(prose=[], appendix=[], tables=[])
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines += [_own(block.text)] if block.text.strip() else []
        elif isinstance(block, Table) and len(block.columns) == 5:
            report.tables.append((lines if report.tables else lines[-2:], list(_rows(block))))
            if len(report.tables) == 1:
                report.title, report.prose, report.appendix = lines[:3], lines[3:-6], lines[-6:-2]
            lines = []
        else:
            report.letterhead = [_own(cell.text) for cell in block.columns[0].cells][:1]
    return report


def _rows(table: Table) -> Iterator[made.Row]:
    for row in table.rows:
        texts: list[str] = []
        for place, cell in enumerate(row.cells):
            seen = place > 0 and row.cells[place - 1]._tc is cell._tc
            texts.append("" if seen else _own(cell.text))
        yield tuple(texts)  # type: ignore[misc]


def _one_sheet_a_form(tables: list[tuple[list[str], list[made.Row]]]) -> list[tuple[list[str], list[made.Row]]]:
    """Tables with the second half of a form, which has no lines above it, below its first."""
    sheets: list[tuple[list[str], list[made.Row]]] = []
    for above, rows in tables:
        if above:
            sheets.append((above, list(rows)))
        else:
            sheets[-1][1].extend(rows)
    return sheets


def _expected() -> dict[Figure, str]:
    with REPORT.with_name(f"{REPORT.name}.expected.csv").open(encoding="utf-8", newline="") as stream:
        return {_figure(row): row["expect"] for row in csv.DictReader(stream) if row["expect"] != "null"}


def _figure(row: dict[str, str]) -> Figure:
    top, bottom = (float(row[key]) if row[key] else None for key in ("numerator", "denominator"))
    of = row["indicator_code"], row["scope_code"] or "all", row["coverage_level"], round(float(row["value"]), 2)
    return *of, top, bottom, row["period_start"], row["period_end"]


def _figures(reading: KpiReading) -> set[Figure]:
    return {
        (
            row["indicator_code"],
            row["scope_code"],
            row["coverage_level"],
            round(row["value"], 2),
            row["numerator"],
            row["denominator"],
            str(row["period_start"]),
            str(row["period_end"]),
        )
        for row in reading.observations.iter_rows(named=True)
        if row["value"] is not None
    }


# One format in each run: test_report_forms.py holds a report of our own in all of them.
ENDINGS = ["docx", *(pytest.param(ending, marks=pytest.mark.slow) for ending in sorted({*made.WRITERS} - {"docx"}))]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_expected_figure_and_the_planted_fault_in_every_format(ending: str, tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    report = _report()
    if ending in ("xls", "xlsx"):  # what is copied into a workbook is the appendix
        report.title, report.tables = ["", *report.appendix], _one_sheet_a_form(report.tables)
    reading = forms.read(made.WRITERS[ending](report, tmp_path / "kpi" / f"bieu.{ending}"))
    assert reading.layout == "cchc_report_forms"
    assert _figures(reading) == set(_expected())
    assert "rate_differs_from_counts" in {finding.rule for finding in reading.findings}


PORTAL = SHARED / "bao_cao_766_T5_2026.xlsx"


def _as_old_workbook(path: Path) -> Path:
    """The portal's workbook in the old format, its cells as they are."""
    book, made_book = CalamineWorkbook.from_path(PORTAL), xlwt.Workbook(encoding="utf-8")
    for name in book.sheet_names:
        sheet = made_book.add_sheet(name)
        for at, row in enumerate(book.get_sheet_by_name(name).to_python()):
            for column, cell in enumerate(row):
                if cell not in ("", None):
                    sheet.write(at, column, cell)
    made_book.save(str(path))
    return path


@pytest.mark.parametrize("ending", ["xlsx", "xls"])
def test_the_portals_workbook_gives_its_scores_and_its_planted_fault(ending: str, tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    path = tmp_path / "kpi" / f"766.{ending}"
    if ending == "xls":
        _as_old_workbook(path)
    else:
        path.write_bytes(PORTAL.read_bytes())
    path.with_name(f"{path.name}.meta.yml").write_bytes(PORTAL.with_name(f"{PORTAL.name}.meta.yml").read_bytes())
    reading = forms.read(path)
    assert set((reading.layout or "").split("+")) == {"qd766_portal", "qd766_trend"}
    with PORTAL.with_name(f"{PORTAL.name}.expected.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["expect"].startswith("load")]
    wanted = {
        (row["indicator_code"], row["scope_code"] or "all", float(row["value"]), row["period_end"]) for row in rows
    }
    columns = ("indicator_code", "scope_code", "value", "period_end")
    found = {(*row[:3], str(row[3])) for row in reading.observations.select(columns).rows()}
    assert found == wanted
    assert reading.observations.height == len(rows)
    assert any("Mai Sơn" in finding.found for finding in reading.findings if finding.severity != "info")
