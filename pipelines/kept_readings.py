"""What files gave when they were read last, so that an unchanged file is not read again. Files of the work folder only.

What belongs here: keeping and finding a reading by everything that decides it: the bytes of the file and of its
sidecar, its name, the context, the code with its libraries. What does not: reading (readers.py), whole folders
(ingest.py). A world's work folder is private to it: what lies there was written by a run and is trusted like its code.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import zlib
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

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
# By the place where it would be kept; whoever asks first takes it away.
_held: dict[Path, FileReading] = {}


class KeptReadings:
    """The readings of one stage of one world, each in a file named by what decides it."""

    def __init__(
        self, work: Path, stage: str, context: Context | None, again: Collection[InputFile] = frozenset()
    ) -> None:
        """Find them below `work`; `context` is what files are read with, those of `again` count as never read."""
        self._folder = work / FOLDER / stage
        if context and stage == "plan":  # what a plan promises, no day of asking changes
            context = replace(context, as_of=date.min)
        self._decided_by = f"{code_version()}\0{sys.version}\0{_libraries()}\0{context!r}\0"
        self._again = frozenset(again)
        self._used: set[str] = set()
        self._places: dict[InputFile, Path] = {}

    def has(self, item: InputFile) -> bool:
        """Whether the file was read before as it lies now, and what it gave is kept whole."""
        is_held = self._place_now(item) in _held
        return item not in self._again and (is_held or self._content(item) is not None)

    def of(self, item: InputFile) -> FileReading | None:
        """What such a file gave; None where that is no longer kept, or damaged."""
        if held := _held.pop(self._place_now(item), None):
            return held
        content = self._content(item)
        reading: FileReading | None = pickle.loads(zlib.decompress(content[1:])) if content else None
        return reading

    def is_report(self, item: InputFile) -> bool | None:
        """Whether such a file, read as a plan, was a report: told without unpacking what it gave. None as for `of`."""
        if held := _held.pop(self._place_now(item), None):
            return held.is_report
        content = self._content(item)
        return content[:1] == _REPORT if content else None

    def _content(self, item: InputFile) -> bytes | None:
        place = self._place_now(item)
        try:
            return _unsealed(place.read_bytes()) if place.is_file() else None
        except OSError:
            return None

    def keep(self, item: InputFile, reading: FileReading) -> None:
        """Keep a reading for the next run; one that finds no room on the disk is done again then."""
        if reading.sha256 == UNREAD_SHA256:
            return
        place = self._place(item, reading.sha256, reading.sidecar_sha256)
        scratch = place.with_name(f".{place.name}.{os.getpid()}")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            packed = zlib.compress(pickle.dumps(reading), _FASTEST)
            scratch.write_bytes(_sealed((_REPORT if reading.is_report else _OTHER) + packed))
            scratch.replace(place)
        except OSError:
            with suppress(OSError):
                scratch.unlink(missing_ok=True)

    def hold(self, item: InputFile, reading: FileReading) -> None:
        """Hold for the other stage of this run what must not be kept for the next one: how a reader was ended."""
        _held[self._place_now(item)] = reading

    def forget_others(self) -> None:
        """Drop what this run neither found nor kept: of files that are gone or changed, of other code or dates."""
        for path in self._folder.glob("*"):
            if path.name not in self._used:
                with suppress(OSError):  # what can't be taken away is found by nobody
                    path.unlink(missing_ok=True)

    def _place_now(self, item: InputFile) -> Path:
        """The place by the bytes as they lay when first asked: a file is hashed once, `has` and `of` mean the same."""
        if item not in self._places:
            self._places[item] = self._place(item, *hashes_of(item))
        return self._places[item]

    def _place(self, item: InputFile, own: str, beside: str | None) -> Path:
        facts = f"{self._decided_by}{item.source_file}\0{item.has_reader}\0{own}\0{beside}"
        name = hashlib.sha256(facts.encode("utf-8", "surrogateescape")).hexdigest()
        self._used.add(name)
        return self._folder / name


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
