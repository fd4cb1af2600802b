"""What goes to a reader's process and what comes back, in values that pass between processes. Pure.

What belongs here: a task, the context it is done in, what one file gave. What does not: reading (readers.py), folders
(ingest.py), processes (fence).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.findings import Finding, Stage
from pipelines.inputs import UNREAD_SHA256

if TYPE_CHECKING:
    import polars as pl

    from pipelines.contracts.raw_models import Values
    from pipelines.plans.decisions import Decision
    from pipelines.reference.overrides import FileRows
    from pipelines.reference.registry import UnitChange
    from pipelines.reference.units import Alias

# The module whose functions the fence's workers call.
READERS = "pipelines.readers"


@dataclass(frozen=True)
class Task:
    """A file to read: its stage, its name below raw/, where it lies, whether a reader knows its ending."""

    stage: Stage
    name: str
    path: Path
    has_reader: bool = True


@dataclass(frozen=True)
class Context:
    """What plans and exports of a world are read with, in plain values."""

    as_of: date
    unit_changes: Sequence[UnitChange] = ()
    unit_aliases: Sequence[Alias] = ()
    indicator_aliases: Sequence[tuple[str, str, str]] = ()
    decisions: Sequence[Decision] = ()


PLAN_TABLES = ("plan_documents", "plan_amendments", "plan_mentions", "plan_tasks")
PROVENANCE = ("origin", "title", "source_url", "licence", "received_at")


@dataclass
class FileReading:
    """What one file gave: its hashes, typed rows by raw table, findings, what the sidecar says of its origin.

    A few rows of `tables` are plain values: a frame of 45 columns passes between processes, and is kept, at ten times
    the price.

    `packed`: more rows by raw table, in compressed parts; `counts`: how many of what was found, for a line of progress;
    `failure`: in its place, why nothing was; `is_read`: a document without rows is read all the same; `keys`: names and
    keys of statements that decisions may be about; `overrides`: rows of a reference file; `is_report`: it lies among
    the plans and tells results. It says nothing in a language: it is kept for runs in any.
    """

    sha256: str = UNREAD_SHA256
    sidecar_sha256: str | None = None
    tables: dict[str, pl.DataFrame | list[Values]] = field(default_factory=dict)
    packed: dict[str, list[bytes]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    provenance: dict[str, Any] = field(default_factory=lambda: dict.fromkeys(PROVENANCE))
    rows: int = 0
    layout: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    failure: str = ""
    is_read: bool = False
    is_report: bool = False
    keys: set[tuple[str, str]] = field(default_factory=set)
    overrides: FileRows | None = None
