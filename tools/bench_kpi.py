"""`make bench`, second part: files of 200,000 rows (tidy, survey, counts, II.06a), each read in a process of its own.

Then 2,000 small exports one at a time and many at once. Seconds are processor time. `python -m tools.bench_kpi`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from itertools import islice, product
from pathlib import Path

import xlsxwriter

from pipelines.ingest import TOGETHER
from pipelines.readers import prepare, work, work_together
from pipelines.reading import Context, Task
from pipelines.reference.units import UnitResolver

ROWS = 200_000
SMALL = 2_000
PROBE = """
import json, resource, sys, time
from pathlib import Path
from pipelines.kpi.reader import read_kpi
from pipelines.reference.indicators import IndicatorCatalogue
from pipelines.reference.units import UnitResolver
from pipelines.source import source_below
units, catalogue = UnitResolver.load(), IndicatorCatalogue.load()
path = Path(sys.argv[1])
start = time.process_time()
reading = read_kpi(source_below(path, path.parent.parent), units, catalogue)
seconds = time.process_time() - start
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
        "online_dossier_rate",
        "on_time_dossier_rate",
        "dossier_digitization_rate",
        "electronic_result_rate",
        "full_online_dossier_rate",
        "petition_on_time_rate",
        "data_reuse_dossier_rate",
    ]
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


def write_counts(path: Path) -> None:
    """Generated counts of the districts of 2024 over 28 years of months, one unit and month a row (QĐ 766, 3b)."""
    units = [u for u in UnitResolver.load().registry.units.values() if u.level == "district" and u.in_era("63")]
    once = [name for name, count in Counter(unit.name_vi for unit in units).items() if count == 1]
    months = [f"Tháng {month}/{year}" for year in range(1996, 2024) for month in range(1, 13)]
    lines = ["STT,Tên đơn vị,Kỳ báo cáo,Tổng số HS có nghĩa vụ tài chính,Số HS đã thanh toán trực tuyến"]
    rows = islice(product(once, months), ROWS)
    lines += [f"{n},{name},{month},{2000 + n % 7919},{1000 + n % 997}" for n, (name, month) in enumerate(rows, 1)]
    path.write_text("\n".join(lines), encoding="utf-8")


FORM_GROUPS = {"Tiếp nhận": 4, "Số lượng hồ sơ đã giải quyết": 4, "Số lượng hồ sơ đang giải quyết": 3}
FORM_COLUMNS = [
    *("Tổng số", "Trong đó", "", "Từ kỳ trước"),
    *("Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn"),
    *("Tổng số", "Trong hạn", "Quá hạn"),
]


def write_form(path: Path) -> None:
    """Generated figures of districts and months in the columns of form II.06a, a month of a unit a row; sums hold."""
    units = [u for u in UnitResolver.load().registry.units.values() if u.level == "district" and u.in_era("63")]
    once = [name for name, count in Counter(unit.name_vi for unit in units).items() if count == 1]
    months = [f"Tháng {month}/{year}" for year in range(1996, 2024) for month in range(1, 13)]
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    groups = [text for group, width in FORM_GROUPS.items() for text in (group, *[""] * (width - 1))]
    sheet.write_row(0, 0, ["STT", "Đơn vị", "Kỳ báo cáo", *groups])
    sheet.write_row(1, 0, ["", "", "", *FORM_COLUMNS])
    sheet.write_row(2, 0, ["", "", "", "", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính"])
    for n, (name, month) in enumerate(islice(product(once, months), ROWS), 1):
        online, direct, carried, pending = 1000 + n % 7919, 200 + n % 997, 40 + n % 31, 30 + n % 23
        done = online + direct + carried - pending
        counts = [online + direct + carried, online, direct, carried, done, done - 20, 15, 5, pending, pending - 3, 3]
        sheet.write_row(n + 2, 0, [n, name, month, *counts])
    book.close()


def small_files(folder: Path) -> tuple[float, float]:
    """Milliseconds a file of three rows, read one at a time and a hundred at once."""
    prepare(Context(date(2026, 10, 31)))
    tasks = []
    for number in range(SMALL):
        path = folder / f"{number}.csv"
        rows = [f"online_dossier_rate,Điện Biên,province,2024-{month:02},{number % 100}" for month in (1, 2, 3)]
        path.write_text("\n".join(["indicator,unit_name,unit_level,period,value", *rows]), encoding="utf-8")
        tasks.append(Task("kpi", path.name, path))
    work_together(tasks[:2])
    alone, together = tasks[: SMALL // 10], [tasks[at : at + TOGETHER] for at in range(0, SMALL, TOGETHER)]
    times = [time.process_time()]
    for task in alone:
        work(task)
    times.append(time.process_time())
    for handful in together:
        work_together(handful)
    times.append(time.process_time())
    return 1000 * (times[1] - times[0]) / len(alone), 1000 * (times[2] - times[1]) / SMALL


def main() -> None:
    """Print one row per file: figures, seconds, peak memory (goals: 5 s, of a form 15 s); then the small files."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "kpi").mkdir()
        for name, write in (
            ("tidy.csv", write_tidy),
            ("tidy.xlsx", write_tidy),
            ("survey.csv", write_survey),
            ("counts.csv", write_counts),
            ("II.06a.xlsx", write_form),
        ):
            path = Path(folder) / "kpi" / name
            write(path)
            figures, seconds, peak, findings = measure(path)
            print(f"{name:12}{figures:>9} figures{seconds:>8.1f} s{peak:>8.0f} MB{findings:>4} findings")
        alone, together = small_files(Path(folder) / "kpi")
        print(f"small files: {alone:.1f} ms each one at a time, {together:.1f} ms {TOGETHER} at once")


if __name__ == "__main__":
    main()
