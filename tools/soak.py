"""Many nights of the demo, one after another: `python -m tools.soak [FOLDER]`. Run by hand; a short one is a slow test.

What belongs here: which file is there on which night, running each night as the terminal does, what it cost, and what
must hold at the end. What does not: making the demo (tools/demo), judging its figures (tools/demo/against_ledger).

Two thirds of the nights are month-ends up to the demo's last one: files arrive on the day they are published, across
the merger of 1 July 2025. The other nights stay at the last month-end, so that what a night costs can be told to be
flat. On any night a file may be restated (its twin of another seed comes in its place), be withdrawn, or come back.
Held at the end: no night failed; memory, disk and time of the last nights are flat; a build from scratch of what then
lies there has the same marts, byte by byte.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from pipelines.dagster_home import KEEP_RUNS
from tools.demo.calendar_of import months_until
from tools.demo.making import make
from tools.demo.world import SEED, World
from tools.processes import run_to_end

SUCCEEDED = (0, 3)  # published; published with findings of severity error, which the demo plants
# Marts that tell of builds before: a build from scratch has none.
OF_HISTORY = {"mart_build_diff"}
KEPT = 3  # builds: fewer than nights without growth
RECORDS_OF_A_RUN_MB = 15  # of at most as many runs as are kept
SLACK = 0.15  # of memory and computing over the flat nights; disk is compared by the same share
RESTATED, WITHDRAWN, BACK = "restated", "withdrawn", "came back"


@dataclass(frozen=True)
class Night:
    """What one night did and cost: seconds, and megabytes of memory, Dagster's records, the rest of `.work`, marts."""

    as_of: date
    files: int
    changes: str
    code: int
    wall: float
    cpu: float
    peak_mb: float
    records_mb: float
    work_mb: float
    marts_mb: float

    def __str__(self) -> str:
        return (
            f"{self.as_of}  {self.files:5} files  {self.wall:6.1f} s  {self.cpu:6.1f} s of computing  "
            f"{self.peak_mb:6.0f} MB  records {self.records_mb:4.0f} MB  .work {self.work_mb:5.1f} MB  "
            f"marts {self.marts_mb:6.1f} MB  {self.changes}"
        )


class Arrivals:
    """The demo's files and their twins of another seed, moved into a world as their days come."""

    def __init__(self, folder: Path, scale: str, months: int, seed: int) -> None:
        self._sources = [folder / "first", folder / "twin"]
        for source, chosen in zip(self._sources, (seed, seed + 1), strict=True):
            make(World(scale, months, chosen), source)
        self._raw = folder / "world/raw"
        self._chance = random.Random(seed)
        self._out: list[str] = []
        first, twin = (set(_inputs(source / "raw")) for source in self._sources)
        self._days = {name: _day_of(self._sources[0] / "raw" / name) for name in sorted(first)}
        self._twins = first & twin

    def night(self, as_of: date) -> str:
        """Bring what is published by then, and change up to two files that are there; say what."""
        here = set(_inputs(self._raw))
        new = [name for name, day in self._days.items() if day <= as_of and name not in here and name not in self._out]
        said = [f"{len(new)} arrived"] if new else []
        said += [f"{name} {BACK}" for name in self._out]
        for name in [*new, *self._out]:
            _bring(self._sources[0], name, self._raw)
        self._out = []
        if here:
            said += self._change(sorted(here))
        return ", ".join(said)

    def _change(self, here: Sequence[str]) -> Iterator[str]:
        figures = [name for name in here if name.startswith("kpi/")]
        for name in self._chance.sample(sorted(self._twins & set(figures)), 1):
            _bring(self._sources[1], name, self._raw)
            yield f"{name} {RESTATED}"
        gone = self._chance.choice(figures)
        for path in _pair(self._raw, gone):
            path.unlink()
        self._out = [gone]
        yield f"{gone} {WITHDRAWN}"


def _inputs(raw: Path) -> Iterator[str]:
    for path in sorted(raw.rglob("*")):
        if path.is_file() and not path.name.endswith(".meta.yml"):
            yield path.relative_to(raw).as_posix()


def _pair(raw: Path, name: str) -> tuple[Path, Path]:
    path = raw / name
    return path, path.with_name(f"{path.name}.meta.yml")


def _day_of(path: Path) -> date:
    """The day a file is published; a plan, whose sidecar has none, is there from the beginning."""
    sidecar = yaml.safe_load(path.with_name(f"{path.name}.meta.yml").read_text(encoding="utf-8"))
    return date.fromisoformat(str(sidecar.get("published_at", date.min)))


def _bring(source: Path, name: str, raw: Path) -> None:
    for origin, target in zip(_pair(source / "raw", name), _pair(raw, name), strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin, target)


def run_night(data: Path, as_of: date, changes: str) -> Night:
    """One `cchc run` in a process of its own."""
    around = {"CCHC_DATA": str(data), "CCHC_AS_OF": as_of.isoformat(), "CCHC_KEEP_BUILDS": str(KEPT)}
    ended = run_to_end([sys.executable, "-m", "pipelines.cli.main", "run", "--quiet"], around)
    if ended.code not in SUCCEEDED:
        print(ended.err, file=sys.stderr)
    records = _megabytes(data / ".work/dagster")
    return Night(
        as_of,
        sum(1 for _ in _inputs(data / "raw")),
        changes,
        ended.code,
        ended.wall_s,
        ended.cpu_s,
        ended.peak_bytes / 1024**2,
        records,
        _megabytes(data / ".work") - records,
        _megabytes(data / "marts"),
    )


def _megabytes(folder: Path) -> float:
    inodes = {(s.st_ino, s.st_size) for path in folder.rglob("*") if path.is_file() for s in [path.lstat()]}
    return sum(size for _, size in inodes) / 1e6


def marts_of(data: Path) -> dict[str, str]:
    """A hash for each published Parquet file but those that tell of builds before."""
    build = (data / "marts/current").resolve()
    return {
        path.relative_to(build).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(build.rglob("*.parquet"))
        if path.name.split(".")[0] not in OF_HISTORY
    }


def claims(nights: Sequence[Night], flat: Sequence[Night], kept: dict[str, str], fresh: dict[str, str]) -> list[str]:
    """What does not hold, in words; nothing where all does."""
    wrong = [f"the night of {one.as_of} ended with {one.code}" for one in nights if one.code not in SUCCEEDED]
    for name in ("cpu", "peak_mb", "work_mb", "marts_mb"):
        early, late = (statistics.median(getattr(one, name) for one in half) for half in _halves(flat))
        if late > early * (1 + SLACK):
            wrong.append(
                f"{name} is not flat: {early:.1f} in the first half of the last nights, {late:.1f} in the second"
            )
    most = RECORDS_OF_A_RUN_MB * min(len(nights), KEEP_RUNS)
    wrong += [f"Dagster's records take {one.records_mb:.0f} MB" for one in nights if one.records_mb > most]
    differ = sorted(name for name in kept.keys() | fresh.keys() if kept.get(name) != fresh.get(name))
    return wrong + [f"{name} differs from a build from scratch" for name in differ]


def _halves(nights: Sequence[Night]) -> tuple[Sequence[Night], Sequence[Night]]:
    return nights[: len(nights) // 2], nights[len(nights) // 2 :]


def soak(folder: Path, nights: int, scale: str, seed: int = SEED) -> list[str]:
    """Run the nights and say them; give what did not hold."""
    still = max(2, nights // 3)
    days = [period.end for period in months_until(World().as_of, nights - still)]
    days += [days[-1]] * still
    arrivals = Arrivals(folder, scale, nights, seed)
    done = []
    for as_of in days:
        done.append(run_night(folder / "world", as_of, arrivals.night(as_of)))
        print(done[-1], flush=True)
    shutil.copytree(folder / "world/raw", folder / "scratch/raw")
    print("from scratch:", run_night(folder / "scratch", days[-1], ""))
    return claims(done, done[-still:], marts_of(folder / "world"), marts_of(folder / "scratch"))


def main() -> None:
    """Run it; the exit code is 1 where something did not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="empty folder to work in; else one that goes at the end")
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--scale", default="province")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        wrong = soak(options.folder or Path(temporary), options.nights, options.scale)
    print(
        "\n".join(wrong)
        or "all nights ended, the last ones cost the same, and the marts are those of a build from scratch"
    )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
