"""Simulated inputs never count beside real ones. Pure.

What belongs here: which files of a world are simulated by what their sidecars say, and the finding that refuses them
where anything real lies in the same world. What does not: making simulated files (tools/demo), reading (readers.py).

Real figures are worth more than a demonstration: the run goes on with them, and each simulated file is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipelines.findings import Finding, Stage
from pipelines.inputs import InputFile, find_inputs
from pipelines.sidecar import read_sidecar
from pipelines.source import MAX_SIDECAR_KEPT, Source, existing_sidecar, read_content, source_of

RULE = "synthetic_beside_real"
ORIGIN = "synthetic"
# Corrections of a world are of neither kind.
MEASURED: tuple[Stage, ...] = ("plan", "kpi")
_REMEDY = "move it into a world of its own (CCHC_DATA=<folder>); the real inputs are read as if it were not here"


def refused_beside_real(raw: Path, inputs: Iterable[InputFile]) -> dict[str, Finding]:
    """The simulated files among `inputs`, each with its finding, where a real plan or export lies below `raw`."""
    simulated = [item for item in inputs if is_synthetic(item)]
    if not simulated or not any(not is_synthetic(item) for item in _inputs_of_all_stages(raw)):
        return {}
    return {item.source_file: _finding(item) for item in simulated}


def is_synthetic(item: InputFile) -> bool:
    """Whether the sidecar of a file says `origin: synthetic`."""
    try:
        sidecar = existing_sidecar(item.path)
        content = read_content(sidecar, MAX_SIDECAR_KEPT) if sidecar else None
    except OSError:
        return False  # reading it says so
    if content is None or ORIGIN.encode() not in content.data:  # most sidecars are of real files: a look is cheap
        return False
    source: Source = source_of(item.source_file, b"", content.data)
    return read_sidecar(source, item.stage)[0].get("origin") == ORIGIN


def _inputs_of_all_stages(raw: Path) -> Iterator[InputFile]:
    for stage in MEASURED:
        yield from (item for item in find_inputs(raw, stage)[0] if item.has_reader)


def _finding(item: InputFile) -> Finding:
    expected = "only real inputs, or only simulated ones"
    return Finding(item.stage, item.source_file, "file", RULE, "error", f"origin: {ORIGIN}", expected, _REMEDY)
