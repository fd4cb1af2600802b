"""`cchc run`, `summary`, `findings`, `sql`: refresh a world and look at what was published.

What belongs here: progress and tables in the terminal, exit codes. What does not: what is computed (assets, dbt) or
which rows the summary holds (publishing/summary.py).
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import time
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.box import SIMPLE_HEAVY
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines.settings import PROJECT_ROOT, Settings, SettingsError
from pipelines.wording import counted

if TYPE_CHECKING:
    from pipelines.publishing.summary import Summary

EXIT_FAILED, EXIT_FINDINGS = 1, 3


def register(group: click.Group) -> None:
    """Add this module's commands to the group."""
    for command in (run, summary, findings, sql):
        group.add_command(command)


@click.command()
@click.option("--as-of", default=None, help="What counts as known and due, e.g. 2025-12-31.")
@click.option("--force", is_flag=True, help="Run even where nothing changed since the published build.")
@click.option("--quiet", is_flag=True, help="No progress, only the result.")
def run(as_of: str | None, force: bool, quiet: bool) -> None:
    """Read all inputs, build, check and publish; then show the gaps.

    Exit code: 0 published or nothing changed; 3 the same, but inputs have errors (see `cchc findings`);
    1 the run failed and the published build is the one before. (`make` turns any of them but 0 into its own 2.)
    """
    console = Console(stderr=True, quiet=quiet, emoji=False)
    settings = _settings(as_of)
    started = time.monotonic()
    if force or not _is_unchanged(settings):
        _execute(settings, console)
        console.print(f"done in {time.monotonic() - started:.0f} s")
    else:
        console.print("Nothing changed: the inputs, the code and the as-of date are those of the published build.")
    shown = _show_summary(settings)
    sys.exit(EXIT_FINDINGS if shown.errors else 0)


@click.command()
def summary() -> None:
    """Show the published gaps again, without a run."""
    _show_summary(_settings(None))


@click.command()
@click.option("--severity", type=click.Choice(["error", "warning", "info"]), default=None, help="Only these.")
def findings(severity: str | None) -> None:
    """List what was found wrong in the inputs and what to do about it."""
    import polars as pl

    settings = _settings(None)
    rows = _published_mart(settings, "mart_quality_findings")
    if severity:
        rows = rows.filter(pl.col("severity") == severity)
    console = Console(emoji=False)
    for row in rows.iter_rows(named=True):
        place = escape(f"{row['file']}  ({row['locator']})  {row['rule']}")
        console.print(f"[bold]{row['severity']}[/]  {place}", highlight=False)
        for name, label in (("found", "found"), ("expected", "expected"), ("remedy", "to do")):
            console.print(f"    {label}: {row[name]}", highlight=False, markup=False)
    console.print(counted(rows.height, "finding"))


@click.command()
def sql() -> None:
    """Open a read-only SQL console (Harlequin) on the published marts."""
    database = _settings(None).marts / "current.duckdb"
    console = shutil.which("harlequin") or str(Path(sys.executable).with_name("harlequin"))
    if not database.exists():
        raise click.ClickException(f"{database}: nothing is published yet; run `make run` first")
    if not Path(console).exists():
        raise click.ClickException("the SQL console is not installed; `make sql` installs and opens it")
    os.execv(console, [console, "--adapter", "duckdb", "--read-only", str(database)])


def _settings(as_of: str | None) -> Settings:
    try:
        return Settings.from_env(as_of=as_of)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def _is_unchanged(settings: Settings) -> bool:
    from pipelines.code_version import code_version
    from pipelines.publishing.fingerprint import fingerprint_of_raw
    from pipelines.publishing.publish import record_success, unchanged_build

    same = unchanged_build(settings.marts, fingerprint_of_raw(settings.raw, settings.as_of, code_version()))
    if same:
        record_success(settings, same)
    return same is not None


def _execute(settings: Settings, console: Console) -> None:
    """Run the refresh job in this process, recorded in the world's Dagster instance.

    Raises:
        SystemExit: the run failed; what failed stands in the terminal and in status.json.
    """
    from pipelines.begin_run import NoInputsError, begin_run
    from pipelines.dagster_home import prepare_dagster_home
    from pipelines.fence.pool import shared_fence
    from pipelines.reading import READERS
    from pipelines.run_lock import WorldBusyError

    try:
        begin_run(settings)
        shared_fence(READERS)  # its processes get ready while Dagster is loaded
        prepare_dagster_home(settings)
    except (NoInputsError, WorldBusyError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{settings.data}: {error.strerror}; a run must be able to write there") from error
    console.print(f"world {_short(settings.data)}, as of {settings.as_of}", highlight=False, markup=False)
    if settings.as_of > date.today():
        console.print(f"{settings.as_of} has not come yet: every figure so far counts as known then.", highlight=False)
    progress = logging.getLogger("cchc")
    progress.setLevel(logging.INFO)
    progress.propagate = False
    progress.addHandler(_ConsoleHandler(console))
    failures = _refresh(settings)
    if failures:
        said = Console(stderr=True, emoji=False)
        for line in failures:
            said.print(f"[red]failed[/] {escape(line)}", highlight=False)
        said.print("Nothing was published; readers keep the build before.")
        sys.exit(EXIT_FAILED)


def _refresh(settings: Settings) -> list[str]:
    """What failed, in words; nothing where the run published."""
    from pipelines.publishing.layout import current_build_id
    from pipelines.publishing.status import next_nightly, write_status

    try:
        failures = _refresh_job(settings)
    except Exception as error:  # whatever broke (a full disk breaks Dagster's own records), the user reads one line
        failures = [f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"]
    if failures:
        build = current_build_id(settings.marts)
        with suppress(OSError):
            write_status(settings.marts, "failed", datetime.now(tz=UTC), build, tuple(failures), next_nightly())
    return failures


def _refresh_job(settings: Settings) -> list[str]:
    from dagster import DagsterInstance

    from pipelines.dagster_home import end_orphans
    from pipelines.definitions import defs
    from pipelines.resources import World

    world = World(as_of=settings.as_of.isoformat())
    with DagsterInstance.get() as instance:
        end_orphans(instance, settings)
        result = defs.resolve_job_def("refresh").execute_in_process(
            instance=instance,
            raise_on_error=False,
            resources={"world": world},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    return [] if result.success else _failures(result)


def _failures(result: Any) -> list[str]:
    lines = [
        f"check {check.check_name} of {check.asset_key.to_user_string()}: {check.metadata['examples'].value}"
        if "examples" in check.metadata
        else f"check {check.check_name} of {check.asset_key.to_user_string()}"
        for check in result.get_asset_check_evaluations()
        if not check.passed and check.blocking
    ]
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            cause = error.cause or error
            lines.append(f"{event.step_key}: {cause.message.strip()}")
    return lines or ["the run failed; `make ui` shows its log"]


class _ConsoleHandler(logging.Handler):
    """Progress lines of the pure rooms to the terminal."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        self._console.print(record.getMessage(), highlight=False, markup=False, soft_wrap=True)


def _published_mart(settings: Settings, name: str) -> Any:
    import polars as pl

    path = settings.marts / "parquet" / f"{name}.parquet"
    if not path.exists():
        raise click.ClickException(f"{_short(path)}: nothing is published yet; run `make run` first")
    try:
        return pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise click.ClickException(f"{_short(path)} is damaged; `make run ARGS=--force` builds it again") from error


def _show_summary(settings: Settings) -> Summary:
    from pipelines.publishing.summary import summarize

    names = ("mart_gap_latest", "dim_plan", "dim_term", "mart_quality_findings")
    shown = summarize(*[_published_mart(settings, name) for name in names])
    console = Console(emoji=False)
    _say_as_of(console, settings)
    console.print(_promises(shown))
    console.print(shown.verdicts, highlight=False)
    if shown.widest:
        _say_widest(console, shown)
    if shown.short_without_verdict:
        said = counted(shown.short_without_verdict, "row")
        console.print(
            "Also short by the last known figure, but without a verdict on one of the plan's years: "
            f"{said} of mart_gap_latest (gap < 0).\n"
        )
    _say_findings(console, shown)
    _say_where_next(console, settings)
    return shown


def _say_as_of(console: Console, settings: Settings) -> None:
    manifest = json.loads((settings.marts / "manifest.json").read_text(encoding="utf-8"))
    console.print(f"As of {manifest['as_of']}", highlight=False)
    if os.environ.get("CCHC_AS_OF") and manifest["as_of"] != settings.as_of.isoformat():
        console.print(
            f"The published build is not the one of CCHC_AS_OF={settings.as_of}: `make run` builds that.",
            style="yellow",
        )


def _promises(shown: Summary) -> Table:
    table = Table(
        title="Own promises by issuer (said twice counts once)",
        title_justify="left",
        row_styles=["", "dim"],
        box=SIMPLE_HEAVY,
        padding=0,
    )
    table.add_column("issuer", no_wrap=True)
    for name in shown.status_columns:
        table.add_column(name, justify="right", min_width=max(map(len, name.split())))
    for issuer, counts in shown.promises:
        table.add_row(issuer, *[str(count) if count else "·" for count in counts])
    return table


def _say_widest(console: Console, shown: Summary) -> None:
    console.print(
        "\nThe widest gaps with a verdict, by the share of the target still missing: own promises first, "
        "then national benchmarks",
        style="italic",
    )
    for number, gap in enumerate(shown.widest, start=1):
        console.print(f"[bold]{number}. {gap.unit}: {gap.gap}[/], {gap.status}", highlight=False)
        console.print(f"   promised {gap.promise}, measured {gap.actual}", highlight=False)
        console.print(f"   «{escape(gap.sentence)}»", highlight=False)
        console.print(f"   [dim]promised in {escape(gap.promised_in)}[/]", highlight=False, soft_wrap=True)
        console.print(f"   [dim]measured in {escape(gap.measured_in)}[/]", highlight=False, soft_wrap=True)
        console.print(f"   [dim]how it came about: {gap.ask}[/]", highlight=False, soft_wrap=True)
    console.print()


def _say_findings(console: Console, shown: Summary) -> None:
    if shown.errors or shown.warnings:
        console.print(
            f"Inputs: {counted(shown.errors, 'error')}, {counted(shown.warnings, 'warning')}; "
            "`cchc findings` (make findings) lists them.",
            style="red" if shown.errors else "yellow",
        )


def _say_where_next(console: Console, settings: Settings) -> None:
    console.print("Open next:", highlight=False)
    for path, what in (
        (settings.marts / "current.duckdb", "the marts for DuckDB, Python, R (`make sql` opens a console)"),
        (settings.marts / "parquet", "one Parquet file per mart"),
        (settings.marts / "manifest.json", "which inputs this build was made from"),
    ):
        console.print(f"  {_short(path)}  {what}", highlight=False, markup=False, soft_wrap=True)
    console.print("  make ui  the Dagster UI: every asset, check and run", highlight=False)


def _short(path: Path) -> str:
    return str(path.relative_to(PROJECT_ROOT)) if path.is_relative_to(PROJECT_ROOT) else str(path)
