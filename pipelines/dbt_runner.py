"""Runs dbt inside this process, against one world's raw tables and build database. Knows nothing of Dagster.

What belongs here: dbt's environment, its arguments, its results as plain records. What does not: models (dbt_project)
or how results become assets (assets/warehouse.py). One process start saved is several seconds of every run.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.cores import cores_for, models_at_once
from pipelines.dbt_lighter import macros_named_at_once, no_event_in_vain, taken_as_checked
from pipelines.dbt_templates import KEPT, kept_templates
from pipelines.own_files import is_there, take_away
from pipelines.run_lock import open_lock
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.stop_signals import stops_raise_as_by_hand

DBT_PROJECT_DIR = PROJECT_ROOT / "dbt_project"
DEFAULT_TARGET = DBT_PROJECT_DIR / "target"
# The parsed project, for Dagster and in dbt's own packed form.
MANIFEST, PARSED = "manifest.json", "partial_parse.msgpack"
# dbt keeps five full log files of this size beside the one it writes.
MAX_LOG = "1000000"
# The variable that says where the raw tables lie, and what dbt's manifest calls the place of one.
TABLES, PLACE = "CCHC_TABLES", "external_location"
# Of a build dbt would write its manifest twice over, and results that nobody reads: the run itself tells them.
NO_RECORDS = ["--no-write-json"]
# What dbt writes anew in each build, a file a model.
_WRITTEN_ANEW = ("compiled", "run")
# The level of dbt's log file.
LOG_LEVEL = "info"
_RESULT_EVENTS = {"LogModelResult", "LogSeedResult", "LogSnapshotResult", "LogTestResult", "LogNodeResult"}


# How many rows that a failed test found its message tells.
_ROWS_SHOWN = 3


class DbtError(RuntimeError):
    """dbt could not finish; the text names the models or tests that failed and why."""


@dataclass(frozen=True)
class DbtOutcome:
    """What one invocation did: the events that carry a node's result, in order, and the failures in words."""

    succeeded: bool
    events: tuple[dict[str, Any], ...]
    failures: tuple[str, ...]

    def raise_for_failures(self) -> None:
        """Do nothing on success.

        Raises:
            DbtError: with the first failures in words.
        """
        if not self.succeeded:
            shown = "\n".join(self.failures[:10]) or "dbt stopped before it ran a model"
            raise DbtError(f"{len(self.failures)} dbt failures:\n{shown}")


def project_files() -> list[Path]:
    """Every file that decides what dbt's manifest holds."""
    endings = {".sql", ".yml", ".csv", ".md"}
    skip = {"target", "logs", "analyses"}
    found = (p for p in DBT_PROJECT_DIR.rglob("*") if p.suffix in endings and p.is_file())
    return sorted(p for p in found if not skip & set(p.relative_to(DBT_PROJECT_DIR).parts))


def sources_hash(files: Sequence[Path]) -> str:
    """A hash over names and contents of the given files."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def ensure_manifest() -> Path:
    """The manifest that Dagster reads the models from, made anew only when a file of the dbt project changed.

    Raises:
        DbtError: the project does not parse; the text is dbt's own.
    """
    with _parsed_project(Settings.from_env()) as target:
        return target / MANIFEST


@contextlib.contextmanager
def _parsed_project(settings: Settings) -> Iterator[Path]:
    """The folder of the parsed project: while it lasts, the manifest lies there whole in both forms.

    Raises:
        DbtError: the project does not parse; the text is dbt's own.
    """
    target, wanted = shared_target(settings), sources_hash(project_files())
    stamp = target / ".sources.sha256"
    _clear(target)
    with open_lock(target / ".lock") as lock:  # two programs that start together would read half a file
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (stamp.is_file() and stamp.read_bytes() == _stamp(wanted, target)):
            invoke(settings, ["parse"], target=target).raise_for_failures()
            stamp.write_bytes(_stamp(wanted, target))
        yield target


def _stamp(sources: str, target: Path) -> bytes:
    """What says that both forms of the manifest are whole and made from these sources, lying in this folder.

    A damaged one would stop every command; dbt finds seeds by the folder that it parsed them in.
    """
    digest = hashlib.sha256(os.fsencode(DBT_PROJECT_DIR))
    for path in (target / MANIFEST, target / PARSED):
        digest.update(path.read_bytes() if path.is_file() else b"")
    return f"{sources} {digest.hexdigest()}".encode()


def shared_target(settings: Settings) -> Path:
    """Where dbt keeps what serves all worlds: beside the models, or in the world where that folder is another's."""
    stands = DEFAULT_TARGET if is_there(DEFAULT_TARGET) else DBT_PROJECT_DIR
    return DEFAULT_TARGET if os.access(stands, os.W_OK, follow_symlinks=False) else settings.work / "dbt_target"


def target_path(settings: Settings) -> Path:
    """Where dbt keeps what it compiled; each world has its own, the default world shares the prebuilt manifest's."""
    default_world = settings.data == PROJECT_ROOT / "data"
    return shared_target(settings) if default_world else settings.work / "dbt_target"


def invoke(
    settings: Settings,
    args: Sequence[str],
    on_event: Callable[[dict[str, object]], None] | None = None,
    target: Path | None = None,
) -> DbtOutcome:
    """Run one dbt command in this process.

    Args:
        settings: the world; its raw tables and build database are the ones used.
        args: the command and its options, without directories.
        on_event: called with every result event as it happens (a mapping in the form of dbt's JSON log).
        target: where dbt keeps what it compiled; the world's own folder where not given.

    Raises:
        KeyboardInterrupt: the process was told to stop; dbt's threads have ended and its database is closed.
    """
    from dbt.cli.main import dbtRunner
    from dbt_common.events.base_types import EventMsg
    from dbt_common.events.functions import msg_to_dict

    events: list[dict[str, Any]] = []

    def keep(message: EventMsg) -> None:
        if message.info.name in _RESULT_EVENTS:
            event = msg_to_dict(message)
            events.append(event)
            if on_event:
                on_event(event)

    settings.work.mkdir(parents=True, exist_ok=True)
    own = [] if target else NO_RECORDS
    manifest = None if target else _manifest_of(settings)
    if target:
        forget_other_project(target)
    with contextlib.ExitStack() as lighter, _environment(settings), stops_raise_as_by_hand() as told:
        lighter.enter_context(no_event_in_vain())
        lighter.enter_context(macros_named_at_once())
        if manifest is not None:
            lighter.enter_context(taken_as_checked())
            # Of a build alone: parsing makes thousands, and is seldom.
            lighter.enter_context(kept_templates(shared_target(settings) / KEPT))
        result = dbtRunner(manifest, callbacks=[keep]).invoke(
            [args[0], *own, *args[1:], *_common_options(settings, target or target_path(settings))]
        )
    _close_database()
    if told:  # or what had no database any more, a test or dbt itself, would stand as what failed
        raise KeyboardInterrupt
    failures = _failures(result, settings.build_database)
    return DbtOutcome(bool(result.success), tuple(events), failures)


def _manifest_of(settings: Settings) -> Any:
    """The parsed project for a world: parsed once for all worlds, of which only the raw tables lie elsewhere."""
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    with _parsed_project(settings) as target:
        manifest = Manifest.from_msgpack((target / PARSED).read_bytes(), decoder=extended_mashumuro_decoder)
    for source in manifest.sources.values():
        source.meta[PLACE] = source.meta[PLACE].replace(manifest.env_vars[TABLES], _location(settings.tables))
    return manifest


def _location(tables: Path) -> str:
    """The folder inside a text of SQL, in a source's location, which has places to fill in."""
    return str(tables).replace("'", "''").replace("{", "{{").replace("}", "}}")


def _clear(target: Path) -> None:
    """Make dbt's folder, with nothing in it that is neither a file nor a folder of dbt's: it would wait for a pipe."""
    if is_there(target) and not target.is_dir():
        take_away(target)
    target.mkdir(parents=True, exist_ok=True)
    for path in target.iterdir():
        if path.is_symlink() or not (path.is_file() if "." in path.name else path.is_dir()):
            take_away(path)


def forget_other_project(target: Path, project: Path = DBT_PROJECT_DIR) -> None:
    """Have dbt parse anew where another folder of the program worked last: it would read that one's seeds."""
    mark, ours = target / ".project", os.fsencode(project)
    if mark.is_file() and mark.read_bytes() == ours:
        return
    (target / PARSED).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # a full disk: it is parsed anew the next time, too
        target.mkdir(parents=True, exist_ok=True)
        mark.write_bytes(ours)


def forget_build(settings: Settings) -> None:
    """Take away what all is built into: nothing damaged and nothing of another release stays."""
    database, target = settings.build_database, target_path(settings)
    for path in (database, database.with_name(database.name + ".wal"), *map(target.joinpath, _WRITTEN_ANEW)):
        take_away(path)


def _common_options(settings: Settings, target: Path) -> list[str]:
    # Long options of the root command may follow the sub-command; quiet and the level keep dbt off the terminal.
    return [
        "--project-dir",
        str(DBT_PROJECT_DIR),
        "--profiles-dir",
        str(DBT_PROJECT_DIR),
        "--target-path",
        str(target),
        "--log-path",
        str(settings.work / "dbt_logs"),
        "--log-file-max-bytes",
        MAX_LOG,
        "--quiet",
        "--log-level",
        "none",
        "--log-level-file",
        LOG_LEVEL,
        "--no-use-colors",
    ]


def _close_database() -> None:
    # dbt keeps its database open until the process ends; whoever reads the build next needs it closed.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    manager: Any = DuckDBConnectionManager
    if manager._ENV is not None:
        manager._ENV.close()
        manager.close_all_connections()


@contextlib.contextmanager
def _environment(settings: Settings) -> Iterator[None]:
    cores = cores_for(settings.tables)
    wanted = {
        TABLES: _location(settings.tables),
        "CCHC_BUILD_DB": str(settings.build_database),
        "CCHC_DBT_CORES": str(cores),
        "CCHC_DBT_MODELS": str(models_at_once(cores)),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _failures(result: Any, database: Path) -> tuple[str, ...]:
    if result.exception is not None:
        return (str(result.exception),)
    outcomes = getattr(result.result, "results", None) or ()
    bad = [r for r in outcomes if str(r.status) in {"error", "fail", "runtime error"}]
    return tuple(f"{r.node.resource_type} {r.node.name}: {(r.message or '').strip()}{_found(r, database)}" for r in bad)


def _found(outcome: Any, database: Path) -> str:
    """What a test that failed found, its first rows: dbt itself only counts them; empty where they cannot be read."""
    import duckdb

    query = getattr(outcome.node, "compiled_code", None)
    if str(outcome.status) != "fail" or not query or not database.exists():
        return ""
    try:
        with duckdb.connect(str(database), read_only=True) as db:
            rows = db.execute(query).fetchmany(_ROWS_SHOWN)
    except duckdb.Error:
        return ""
    tested = ", ".join(one.partition(".")[2].rpartition(".")[2] for one in outcome.node.depends_on.nodes)
    return f"; found in {tested}: " + "; ".join(", ".join(str(cell) for cell in row) for row in rows)
