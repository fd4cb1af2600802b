"""Hostile files among good ones: the run ends with 3, the good ones are published, a finding names each bad one."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import polars as pl
import pytest

from tests.integration.hostile import files
from tests.integration.hostile.files import SENTENCE, TEXT, TIDY
from tests.integration.hostile.more_files import MORE, MORE_SIDECARS, SOUND_SIDECARS
from tests.integration.hostile.odd_files import ODD, ODD_SIDECARS

ROOT = Path(__file__).resolve().parents[3]
GOOD = ("plans/xa-nguyen-giap.md", "plans/dien-bien-3074-qd-ubnd.pdf", "kpi/digitisation_press.csv")
FILES = files.FILES | MORE | ODD
SIDECARS = files.SIDECARS | MORE_SIDECARS | ODD_SIDECARS
ODD_NAMES = (
    "plans/k\udcea.txt",
    "plans/new\nline.md",
    "plans/';drop table fct_target;--.md",
    "plans/a|b[red]x.md",
    f"plans/{'d' * 251}.txt",
    "plans/\u202etxt.nalp.md",
    "plans/{{ 1 - 0 }}.txt",
    "plans/[a]*?%s.md",
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("hostile") / "data"
    raw = data / "raw"
    for folder in ("plans", "kpi", "reference", "reports"):
        (raw / folder).mkdir(parents=True)
    for name in GOOD:
        shutil.copy(ROOT / "data/raw" / name, raw / name)
    for name, (made, _) in FILES.items():
        (raw / name).write_bytes(made())
    for name, sidecar in SIDECARS.items():
        (raw / name).write_text(_plain(name), encoding="utf-8")
        (raw / f"{name}.meta.yml").write_text(sidecar, encoding="utf-8")
    for name, sidecar in SOUND_SIDECARS.items():
        (raw / f"{name}.meta.yml").write_text(sidecar, encoding="utf-8")
    for name in ODD_NAMES:
        (raw / name).write_text(TEXT, encoding="utf-8")
    (raw / "plans/folder.pdf").mkdir()
    (raw / "plans/folder.pdf/in.txt").write_text(TEXT, encoding="utf-8")
    (raw / f"{GOOD[2]}.meta.yml").mkdir()
    (raw / "plans/loop").symlink_to(raw / "plans")
    (raw / "plans/itself.txt").symlink_to(raw / "plans/itself.txt")
    (raw / "kpi/nowhere.csv").symlink_to("/nowhere/at/all.csv")
    os.mkfifo(raw / "kpi/pipe.csv")
    (raw / "kpi/endless.csv").symlink_to("/proc/kmsg")
    (raw / "plans/of-the-system").symlink_to("/proc")
    with (raw / "kpi/sparse.csv").open("wb") as sparse:
        sparse.truncate(5_000_000_000_000)
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(raw / "plans")  # a socket's path may be 107 bytes long at most
        server.bind("socket.txt")
        os.chdir(ROOT)
    return data


def _plain(name: str) -> str:
    if name.startswith("reference/"):
        return "document_number,predecessor_unit_id,successor_unit_id\n"
    return TEXT if name.endswith(".txt") else TIDY


@pytest.fixture(scope="module")
def run(world: Path) -> "subprocess.CompletedProcess[str]":
    """A run beside which one of the files grows without end."""
    with (world / "raw/plans/grows.txt").open("w", encoding="utf-8") as growing, _writing_to(growing):
        return _cchc(world, "run")


@contextmanager
def _writing_to(stream: TextIO) -> Iterator[None]:
    is_over = threading.Event()

    def write() -> None:
        stream.write(TEXT)
        while not is_over.wait(0.05):
            stream.write(SENTENCE)
            stream.flush()

    writer = threading.Thread(target=write)
    writer.start()
    yield
    is_over.set()
    writer.join()


def _cchc(data: Path, *args: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "CCHC_DATA": str(data), "CCHC_AS_OF": "2026-10-31", "COLUMNS": "200"}
    command = [sys.executable, "-m", "pipelines.cli.main", *args]
    return subprocess.run(command, capture_output=True, text=True, env=env, cwd=ROOT, check=False)


def _mart(world: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(world / f"marts/parquet/{name}.parquet")


@pytest.mark.slow
def test_the_run_ends_with_findings_and_publishes(run: "subprocess.CompletedProcess[str]") -> None:
    assert run.returncode == 3, run.stdout + run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.slow
def test_the_good_files_are_published(world: Path, run: "subprocess.CompletedProcess[str]") -> None:
    files = _mart(world, "dim_source_file")
    status = dict(files.select("source_file", "load_status").iter_rows())
    assert {name: status[name] for name in GOOD} == dict.fromkeys(GOOD, "loaded")
    assert not _mart(world, "fct_target").filter(pl.col("source_file") == GOOD[1]).is_empty()


@pytest.mark.slow
def test_an_error_names_each_bad_file(world: Path, run: "subprocess.CompletedProcess[str]") -> None:
    named = set(_mart(world, "mart_quality_findings").filter(pl.col("severity") == "error")["file"])
    bad = {name for name, (_, is_error) in FILES.items() if is_error}
    bad |= {f"{name}.meta.yml" for name in SIDECARS if name != "plans/laughs.txt"}
    bad |= {
        "kpi/endless.csv",
        "plans/of-the-system",
        "kpi/sparse.csv",
        "kpi/nowhere.csv",
        "kpi/pipe.csv",
        "plans/socket.txt",
        "plans/itself.txt",
    }
    assert bad - named == set()


@pytest.mark.slow
def test_every_file_has_a_row(world: Path, run: "subprocess.CompletedProcess[str]") -> None:
    files = set(_mart(world, "dim_source_file")["source_file"])
    shown = {name.replace("\udcea", "\\xea") for name in ODD_NAMES}
    assert {*FILES, *SIDECARS, *GOOD, *shown} <= files


@pytest.mark.slow
def test_nothing_of_an_input_moves_the_cursor(world: Path, run: "subprocess.CompletedProcess[str]") -> None:
    shown = run.stdout + run.stderr + "".join(_cchc(world, name).stdout for name in ("summary", "findings"))
    shown += _cchc(world, "targets", str(world / "raw/plans/escapes.txt")).stdout
    assert not set(shown) & {"\x1b", "\u202e", "\x9b", "\x07"}


def _as_it_was_read(world: Path, name: str) -> None:
    """The growing file again as the run saw it: what it told the hash of."""
    told = dict(_mart(world, "dim_source_file").select("source_file", "sha256").iter_rows())[name]
    path = world / "raw" / name
    whole = path.read_bytes()
    step, head = len(SENTENCE.encode()), len(TEXT.encode())
    seen = next(cut for cut in (0, *range(head, len(whole) + 1, step)) if _sha256(whole[:cut]) == told)
    path.write_bytes(whole[:seen])


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.slow
def test_a_second_run_finds_nothing_to_do(world: Path, run: "subprocess.CompletedProcess[str]") -> None:
    _as_it_was_read(world, "plans/grows.txt")
    again = _cchc(world, "run")
    assert "Nothing changed" in again.stderr
    assert again.returncode == 3
