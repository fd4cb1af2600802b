"""`make fuzz`: mutated copies of the shipped inputs through the fence, so many of each format.

    python tools/fuzz.py [--each 2000] [--seed 1] [--format docx ...]

Each file of a format is cut, flipped, repeated, spliced with another, given odd numbers; of archives also the parts
inside. Prints per format how many were read, how many gave only findings, how many ended their worker, and the slowest.
Ends with 1 when a file escaped the fence (an answer that is neither rows nor a finding, or a broken fence) or gave rows
that break a contract of the raw tables.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import xlsxwriter

from pipelines.contracts.raw_models import files_at_fault, joined
from pipelines.fence.limits import Ended
from pipelines.fence.pool import Fence
from pipelines.findings import Stage
from pipelines.reading import READERS, Context, FileReading, Task
from pipelines.settings import PROJECT_ROOT
from tools.make_labelled_plans import GROUPS, made

RAW = PROJECT_ROOT / "data/raw"
TESTS = PROJECT_ROOT / "tests/data"
STAGE_OF: dict[str, tuple[Stage, ...]] = {
    "txt": ("plan",),
    "md": ("plan",),
    "docx": ("plan",),
    "pdf": ("plan",),
    "html": ("plan", "kpi"),
    "csv": ("kpi", "reference"),
    "xlsx": ("kpi",),
    "xls": ("kpi",),
    "yml": ("plan", "kpi"),
}
ODD = [
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"9" * 20,
    b"-1",
    b"NaN",
    b"&#x1F;",
    b"\x1b[31m",
    b'"',
    b"<",
    b"%",
    b";",
    b"\r",
    "²".encode(),
    "\u202e".encode(),
    b"A" * 5_000,
    b"[" * 2_000,
    b"<table>" * 500,
]
BATCH = 100


def seeds() -> dict[str, list[bytes]]:
    """The shipped inputs by format, and workbooks made of the shipped figures."""
    found: dict[str, list[bytes]] = {name: [] for name in STAGE_OF}
    folders = [RAW, TESTS, *(made(group) for group in GROUPS)]
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        ending = path.suffix.lstrip(".").lower()
        if path.is_file() and ending in found and path.stat().st_size < 400_000:
            found[ending].append(path.read_bytes())
    found["xlsx"] += [_workbook(data) for data in found["csv"]]
    return found


def _workbook(data: bytes) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(data.decode("utf-8-sig").splitlines()[:60]):
            sheet.write_row(row, 0, line.split(","))
    return out.getvalue()


def mutated(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """One to eight changes of the bytes; of an archive half the time of the parts inside."""
    if data[:2] == b"PK" and chance.random() < 0.6:
        return _archive(data, chance)
    for _ in range(chance.randint(1, 8)):
        data = _once(data, others, chance)
    return data


def _archive(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = chance.choice(names)
        for name in names:
            part = old.read(name)
            if name == chosen:
                for _ in range(chance.randint(1, 5)):
                    part = _once(part, [part], chance)
            new.writestr(name, part)
    return out.getvalue()


def _once(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    if not data:
        return chance.choice(ODD)
    at = chance.randrange(len(data))
    end = min(len(data), at + chance.choice([1, 2, 8, 64, 1_000]))
    kind = chance.randrange(7)
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + bytes(chance.randrange(256) for _ in range(end - at)) + data[end:]
    if kind == 2:
        return data[:at] + data[end:]
    if kind == 3:
        return data[:end] + data[at:end] * chance.choice([2, 10, 500]) + data[end:]
    if kind == 4:
        other = chance.choice(others)
        return data[:at] + other[chance.randrange(len(other) or 1) :][:50_000] + data[end:]
    if kind == 5:
        return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
    return data[:at] + chance.choice(ODD) + data[end:]


def files(ending: str, pool: list[bytes], each: int, chance: random.Random, folder: Path) -> Iterator[Task]:
    """So many mutated files of a format, written one after another; a sidecar lies beside a plain file."""
    for number in range(each):
        stage = STAGE_OF[ending][number % len(STAGE_OF[ending])]
        content = mutated(chance.choice(pool), pool, chance)
        if ending == "yml":
            name = f"{number}.{'txt' if stage == 'plan' else 'csv'}"
            (folder / name).write_bytes(b"x")
            (folder / f"{name}.meta.yml").write_bytes(content)
        else:
            name = f"target_decisions_{number}.csv" if stage == "reference" else f"{number}.{ending}"
            (folder / name).write_bytes(content)
        yield Task(stage, name, folder / name)


def _kind(task: Task, answer: object) -> str:
    if isinstance(answer, Ended):
        return answer.rule
    if not isinstance(answer, FileReading):
        return "ESCAPED"
    for table, rows in answer.tables.items():
        if fault := files_at_fault(table, joined(table, [rows])):
            print(f"    {task.name}: breaks the contract: {fault}", flush=True)
            return "BREAKS_CONTRACT"
    return "read" if answer.rows else "findings only" if answer.findings else "empty"


def fuzz(ending: str, pool: list[bytes], each: int, seed: int, fence: Fence) -> Counter[str]:
    """How the files of one format came out, by kind; prints what ended a worker."""
    chance, found = random.Random(f"{seed} {ending}"), Counter[str]()
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        tasks = files(ending, pool, each, chance, Path(place))
        while batch := list(islice(tasks, BATCH)):
            for task, answer in zip(batch, fence.work(batch), strict=True):
                found[_kind(task, answer)] += 1
                if isinstance(answer, Ended):
                    print(f"    {task.stage} {task.name}: {answer.found[:150]}", flush=True)
                task.path.unlink()
    seconds = time.perf_counter() - begun
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(found.items()))
    print(f"{ending:5} {sum(found.values()):5} files in {seconds:5.0f} s: {told}", flush=True)
    return found


def main() -> int:
    """Every format asked for; 1 where a file escaped."""
    parser = argparse.ArgumentParser(description="mutated inputs through the fence")
    parser.add_argument("--each", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", nargs="*", default=list(STAGE_OF))
    asked = parser.parse_args()
    pools, fence, total = seeds(), Fence(READERS), Counter[str]()
    fence.prepare(Context(date(2026, 10, 31)))
    for ending in asked.format:
        total += fuzz(ending, pools[ending], asked.each, asked.seed, fence)
    fence.close()
    print(f"all: {sum(total.values())} files, {total['ESCAPED']} escapes, {total['BREAKS_CONTRACT']} broken contracts")
    return 1 if total["ESCAPED"] or total["BREAKS_CONTRACT"] else 0


if __name__ == "__main__":
    sys.exit(main())
