"""A 200,000-row export: its time and memory, measured in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from tests.unit.kpi import forms

ROWS = 200_000
PROBE = """
import json, resource, sys, time
from pathlib import Path
from pipelines.kpi.reader import read_kpi
from pipelines.reference.indicators import IndicatorCatalogue
from pipelines.reference.units import UnitResolver
units, catalogue = UnitResolver.load(), IndicatorCatalogue.load()
path = Path(sys.argv[1])
start = time.perf_counter()
reading = read_kpi(path, path.parent.parent, units, catalogue)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([reading.observations.height, seconds, peak, len(reading.findings)]))
"""


def measure(path: Path) -> tuple[int, float, float, int]:
    done = subprocess.run([sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, check=True)
    rows, seconds, peak, findings = json.loads(done.stdout)
    return rows, seconds, peak, findings


def tidy_lines() -> list[list[str]]:
    names = [u.name_vi for u in forms.units().registry.units.values() if u.level == "province" and u.in_era("63")]
    months = [f"{2015 + n // 12}-{n % 12 + 1:02d}" for n in range(120)]
    codes = [
        "online_dossier_rate", "on_time_dossier_rate", "dossier_digitization_rate", "electronic_result_rate",
        "full_online_dossier_rate", "petition_on_time_rate", "data_reuse_dossier_rate",
    ]  # fmt: skip
    levels = ["all", "province", "district", "commune"]
    rows = [
        [code, name, "province", month, "", level, str(1000 + n % 7919), str(10000 + n % 104729)]
        for n, (code, name, month, level) in enumerate(
            (c, p, m, v) for v in levels for m in months for p in names for c in codes
        )
    ]
    return rows[:ROWS]


HEADER = ["indicator", "unit_name", "unit_level", "period", "value", "coverage_level", "numerator", "denominator"]


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_200000_tidy_rows_load_in_5_seconds_and_600_mb(ending: str, tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    path = tmp_path / "kpi" / f"big.{ending}"
    lines = [HEADER, *tidy_lines()]
    if ending == "csv":
        path.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    else:
        book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        sheet = book.add_worksheet()
        for row, line in enumerate(lines):
            sheet.write_row(row, 0, line)
        book.close()
    rows, seconds, peak, _ = measure(path)
    print(f"{ending}: {rows} rows, {seconds:.1f} s, {peak:.0f} MB")
    assert rows == ROWS
    assert seconds <= 5
    assert peak <= 600


@pytest.mark.slow
def test_200000_survey_answers_load_in_5_seconds_and_600_mb(tmp_path: Path) -> None:
    (tmp_path / "kpi").mkdir()
    path = tmp_path / "kpi" / "survey.csv"
    answers = ["Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng"]
    lines = ["Khảo sát tỉnh Thanh Hóa năm 2024,,,", "STT,Đơn vị,Lĩnh vực,Mức độ hài lòng"]
    lines += [f"{n},{'Huyện Yên Định' if n % 2 else 'Thị xã Nghi Sơn'},Đất đai,{answers[n % 4]}" for n in range(ROWS)]
    path.write_text("\n".join(lines), encoding="utf-8")
    rows, seconds, peak, findings = measure(path)
    print(f"survey: {rows} figures, {seconds:.1f} s, {peak:.0f} MB")
    assert (rows, findings) == (4, 0)
    assert seconds <= 5
    assert peak <= 600
