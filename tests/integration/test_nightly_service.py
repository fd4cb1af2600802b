"""The service of a server, in real processes: it comes up, runs what arrives, tells each run, ends on TERM."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines.publishing.status import read_status
from pipelines.service_mark import service_mark
from tests.integration.crashes import write_inputs

pytestmark = pytest.mark.slow
WITHIN_SECONDS = 900  # a bound for slow machines: where all is well it is not waited for


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def service(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    write_inputs(tmp_path / "data", 50)
    env = {
        **os.environ,
        "CCHC_DATA": str(tmp_path / "data"),
        "CCHC_AS_OF": "2026-10-31",
        "CCHC_NIGHTLY": "1",
        "CCHC_NIGHTLY_CRON": "* * * * *",
        "PYTHONWARNINGS": "ignore",
    }
    command = [sys.executable, "-m", "pipelines.nightly_service", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    yield process
    if process.poll() is None:
        process.kill()


def until(holds: Callable[[], object], process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + WITHIN_SECONDS
    while not holds():
        assert process.poll() is None, process.communicate()[0]
        if time.monotonic() > end:
            process.terminate()
            pytest.fail(f"not within {WITHIN_SECONDS} s: {process.communicate(timeout=240)[0]}")
        time.sleep(1)


def command_lines() -> Iterator[str]:
    """What every process of this machine was started with."""
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield place.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")


def test_the_service_publishes_serves_skips_nights_without_news_and_ends_on_term(
    service: subprocess.Popen[str], tmp_path: Path, port: int
) -> None:
    marts = tmp_path / "data/marts"
    until(lambda: read_status(marts).get("outcome") in ("published", "unchanged"), service)
    until(lambda: read_status(marts).get("outcome") == "unchanged", service)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/server_info", timeout=120) as answer:
        assert json.load(answer)["dagster_version"]
    service.send_signal(signal.SIGTERM)
    said, _ = service.communicate(timeout=240)
    assert service.returncode == 0
    assert "  published " in said
    assert "Traceback" not in said
    assert [command for command in command_lines() if str(tmp_path) in command] == []


@pytest.mark.parametrize("after_seconds", [0.5, 4.0, 9.0])
def test_term_at_any_moment_of_the_start_ends_everything(
    service: subprocess.Popen[str], tmp_path: Path, after_seconds: float
) -> None:
    with suppress(subprocess.TimeoutExpired):
        service.wait(timeout=after_seconds)
    service.send_signal(signal.SIGTERM)
    said, _ = service.communicate(timeout=120)
    assert "Traceback" not in said
    assert service.returncode in (0, -signal.SIGTERM), "before the handler stands, TERM ends it as any process"
    assert [command for command in command_lines() if str(tmp_path) in command] == []


def test_a_second_service_of_a_world_is_refused_in_one_sentence(tmp_path: Path, port: int) -> None:
    write_inputs(tmp_path / "data", 50)
    with service_mark(tmp_path / "data/.work"):
        command = [sys.executable, "-m", "pipelines.nightly_service", "--port", str(port)]
        env = {**os.environ, "CCHC_DATA": str(tmp_path / "data")}
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert (done.stderr.startswith("Error: the service of"), len(done.stderr.splitlines())) == (True, 1)


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    write_inputs(tmp_path / "data", 50)
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        command = [sys.executable, "-m", "pipelines.nightly_service", "--port", str(holder.getsockname()[1])]
        env = {**os.environ, "CCHC_DATA": str(tmp_path / "data")}
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: port")
    assert len(done.stderr.splitlines()) == 1
