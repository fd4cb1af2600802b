"""`make bench`, third part: the plan reader over length, from text through to targets.

Two curves: plans repeated to 10 kB ... 10 MB, and lines of one thing repeated, which show a rule that backtracks.
Seconds that grow with the length mean linear time. And the start of `cchc targets`. The labelled documents of the tests
hold five times as many targets a page as real plans do; `--plans FOLDER` measures other texts.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipelines.plans.documents.decoding import decode
from pipelines.plans.reader import targets_of

ROOT = Path(__file__).resolve().parent.parent
PLANS = ROOT / "tests" / "data"
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
LINES = ("80% ", "tối thiểu ", "1.", "| ", "năm 2025, ", "từ 80% đến ", "100% đơn vị có ít nhất 01 ", "trong đó ",
         "số 5/KH-UBND ngày 3/4/2024 ")  # fmt: skip
LINE_SIZES = (60_000, 240_000, 960_000)


def main() -> None:
    """Print the curves, one row per length or line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=Path, help="folder of .txt and .md plans (default: the labelled documents)")
    options = parser.parse_args()
    folders = [options.plans] if options.plans else [PLANS / "plans", PLANS / "plans_unseen"]
    files = sorted(path for folder in folders for path in [*folder.glob("*.md"), *folder.glob("*.txt")])
    files = [path for path in files if path.name != "README.md"]
    text = "\n\n".join(decode(path.read_bytes()).text for path in files)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.txt"
        print(f"{'plan text':>12}{'seconds':>10}{'MB/s':>8}{'targets':>9}{'peak MB':>9}")
        for size in SIZES:
            seconds, targets, written = _read(path, text, size)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{written:>10} B{seconds:>10.2f}{written / 1e6 / seconds:>8.2f}{targets:>9}{peak:>9.0f}")
        print(f"\n{'a line of':<30}" + "".join(f"{size // 1000:>8} kB" for size in LINE_SIZES))
        for line in LINES:
            print(f"{line!r:<30}" + "".join(f"{_read(path, line, size)[0]:>9.2f} s" for size in LINE_SIZES))
        path.write_text(text[:10_000], encoding="utf-8")
        start = time.perf_counter()
        command = [str(Path(sys.executable).parent / "cchc"), "targets", str(path)]
        subprocess.run(command, check=True, capture_output=True)
        print(f"\ncchc targets on one document of 10 kB: {time.perf_counter() - start:.2f} s")


def _read(path: Path, text: str, size: int) -> tuple[float, int, int]:
    """Seconds, targets and bytes of one reading of `text` repeated to about `size` bytes."""
    unit = len(text.encode())
    content = (text * (size // unit + 1)).encode()[:size].decode(errors="ignore")
    path.write_text(content, encoding="utf-8")
    start = time.perf_counter()
    targets, _ = targets_of(path)
    return time.perf_counter() - start, len(targets), path.stat().st_size


if __name__ == "__main__":
    main()
