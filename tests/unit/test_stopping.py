import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.cli.refresh import STOPPED, refresh, run_config_of
from pipelines.dbt_runner import invoke
from pipelines.publishing.status import read_status
from pipelines.run_lock import release_world
from pipelines.settings import Settings, parse_as_of


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Settings]:
    (tmp_path / "raw/kpi").mkdir(parents=True)
    (tmp_path / "raw/kpi/figures.csv").write_text("indicator,unit_name,unit_level,period,value\n")
    before = signal.getsignal(signal.SIGTERM)
    yield Settings(data=tmp_path, as_of=parse_as_of("2026-10-31"))
    signal.signal(signal.SIGTERM, before)
    release_world(tmp_path / ".work")


class _DbtToldToStop:
    """dbt as it answers when a signal comes while it works: the exception lies in its result."""

    hidden_by: BaseException | None = None

    def __init__(self, manifest: object, callbacks: list[Any]) -> None:
        pass

    def invoke(self, args: list[str]) -> Any:
        from dbt.cli.main import dbtRunnerResult

        try:
            os.kill(os.getpid(), signal.SIGTERM)
            raise AssertionError("the signal was lost")
        except BaseException as stopped:
            return dbtRunnerResult(success=False, exception=self.hidden_by or stopped)


class _DbtThatHidesTheStop(_DbtToldToStop):
    """dbt as it answers when its own way out, which closes the connections, breaks what still used one."""

    hidden_by = RuntimeError("Connection Error: Connection already closed!")


@pytest.mark.parametrize("dbt", [_DbtToldToStop, _DbtThatHidesTheStop])
def test_dbt_told_to_stop_raises_and_no_test_counts_as_failed(
    world: Settings, monkeypatch: pytest.MonkeyPatch, dbt: type[_DbtToldToStop]
) -> None:
    """The 5,000 files' run that ended «failed: unique_key» had been stopped by a time limit."""
    monkeypatch.setattr("dbt.cli.main.dbtRunner", dbt)
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        invoke(world, ["build"])
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_run_told_to_stop_says_so_in_one_sentence(world: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.cli.refresh._run", lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    assert refresh(world, force=False, tell=lambda line: None, greeting="") == [STOPPED]
    status = read_status(world.marts)
    assert (status["outcome"], status["failures"]) == ("failed", [STOPPED])


def test_what_libraries_print_as_a_run_fails_is_kept_and_not_shown(
    world: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def _noisy(*_: object) -> list[str]:
        sys.stderr.write("Exception while writing logger call to event log\n")
        return ["warehouse: no space"]

    monkeypatch.setattr("pipelines.cli.refresh._job", _noisy)
    monkeypatch.setattr("pipelines.cli.refresh._full_disk", lambda _: [])
    assert refresh(world, force=False, tell=lambda line: None, greeting="") == ["warehouse: no space"]
    assert "Exception while writing" not in capsys.readouterr().err
    assert "Exception while writing" in (world.work / "stderr.txt").read_text()


@pytest.mark.parametrize("force", [True, False])
def test_a_run_of_the_terminal_works_as_of_the_day_asked_for(world: Settings, force: bool) -> None:
    """`--as-of` and `--force` never reached the job: resources given to one that has its own are dropped."""
    from dagster import Definitions, asset, define_asset_job

    from pipelines.resources import World

    seen = []

    @asset
    def one(world: World) -> None:
        seen.append((world.settings().as_of.isoformat(), world.force))

    defs = Definitions([one], resources={"world": World()}, jobs=[define_asset_job("refresh")])
    defs.resolve_job_def("refresh").execute_in_process(run_config=run_config_of(world, force))
    assert seen == [("2026-10-31", force)]
