"""What files gave when they were read last, so that an unchanged file is not read again. Files of the work folder only.

What belongs here: keeping and finding a reading by everything that decides it: the bytes of the file and of its
sidecar, its name, the context, the code with its libraries. What does not: reading (readers.py), whole folders
(ingest.py). A world's work folder is private to it: what lies there was written by a run and is trusted like its code.
"""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
import sys
import zlib
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.code_version import code_version
from pipelines.inputs import UNREAD_SHA256, InputFile, hashes_of
from pipelines.reading import FileReading
from pipelines.settings import PROJECT_ROOT

if TYPE_CHECKING:
    from pipelines.reading import Context

FOLDER = "readings"
_FASTEST = 1
_SEAL = 32
# What stands before a packed reading: whether it is of a report.
_REPORT, _OTHER = b"r", b"-"
# Seconds that one process waits for another that keeps readings of the same stage.
_BUSY = 30
# Kept by another process's write as by its own, whole after a kill; a power cut may lose the last ones.
_PREPARED = """
pragma auto_vacuum = incremental;
pragma journal_mode = wal;
pragma synchronous = normal;
create table if not exists readings (name text primary key, content blob not null);
"""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# By the stage and name under which it would be kept; whoever asks first takes it away.
_held: dict[tuple[Path, str], FileReading] = {}


class KeptReadings:
    """The readings of one stage of one world, each under a name made of what decides it.

    All in one file of SQLite: a run of thousands of files wrote as many small ones.
    """

    def __init__(
        self, work: Path, stage: str, context: Context | None, again: Collection[InputFile] = frozenset()
    ) -> None:
        """Find them below `work`; `context` is what files are read with, those of `again` count as never read."""
        self._path = work / FOLDER / f"{stage}.db"
        if context and stage == "plan":  # what a plan promises, no day of asking changes
            context = replace(context, as_of=date.min)
        self._decided_by = f"{code_version()}\0{sys.version}\0{_libraries()}\0{context!r}\0"
        self._again = frozenset(again)
        self._used: set[str] = set()
        self._names: dict[InputFile, str] = {}
        self._opened: sqlite3.Connection | None = None
        self._has_room = True

    def has(self, item: InputFile) -> bool:
        """Whether the file was read before as it lies now, and what it gave is kept whole."""
        is_held = (self._path, self._name_now(item)) in _held
        return item not in self._again and (is_held or self._content(item) is not None)

    def of(self, item: InputFile) -> FileReading | None:
        """What such a file gave; None where that is no longer kept, or damaged."""
        if held := _held.pop((self._path, self._name_now(item)), None):
            return held
        content = self._content(item)
        reading: FileReading | None = pickle.loads(zlib.decompress(content[1:])) if content else None
        return reading

    def is_report(self, item: InputFile) -> bool | None:
        """Whether such a file, read as a plan, was a report: told without unpacking what it gave. None as for `of`."""
        if held := _held.pop((self._path, self._name_now(item)), None):
            return held.is_report
        content = self._content(item)
        return content[:1] == _REPORT if content else None

    def keep(self, item: InputFile, reading: FileReading) -> None:
        """Keep a reading for the next run; one that finds no room on the disk is done again then."""
        if reading.sha256 == UNREAD_SHA256 or not self._has_room:
            return
        name = self._name(item, reading.sha256, reading.sidecar_sha256)
        packed = zlib.compress(pickle.dumps(reading), _FASTEST)
        sealed = _sealed((_REPORT if reading.is_report else _OTHER) + packed)
        try:
            self._ask("replace into readings values (?, ?)", name, sealed)
        except (OSError, sqlite3.OperationalError):  # no room, or another's for too long: not waited for at each file
            self._has_room = False
        except (sqlite3.Error, OverflowError):
            pass  # one that is larger than the file can hold

    def hold(self, item: InputFile, reading: FileReading) -> None:
        """Hold for the other stage of this run what must not be kept for the next one: how a reader was ended."""
        _held[self._path, self._name_now(item)] = reading

    def forget_others(self) -> None:
        """Drop what this run neither found nor kept: of files that are gone or changed, of other code or dates."""
        if self._path.is_file():
            with suppress(OSError, sqlite3.Error):  # what can't be taken away is found by nobody
                kept = {str(name) for (name,) in self._ask("select name from readings")}
                for name in kept - self._used:
                    self._ask("delete from readings where name = ?", name)
                self._ask("pragma incremental_vacuum")
        self._close()

    def _content(self, item: InputFile) -> bytes | None:
        if not self._opened and not self._path.is_file():
            return None
        with suppress(OSError, sqlite3.Error):
            for (content,) in self._ask("select content from readings where name = ?", self._name_now(item)):
                return _unsealed(content)
        return None

    def _ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the file answers; a damaged one goes, and what it held is read again.

        Raises:
            OSError, sqlite3.Error: it can't be opened, made or written: no room, no right, another's for too long.
        """
        try:
            self._opened = self._opened or _prepared(self._path)
            return self._opened.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", None) not in _DAMAGED:
                raise
            self._close()
            for path in self._path.parent.glob(f"{self._path.name}*"):
                path.unlink()
            return []

    def _close(self) -> None:
        if self._opened:
            self._opened.close()
            self._opened = None

    def _name_now(self, item: InputFile) -> str:
        """The name by the bytes as they lay when first asked: a file is hashed once, `has` and `of` mean the same."""
        if item not in self._names:
            self._names[item] = self._name(item, *hashes_of(item))
        return self._names[item]

    def _name(self, item: InputFile, own: str, beside: str | None) -> str:
        facts = f"{self._decided_by}{item.source_file}\0{item.has_reader}\0{own}\0{beside}"
        name = hashlib.sha256(facts.encode("utf-8", "surrogateescape")).hexdigest()
        self._used.add(name)
        return name


def _prepared(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=_BUSY, isolation_level=None, check_same_thread=False)
    try:
        db.executescript(_PREPARED)
    except sqlite3.Error:
        db.close()
        raise
    return db


def _sealed(packed: bytes) -> bytes:
    return hashlib.sha256(packed).digest() + packed


def _unsealed(content: bytes) -> bytes | None:
    """What lies behind the checksum; None where the file was cut off or damaged."""
    packed = content[_SEAL:]
    return packed if hashlib.sha256(packed).digest() == content[:_SEAL] else None


def _libraries() -> str:
    """The locked versions of what files are read with; empty in an installation without the lock."""
    try:
        return hashlib.sha256((PROJECT_ROOT / "requirements" / "dev.lock").read_bytes()).hexdigest()
    except OSError:
        return ""
