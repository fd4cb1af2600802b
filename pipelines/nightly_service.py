"""`python -m pipelines.nightly_service --port N`: what a server runs: code server, UI and daemon, as one service.

What belongs here: starting the three, ending them together, a line a run. What does not: what a night does
(schedules.py, sensors.py).

One code server serves UI, daemon and runs, so that the code is loaded once and not anew every minute. The instance is
made before any of them starts: two that make it at the same time break it. When one ends, the others are ended and this
process fails, so that whatever supervises it (systemd, a container) starts all of them again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from pipelines.child_log import ChildLog
from pipelines.dagster_home import port_number, prepare_instance
from pipelines.publishing.layout import current_build_id
from pipelines.publishing.status import Status, read_status
from pipelines.schedule import NIGHTLY_ZONE, check_nightly_cron
from pipelines.service_mark import ServiceRunsError, service_mark
from pipelines.settings import WRONG_SETTING, Settings, SettingsError
from pipelines.timeline import LOCATION

LOOPBACK = "127.0.0.1"
END_WITHIN_SECONDS = 15
LOOK_EVERY_SECONDS = 0.5
SAME_RUN = timedelta(seconds=30)
Process = subprocess.Popen[bytes]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run until asked to end (then exit code 0) or until one of the three ends by itself (1); 2 for a wrong setting."""
    parser = argparse.ArgumentParser(description="UI and daemon of a world with the nightly on.")
    parser.add_argument("--port", type=port_number, default=3000, help="port of the UI")
    parser.add_argument("--host", default=LOOPBACK, help="where the UI listens; a container needs 0.0.0.0")
    given = parser.parse_args(arguments)
    # Only noted, at whatever moment it comes: an exception while a child is started would lose the child.
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        settings = Settings.from_env()
        check_nightly_cron()
        with service_mark(settings.work) as mark:
            code = _serve(settings, given.host, given.port, stop)
            mark.was_asked_to_end = code == 0
    except SettingsError as error:
        parser.exit(WRONG_SETTING, f"Error: {error}\n")
    except (ServiceRunsError, OSError) as error:
        sys.exit(f"Error: {error}")
    sys.exit(code)


def _serve(settings: Settings, host: str, port: int, stop: threading.Event) -> int:
    """Start the three, watch them, end them; the exit code of the service."""
    running: dict[str, Process] = {}
    sockets = Path(tempfile.mkdtemp(prefix="cchc-"))
    log = ChildLog(sys.stdout)
    try:
        home = prepare_instance(settings, port)
        for name, command in _commands(sockets / "code.sock", home, host, port).items():
            if not stop.is_set():
                running[name] = subprocess.Popen(
                    command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
                )
                log.follow(name, running[name])
                _wait_for(sockets / "code.sock", running[name], stop)
        if not stop.is_set():
            log.say(f"Nightly is on; UI: http://{host}:{port}   (Ctrl-C or TERM ends it)")
        return _watch(running, settings.marts, log, stop)
    finally:
        log.close()
        _end(running)
        shutil.rmtree(sockets, ignore_errors=True)


def is_worth_a_line(before: Status, now: Status) -> bool:
    """Whether a change of status.json is news: not a second quiet night, nor a second step failed for one reason."""
    if (before.get("outcome"), before.get("failures")) != (now.get("outcome"), now.get("failures")):
        return True
    ends = [datetime.fromisoformat(end) for end in (before.get("finished_at"), now.get("finished_at")) if end]
    is_same_run = len(ends) == 2 and ends[1] - ends[0] < SAME_RUN
    return now.get("outcome") != "unchanged" and not is_same_run


def lines_of(status: Status, published: str = "") -> list[str]:
    """What a log says of a run: one line, and one for each failure. `published`: the build readers see now."""
    word = str(status.get("outcome", "")).replace("_", " ")
    failures = [f"  {line}" for line in status.get("failures", [])]
    forms = {"rolled back": f"{word} to {published}", "published": f"{word} {published}"}
    forms["unchanged"] = forms["published"]
    return [forms.get(word, word), *failures]


def _commands(socket: Path, home: Path, host: str, port: int) -> dict[str, list[str]]:
    """The three programs; the code server first, the others find it through a workspace file."""
    workspace = home / "workspace.yaml"
    server = {"grpc_server": {"socket": str(socket), "location_name": LOCATION}}
    workspace.write_text(yaml.safe_dump({"load_from": [server]}), encoding="utf-8")
    at, quiet = ["-w", str(workspace)], ["--log-level", "warning"]
    dagster = str(Path(sys.executable).with_name("dagster"))
    module = ["--module-name", "pipelines.definitions", "--location-name", LOCATION]
    return {
        "code server": [dagster, "api", "grpc", "--socket", str(socket), *module, *quiet],
        "UI": [f"{dagster}-webserver", *at, "--host", host, "--port", str(port), *quiet],
        "daemon": [f"{dagster}-daemon", "run", *at, *quiet],
    }


def _wait_for(socket: Path, process: Process, stop: threading.Event) -> None:
    """Until the code server answers, or has ended."""
    while not socket.exists() and not _has_ended(process) and not stop.is_set():
        time.sleep(LOOK_EVERY_SECONDS)


def _watch(running: dict[str, Process], marts: Path, log: ChildLog, stop: threading.Event) -> int:
    """Tell what each run did, until someone asks to end (0) or one of the three ends by itself (1)."""
    told = read_status(marts)
    while not stop.is_set():
        now = read_status(marts)
        if now and now != told:
            for line in lines_of(now, current_build_id(marts) or "") if is_worth_a_line(told, now) else []:
                log.say(line, at=datetime.now(tz=NIGHTLY_ZONE))
            told = now
        for name, process in running.items():
            if _has_ended(process):
                log.say(f"The {name} ended by itself; ending the others.", at=datetime.now(tz=NIGHTLY_ZONE))
                return 1
        time.sleep(LOOK_EVERY_SECONDS)
    log.say("Ending ...")
    return 0


def _has_ended(process: Process) -> bool:
    """Whether a child has ended. It is not waited for: its id stays its own until `_end` is done with its group."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _end(running: dict[str, Process]) -> None:
    """Ask each to end, the daemon first so that it starts nothing more; after a while end what is left of each group.

    A run under way is cut off; the next one repairs what it left.
    """
    first, rest = running.get("daemon"), [one for name, one in running.items() if name != "daemon"]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for group in ([first] if first else [], rest):
            for process in group:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, number)
            until = time.monotonic() + END_WITHIN_SECONDS
            while time.monotonic() < until and not all(map(_has_ended, group)):
                time.sleep(LOOK_EVERY_SECONDS / 5)
    for process in running.values():
        process.wait()


if __name__ == "__main__":
    main()
