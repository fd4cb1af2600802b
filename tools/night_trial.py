"""A night in ten minutes, in real processes: `python -m tools.night_trial [FOLDER]`. Run by hand, no part of the tests.

What belongs here: a world of its own, the service with a run due each minute, what happens to the world meanwhile, and
what must hold at the end. What does not: the service (pipelines/nightly_service.py).

Files arrive, one is broken, one is withdrawn, one is replaced half, the inputs are gone for a while (an unmounted
disk), the daemon is killed once while a run is under way, and whoever supervises starts the service again. Listeners
on this machine take the alerts, by webhook and by mail. Printed are the service's own log, the alerts, and a line for
each claim; the exit code is 0 where all of them hold.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pipelines.publishing.status import read_status
from tools.mailbox import mailbox
from tools.webhook import listener

AS_OF = "2026-10-31"
EVERY_SECONDS = 60
PATIENCE_SECONDS = 420
PLAN = """ỦY BAN NHÂN DÂN
TỈNH {unit}

Số: {number}/KH-UBND

{unit}, ngày 05 tháng 01 năm 2024

KẾ HOẠCH

CẢI CÁCH HÀNH CHÍNH NĂM 2024

I. MỤC TIÊU

- Tối thiểu {value}% hồ sơ thủ tục hành chính được tiếp nhận trực tuyến.
"""
FIGURES = "indicator,unit_name,unit_level,period,value\nonline_dossier_rate,{unit},province,2024,{value}\n"
MARTS = {
    "figures": "select name_vi, value from fct_observation join dim_admin_unit using (unit_id) order by all",
    "targets": "select unit_name_vi, target_value from fct_target order by all",
    "errors": "select distinct file from mart_quality_findings where severity = 'error' order by all",
    "verdicts": "select unit_name_vi, status from mart_gap_latest order by all",
}
WANTED = {
    "figures": [("Tỉnh Cao Bằng", 71.5), ("Tỉnh Hà Giang", 40.0)],
    "targets": [("Tỉnh Cao Bằng", 70.0), ("Tỉnh Hà Giang", 50.0)],
    "errors": [("kpi/hong.xlsx",)],
    "verdicts": [("Tỉnh Cao Bằng", "met"), ("Tỉnh Hà Giang", "missed")],
}


class Night:
    """The world, the service that watches it, and what was seen."""

    def __init__(self, data: Path, alerts: str, mails: str) -> None:
        """Args: `data`: the world; `alerts`, `mails`: where the listeners are."""
        self.data, self.log = data, data.parent / "service.log"
        self._alerts, self._mails, self._began = alerts, mails, time.monotonic()
        self.service = self._start()

    def tell(self, text: str) -> None:
        """A line of this trial among those of the service."""
        line = f"--- {time.monotonic() - self._began:5.0f} s  {text}\n"
        with self.log.open("a", encoding="utf-8") as log:
            log.write(line)
        sys.stdout.write(line)
        sys.stdout.flush()

    def write(self, name: str, text: str | bytes) -> None:
        """A file of the world, as a copy arrives."""
        path = self.data / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait; a minute in which nothing comes is as good as a night.

        Raises:
            SystemExit: it did not come.
        """
        end = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            if time.monotonic() > end:
                self.tell(f"gave up waiting until {what}")
                self.stop()
                sys.exit(1)
            time.sleep(0.5)
        self.tell(what)

    def outcome(self) -> str:
        """What status.json says."""
        return str(read_status(self.data / "marts").get("outcome"))

    def build(self) -> str:
        """The published build."""
        link = self.data / "marts/current"
        return link.readlink().name if link.is_symlink() else ""

    def rests(self) -> bool:
        """Whether the last run found nothing new."""
        return self.outcome() == "unchanged"

    def kill_daemon(self) -> None:
        """End the daemon without a word, and start the service again as whoever supervises it does."""
        daemon = next(pid for pid, words in children_of(self.service.pid) if "dagster-daemon" in words)
        os.kill(daemon, signal.SIGKILL)
        code = self.service.wait(timeout=60)
        self.tell(f"the daemon was killed; the service ended with {code}; it is started again")
        self.service = self._start()

    def stop(self) -> int:
        """TERM, and the exit code."""
        self.service.terminate()
        return self.service.wait(timeout=90)

    def _start(self) -> subprocess.Popen[bytes]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        around = {
            **os.environ,
            "CCHC_DATA": str(self.data),
            "CCHC_AS_OF": AS_OF,
            "CCHC_NIGHTLY": "1",
            "CCHC_NIGHTLY_CRON": "* * * * *",
            "CCHC_ALERT_WEBHOOK": self._alerts,
            "PYTHONWARNINGS": "ignore",
            "CCHC_ALERT_MAIL": "data-team@example.vn",
            "CCHC_SMTP": self._mails,
        }
        command = [sys.executable, "-m", "pipelines.nightly_service", "--port", str(port)]
        with self.log.open("ab") as log:
            return subprocess.Popen(command, env=around, stdout=log, stderr=subprocess.STDOUT)


def children_of(pid: int) -> Iterator[tuple[int, str]]:
    """The children of a process with their command lines."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        words = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        yield int(child), words


def live(night: Night) -> None:
    """What happens in the ten minutes."""
    night.until(lambda: night.outcome() == "published", "the first build is published")
    night.until(night.rests, "a night without news was skipped")

    night.tell("a plan and an export of Cao Bằng arrive, and a broken workbook")
    night.write("plans/cao-bang.txt", PLAN.format(unit="CAO BẰNG", number=7, value=70))
    night.write("kpi/cao-bang.csv", FIGURES.format(unit="Cao Bằng", value="71.5"))
    night.write("kpi/hong.xlsx", b"PK\x03\x04 no archive")
    changed(night)

    night.tell("an export is withdrawn")
    (night.data / "raw/kpi/lao-cai.csv").unlink()
    changed(night)

    night.tell("an export is replaced; half of it is there")
    whole = FIGURES.format(unit="Hà Giang", value="40.0").encode()
    night.write("kpi/ha-giang.csv", whole[: len(whole) // 2])
    time.sleep(EVERY_SECONDS / 3)
    night.write("kpi/ha-giang.csv", whole)
    night.tell("the rest of it is there")
    night.until(lambda: night.outcome() == "running", "a run is under way")
    night.kill_daemon()
    night.until(night.rests, "the world rests")

    night.tell("the disk of the inputs is gone")
    (night.data / "raw").rename(night.data / "raw.gone")
    night.until(lambda: night.outcome() == "failed", "a run failed")
    time.sleep(EVERY_SECONDS)
    (night.data / "raw.gone").rename(night.data / "raw")
    night.tell("the disk is back")
    night.until(night.rests, "the world rests")


def changed(night: Night) -> None:
    """Wait until another build is published and nothing is new."""
    before = night.build()
    night.until(lambda: night.build() != before, "another build is published")
    night.until(night.rests, "the world rests")


def claims(data: Path, log: str, alerts: list[dict[str, object]], code: int) -> Iterator[tuple[str, bool]]:
    """What must hold at the end."""
    import duckdb

    with duckdb.connect(str(data / "marts/current.duckdb"), read_only=True) as db:
        for name, query in MARTS.items():
            found = db.execute(query).fetchall()
            yield f"{name}: {found}", found == WANTED[name]
    yield f"alerts: {len(alerts)}", len(alerts) >= 1
    yield "an alert says what to do", any("no plans and no exports" in str(one.get("text")) for one in alerts)
    yield f"the service ended with {code}", code == 0
    yield "no traceback in the log", "Traceback" not in log
    left = [words for words in command_lines() if str(data) in words]
    yield f"no process is left {left or ''}", not left


def command_lines() -> Iterator[str]:
    """What every process of this machine was started with."""
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield place.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue


def main() -> None:
    """Make the world, live through the night, say what holds."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else Path(tempfile.mkdtemp(prefix="night-"))
    shutil.rmtree(folder / "data", ignore_errors=True)
    (folder / "data/raw").mkdir(parents=True)
    with listener() as (address, alerts), mailbox() as (post, mails):
        for name, text in (
            ("plans/ha-giang.txt", PLAN.format(unit="HÀ GIANG", number=12, value=50)),
            ("kpi/ha-giang.csv", FIGURES.format(unit="Hà Giang", value="55.0")),
            ("kpi/lao-cai.csv", FIGURES.format(unit="Lào Cai", value="33.3")),
        ):
            path = folder / "data/raw" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        night = Night(folder / "data", address, post)
        live(night)
        code = night.stop()
        log = night.log.read_text(encoding="utf-8")
        sys.stdout.write(f"\nThe log ({night.log}):\n{log}\nAlerts:\n")
        sys.stdout.writelines(json.dumps(one, ensure_ascii=False, indent=1) + "\n" for one in alerts)
        sys.stdout.writelines(f"\nMail: {mail['Subject']}\n{mail.get_content()}" for mail in mails)
        held = [*claims(night.data, log, alerts, code), (f"mails: {len(mails)}", len(mails) == len(alerts))]
    sys.stdout.writelines(f"{'holds ' if holds else 'FAILED'}  {claim}\n" for claim, holds in held)
    sys.exit(0 if all(holds for _, holds in held) else 1)


if __name__ == "__main__":
    main()
