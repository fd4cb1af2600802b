"""A process that began a run leaves a true status, however it ends without publishing."""

import os
import subprocess
import sys
from pathlib import Path

from pipelines.publishing.status import read_status

BEGIN = "from pipelines.begin_run import begin_run; from pipelines.settings import Settings; "
STATUS = "from pipelines.publishing.status import write_status; from datetime import datetime, UTC; "


def status_after(data: Path, code: str) -> object:
    (data / "raw/plans").mkdir(parents=True)
    (data / "raw/plans/a.txt").write_text("KẾ HOẠCH", encoding="utf-8")
    env = {**os.environ, "CCHC_DATA": str(data)}
    subprocess.run([sys.executable, "-c", BEGIN + code], env=env, check=False, capture_output=True, timeout=240)
    return read_status(data / "marts").get("outcome")


def test_a_run_of_some_assets_has_ended(tmp_path: Path) -> None:
    assert status_after(tmp_path, "begin_run(Settings.from_env())") == "ended"


def test_a_run_that_is_stopped_by_an_exception_has_ended(tmp_path: Path) -> None:
    assert status_after(tmp_path, "begin_run(Settings.from_env()); raise KeyboardInterrupt") == "ended"


def test_a_run_that_said_how_it_ended_is_left_so(tmp_path: Path) -> None:
    code = "s = Settings.from_env(); begin_run(s); write_status(s.marts, 'failed', datetime.now(UTC))"
    assert status_after(tmp_path, STATUS + code) == "failed"
