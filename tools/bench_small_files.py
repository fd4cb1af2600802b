"""`make bench`, fourth part: a whole run on 5,000 small files, half plans, half exports of three rows.

Every pair is of a commune of its own, so that as many places get pages; plans lie as text, Markdown, HTML and Word in
turns. Printed are seconds by the clock and of processors of `cchc run`: from nothing to published, then with one figure
changed. The goal is 30 s by the clock. All is generated. `python -m tools.bench_small_files [--files N] [--at FOLDER]`.

For minutes after thousands of files were deleted, ext4 makes new ones 50 times more slowly (it passes over each place
that was freed just now: `recently_deleted` in its ialloc.c), which adds 10 s to a run. So nothing is deleted before the
runs; on a disk where others delete, `--at` leads to a disk of its own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from pipelines.reference.registry import Unit
from pipelines.reference.units import UnitResolver
from tools.demo.document_files import document
from tools.plan_markup import parse
from tools.processes import run_to_end

ROOT = Path(__file__).resolve().parent.parent
TEMPORARY = ROOT / ".tmp"
FILES = 5_000
AS_OF = "2026-10-31"
ENDINGS = ("txt", "md", "html", "docx")
PLAN = """---
file: {number}.{ending}
---
@head ỦY BAN NHÂN DÂN {unit} || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
@head {province} || Độc lập - Tự do - Hạnh phúc
@head Số: {number}/KH-UBND || {place}, ngày 05 tháng 01 năm 2026
@title KẾ HOẠCH
@title Cải cách hành chính năm 2026
# I. MỤC TIÊU
- Tối thiểu {share}% hồ sơ thủ tục hành chính được tiếp nhận trực tuyến.
- Tỷ lệ hồ sơ giải quyết đúng hạn đạt từ {share}% trở lên.
- Có 9{digit}% người đến làm thủ tục hành chính trở lên hài lòng với cách giải quyết.
"""
EXPORT = """indicator,unit_name,unit_code,unit_level,period,value
online_dossier_rate,{name},{code},commune,2026-06,{share}
on_time_dossier_rate,{name},{code},commune,2026-06,9{digit}
citizen_satisfaction_tthc_rate,{name},{code},commune,2026-06,8{digit}
"""


def communes(count: int) -> list[tuple[Unit, Unit]]:
    """So many communes of 2025 whose names stand once, with their provinces, in the order of their codes.

    Raises:
        SystemExit: there are not so many.
    """
    registry = UnitResolver.load().registry.units
    here = [unit for unit in registry.values() if unit.level == "commune" and unit.in_era("34")]
    once = Counter(unit.short_name_vi for unit in here)
    found = sorted((unit for unit in here if once[unit.short_name_vi] == 1), key=lambda unit: unit.code)
    if len(found) < count:
        raise SystemExit(f"{len(found)} communes have a name of their own: at most {2 * len(found)} files")
    return [(unit, registry[str(unit.province_unit_id)]) for unit in found[:count]]


def write_world(world: Path, files: int) -> None:
    """The plans and exports of as many communes as half the files."""
    for name in ("plans", "kpi"):
        (world / "raw" / name).mkdir(parents=True)
    for number, (unit, province) in enumerate(communes(files // 2), 1):
        write_pair(world, number, unit, province, 60 + number % 40)


def write_pair(world: Path, number: int, unit: Unit, province: Unit, share: int) -> None:
    """One commune's plan and figures."""
    said = {
        "number": number,
        "ending": ENDINGS[number % len(ENDINGS)],
        "unit": unit.name_vi.upper(),
        "province": province.name_vi.upper(),
        "place": unit.short_name_vi,
        "name": unit.name_vi,
        "code": unit.code,
        "share": share,
        "digit": number % 10,
    }
    plan = parse(PLAN.format_map(said))
    (world / "raw/plans" / plan.file).write_bytes(document(plan))
    (world / "raw/kpi" / f"{number}.csv").write_text(EXPORT.format_map(said), encoding="utf-8")


def main() -> None:
    """Print a line a run.

    Raises:
        SystemExit: a run did not publish, or found errors.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--at", type=Path, default=TEMPORARY, help="where the world is written, and removed at the end")
    options = parser.parse_args()
    options.at.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="small_files-", dir=options.at) as folder:
        world = Path(folder)
        write_world(world, options.files)
        time_a_run(world, f"{options.files} files, first run")
        [(unit, province)] = communes(1)
        write_pair(world, 1, unit, province, 99)
        time_a_run(world, "one plan and one export changed")


def time_a_run(world: Path, name: str) -> None:
    """`cchc run` on the world, in a process of its own."""
    around = {"CCHC_DATA": str(world), "CCHC_AS_OF": AS_OF}
    ended = run_to_end([str(Path(sys.executable).with_name("cchc")), "run", "--quiet"], around, ROOT)
    if ended.code:
        raise SystemExit(f"{ended.err}{ended.out}the run ended with {ended.code}")
    print(f"{name}: {ended.wall_s:.1f} s by the clock, {ended.cpu_s:.1f} s of processors", flush=True)


if __name__ == "__main__":
    main()
