"""`make bench`, second part: a 200,000-row export and 200,000 survey answers, each read in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter

from pipelines.reference.units import UnitResolver

ROWS = 200_000
PROBE = """
import json, resource, sys, time
from pathlib import Path
from pipelines.kpi.reader import read_kpi
from pipelines.reference.indicators import IndicatorCatalogue
from pipelines.reference.units import UnitResolver
from pipelines.source import source_below
units, catalogue = UnitResolver.load(), IndicatorCatalogue.load()
path = Path(sys.argv[1])
start = time.perf_counter()
reading = read_kpi(source_below(path, path.parent.parent), units, catalogue)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([reading.observations.height, seconds, peak, len(reading.findings)]))
"""


def measure(path: Path) -> tuple[int, float, float, int]:
    """Rows read, seconds, peak MB and findings of one file."""
    done = subprocess.run([sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, check=True)
    rows, seconds, peak, findings = json.loads(done.stdout)
    return rows, seconds, peak, findings


def tidy_lines() -> list[list[str]]:
    """Generated figures of 63 provinces over 120 months in the tidy form."""
    names = [u.name_vi for u in UnitResolver.load().registry.units.values() if u.level == "province" and u.in_era("63")]
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
ANSWERS = ["Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng"]


def write_tidy(path: Path) -> None:
    """The generated figures as .csv or .xlsx."""
    lines = [HEADER, *tidy_lines()]
    if path.suffix == ".csv":
        path.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
        return
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    for row, line in enumerate(lines):
        sheet.write_row(row, 0, line)
    book.close()


def write_survey(path: Path) -> None:
    """Generated answers of two units, one respondent a row."""
    lines = ["Khảo sát tỉnh Thanh Hóa năm 2024,,,", "STT,Đơn vị,Lĩnh vực,Mức độ hài lòng"]
    lines += [f"{n},{'Huyện Yên Định' if n % 2 else 'Thị xã Nghi Sơn'},Đất đai,{ANSWERS[n % 4]}" for n in range(ROWS)]
    path.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Print one row per file: figures, seconds, peak memory (goal: 5 s and 600 MB)."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "kpi").mkdir()
        for name, write in (("tidy.csv", write_tidy), ("tidy.xlsx", write_tidy), ("survey.csv", write_survey)):
            path = Path(folder) / "kpi" / name
            write(path)
            figures, seconds, peak, findings = measure(path)
            print(f"{name:12}{figures:>9} figures{seconds:>8.1f} s{peak:>8.0f} MB{findings:>4} findings")


if __name__ == "__main__":
    main()
