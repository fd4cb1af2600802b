"""Worlds that are killed, filled and damaged: a small one, a run in a process of its own, what must hold after."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.litter import find_litter
from pipelines.publishing.layout import current_build, wrong_links
from pipelines.publishing.proof import damage
from pipelines.publishing.status import read_status
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
# A run, or only its publishing (which needs no reading before), with one function of one module that kills the process.
KILLING = """
import importlib, os, signal, sys
module, name, when, what = sys.argv[1:5]
place = importlib.import_module(module)
true = getattr(place, name)
def killing(*args, **more):
    if when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    true(*args, **more)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(place, name, killing)
if what == "publish":
    from pipelines.publishing.publish import identity_of_tables, publish
    from pipelines.run_record import record_success
    from pipelines.settings import Settings
    settings = Settings.from_env()
    record_success(settings, publish(settings, identity_of_tables(settings.tables), force=True))
else:
    sys.argv[1:] = ["run", "--force", "--quiet"]
    from pipelines.cli.main import main
    main()
"""


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
    data = places.mktemp("world") / "data"
    shutil.copytree(shared / "data", data, symlinks=True)
    return data


def environment(data: Path) -> dict[str, str]:
    """The environment of a run on a world."""
    return {**os.environ, "CCHC_DATA": str(data), "CCHC_AS_OF": AS_OF, "CCHC_KEEP_BUILDS": "3"}


def start(data: Path, *args: str) -> subprocess.Popen[str]:
    """`cchc` in a process of its own."""
    command = [sys.executable, "-m", "pipelines.cli.main", *args]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(data), cwd=ROOT
    )


def run(data: Path, *args: str) -> tuple[int, str]:
    """`cchc run` to its end: exit code and what it said."""
    process = start(data, "run", *args)
    out, said = process.communicate()
    return process.returncode, said + out


def killed_at(data: Path, module: str, name: str, when: str, what: str) -> int:
    """A run (or its publishing) that kills itself before or after one function; its exit code."""
    command = [sys.executable, "-c", KILLING, module, name, when, what]
    return subprocess.run(command, env=environment(data), cwd=ROOT, check=False, capture_output=True).returncode


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
