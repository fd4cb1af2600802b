"""`make bench`, third part: the plan reader, from a file through to targets, in one process.

Each text is read once: caches that remember what was read before help no text but a repeated one, and no office sends
the same plan ten times. Printed are megabytes a second (processor time), the share spent on opening (bytes to blocks),
the slowest texts, the same texts on two cores by the clock, a plan of which nearly every line promises numbers (dense)
at two sizes, and lines of one thing repeated, which show a rule that backtracks: seconds that grow with the length mean
linear time. And the start of `cchc targets`. `--plans FOLDER ...` measures other texts than the labelled ones.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from pipelines.collector import keep_what_is_loaded, look_seldom
from pipelines.plans.documents.opening import open_document
from pipelines.plans.reader import targets_of
from pipelines.plans.ready import get_ready
from pipelines.source import read_source
from tools.bench_dense import DENSE_SIZE, dense_plan
from tools.make_labelled_plans import GROUPS, made

ROOT = Path(__file__).resolve().parent.parent
ENDINGS = (".txt", ".md", ".html", ".docx", ".pdf")
LINES = (
    "80% ",
    "tối thiểu ",
    "1.",
    "| ",
    "|\n",
    "năm 2025, ",
    "từ 80% đến ",
    "100% đơn vị có ít nhất 01 ",
    "trong đó ",
    "số 5/KH-UBND ngày 3/4/2024 ",
)
LINE_SIZES = (60_000, 240_000, 960_000)
SMALL = "KẾ HOẠCH NĂM 2026\n\nI. MỤC TIÊU\n\n- Tối thiểu 80% hồ sơ trực tuyến.\n"


@dataclass(frozen=True)
class Reading:
    """One text read once: its bytes, seconds of opening and of everything, targets."""

    name: str
    size: int
    opening: float
    seconds: float
    targets: int


def main() -> None:
    """Print one row per folder, the slowest texts, one row per repeated line, the start of the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=Path, nargs="+", help="folders of plans (default: the labelled documents)")
    parser.add_argument("--texts-only", action="store_true", help="leave out the repeated lines and the command")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.txt"
        path.write_text(SMALL, encoding="utf-8")
        get_ready()  # as in a reader's process, which is born with rules and words loaded
        look_seldom()
        keep_what_is_loaded()
        _texts(options.plans or [made(group) for group in GROUPS])
        _dense(path)
        if not options.texts_only:
            _lines(path)
            _command(path)


def _texts(folders: list[Path]) -> None:
    print(f"{'texts, each read once':<40}{'files':>6}{'kB':>8}{'seconds':>9}{'MB/s':>7}{'opening':>9}{'targets':>9}")
    everything: list[Reading] = []
    paths: list[Path] = []
    for folder in folders:
        files = sorted(path for path in folder.iterdir() if path.suffix in ENDINGS)
        readings = [_read(path) for path in files]
        everything += readings
        paths += files
        _row(str(folder)[-40:], readings)
    if len(folders) > 1:
        _row("all", everything)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB; slowest of more than 5 kB:")
    slowest = sorted((one for one in everything if one.size > 5_000), key=lambda one: one.size / one.seconds)
    for one in slowest[:5]:
        _row(f"  {one.name}", [one])
    _two_cores(paths)


def _dense(path: Path) -> None:
    for size in (DENSE_SIZE // 4, DENSE_SIZE):
        path.write_text(dense_plan(size), encoding="utf-8")
        _row(f"dense, {size // 1000} kB", [_read(path)])


def _two_cores(paths: list[Path]) -> None:
    """The same texts once more, in two processes that have their words loaded: megabytes a second by the clock."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=_as_a_reader) as pool:
        list(pool.map(_count, paths[:1] * 20))
        start = time.perf_counter()
        list(pool.map(_count, paths[1:]))
        seconds = time.perf_counter() - start
    size = sum(path.stat().st_size for path in paths[1:])
    print(f"on two cores, by the clock: {seconds:.2f} s, {size / 1e6 / seconds:.2f} MB/s")


def _as_a_reader() -> None:
    get_ready()
    look_seldom()
    keep_what_is_loaded()


def _count(path: Path) -> int:
    return len(targets_of(path)[0])


def _row(name: str, readings: list[Reading]) -> None:
    size, seconds = sum(one.size for one in readings), sum(one.seconds for one in readings)
    opening, targets = sum(one.opening for one in readings), sum(one.targets for one in readings)
    speed = size / 1e6 / max(seconds, 1e-9)
    print(
        f"{name:<40}{len(readings):>6}{size / 1000:>8.0f}{seconds:>9.2f}{speed:>7.2f}"
        f"{opening / max(seconds, 1e-9):>9.0%}{targets:>9}"
    )


def _read(path: Path) -> Reading:
    source = read_source(path, path.name)
    start = time.process_time()
    open_document(source)
    opened = time.process_time()
    targets, _ = targets_of(path)
    return Reading(path.name, source.size, opened - start, time.process_time() - opened, len(targets))


def _lines(path: Path) -> None:
    print(f"\n{'a line of':<30}" + "".join(f"{size // 1000:>8} kB" for size in LINE_SIZES))
    for line in LINES:
        seconds = []
        for size in LINE_SIZES:
            path.write_text(line * (size // len(line.encode())), encoding="utf-8")
            seconds.append(_read(path).seconds)
        print(f"{line!r:<30}" + "".join(f"{one:>9.2f} s" for one in seconds))


def _command(path: Path) -> None:
    path.write_text(SMALL * 120, encoding="utf-8")
    start = time.perf_counter()
    subprocess.run([str(Path(sys.executable).parent / "cchc"), "targets", str(path)], check=True, capture_output=True)
    print(f"\ncchc targets on one document of {path.stat().st_size / 1000:.0f} kB: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
