"""Worlds that are killed, filled and damaged: a small one, a run in a process of its own, what must hold after."""

from __future__ import annotations

import fcntl
import importlib
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.litter import find_litter
from pipelines.publishing.layout import current_build, wrong_links
from pipelines.publishing.proof import damage
from pipelines.publishing.publish import identity_of_tables, publish
from pipelines.publishing.status import read_status
from pipelines.run_record import record_success
from pipelines.settings import Settings, parse_as_of

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-10-31"
PLAN = """ỦY BAN NHÂN DÂN
TỈNH HÀ GIANG

Số: 12/KH-UBND

Hà Giang, ngày 05 tháng 01 năm 2024

KẾ HOẠCH

CẢI CÁCH HÀNH CHÍNH NĂM 2024

I. MỤC TIÊU

- Tối thiểu {value}% hồ sơ thủ tục hành chính được tiếp nhận trực tuyến.
"""
FIGURES = "indicator,unit_name,unit_level,period,value\nonline_dossier_rate,Hà Giang,province,2024,{value}\n"
# Runs are forked from a process that has loaded this already: it is a quarter of a run, and whoever is killed in it
# has touched nothing yet. The last is this module, whose functions they begin with.
LOADED = (
    "pipelines.definitions",
    "pipelines.cli.run",
    "pipelines.cli.refresh",
    "pipelines.publishing.build",
    "dbt.cli.main",
    "dbt.adapters.duckdb.impl",
    "dagster._core.storage.event_log.sqlite",
    "alembic.autogenerate.compare",
    "tests.integration.crashes",
)
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(list(LOADED))


def settings_of(data: Path) -> Settings:
    """The settings of a world of this module."""
    return Settings(data=data, as_of=parse_as_of(AS_OF))


def write_inputs(data: Path, value: int) -> None:
    """One plan and one figure; another value is another build."""
    for name, text in (("plans/ha-giang.txt", PLAN), ("kpi/ha-giang.csv", FIGURES)):
        path = data / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(value=value), encoding="utf-8")


def new_world(places: pytest.TempPathFactory) -> Path:
    """A world of one published run for a module; the run is made once for all workers of a test run."""
    base = places.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "crash_world"
    with (shared.parent / "crash_world.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "data/marts/current").exists():
            write_inputs(shared / "data", 50)
            code, said = run(shared / "data")
            assert code == 0, said
    data = places.mktemp("it's {a} [b] 100%") / "data"  # names of folders that people give, too
    shutil.copytree(shared / "data", data, symlinks=True)
    return data


def environment(data: Path) -> dict[str, str]:
    """The environment of a run on a world."""
    return {**os.environ, "CCHC_DATA": str(data), "CCHC_AS_OF": AS_OF, "CCHC_KEEP_BUILDS": "3"}


class Started:
    """`cchc` in a process of its own; what it says lies in files, which no process left behind keeps open."""

    def __init__(self, data: Path, work: Callable[..., None], *args: str) -> None:
        """Begin at once."""
        self._said = tempfile.TemporaryDirectory(prefix="cchc-said-")
        self.process = FORKED.Process(target=_born, args=(environment(data), Path(self._said.name), work, args))
        self.process.start()

    def ended(self, within: float | None = None) -> bool:
        """Whether it ended within so many seconds; waits for its end where none are given."""
        self.process.join(within)
        return self.process.exitcode is not None

    def out(self) -> str:
        """What it printed so far as its answer."""
        return self._text("out")

    def err(self) -> str:
        """What it told so far of its progress and failures."""
        return self._text("err")

    def code(self) -> int:
        """Its exit code, once it ended; minus the signal that ended it."""
        self.ended()
        assert self.process.exitcode is not None
        return self.process.exitcode

    def _text(self, name: str) -> str:
        path = Path(self._said.name) / name
        return path.read_text(encoding="utf-8") if path.exists() else ""


def _born(around: dict[str, str], said: Path, work: Callable[..., None], args: tuple[str, ...]) -> None:
    os.environ.clear()
    os.environ.update(around)
    os.chdir(ROOT)
    for descriptor, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(said / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    sys.stderr.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    work(*args)


def _cchc(*args: str) -> None:
    from pipelines.cli.main import main

    sys.argv[1:] = args
    main()


def _killing(module: str, name: str, when: str, what: str) -> None:
    """A run, or only its publishing (no reading before), in which one function of one module kills the process."""
    place = importlib.import_module(module)
    true = getattr(place, name)

    def killing(*args: object, **more: object) -> None:
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        true(*args, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(place, name, killing)
    if what == "run":
        _cchc("run", "--force", "--quiet")
    settings = Settings.from_env()
    record_success(settings, publish(settings, identity_of_tables(settings.tables), force=True))


def start(data: Path, *args: str) -> Started:
    """`cchc` in a process of its own."""
    return Started(data, _cchc, *args)


def run(data: Path, *args: str) -> tuple[int, str]:
    """`cchc run` to its end: exit code and what it said."""
    process = start(data, "run", *args)
    return process.code(), process.err() + process.out()


def killed_at(data: Path, module: str, name: str, when: str, what: str) -> int:
    """A run (or its publishing) that kills itself before or after one function; its exit code."""
    return Started(data, _killing, module, name, when, what).code()


def broken(data: Path) -> list[str]:
    """What readers of the published build would find wrong, whatever happened to a run."""
    build = current_build(data / "marts")
    if build is None:
        return ["no build is published"]
    return [*damage(build), *wrong_links(data / "marts")]


def repaired(data: Path) -> list[str]:
    """What a run to its end left that it should not have."""
    status = read_status(data / "marts")
    wrong = broken(data) + [str(path) for path in find_litter(settings_of(data))]
    return wrong if status.get("outcome") in ("published", "unchanged") else [*wrong, f"status {status}"]
