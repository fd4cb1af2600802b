"""Which files of a world are inputs, with their hashes. Pure.

What belongs here: walking `raw/`, skipping what is no input, naming what has an unknown ending. What does not: reading.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pipelines.findings import Finding, Stage
from pipelines.sidecar import is_sidecar, sidecar_path

FORMATS: dict[str, frozenset[str]] = {
    "plan": frozenset({"txt", "md", "html", "htm", "docx", "pdf"}),
    "kpi": frozenset({"xlsx", "xls", "csv", "html", "htm"}),
    "reference": frozenset({"csv"}),
}
FOLDERS: dict[str, str] = {"plan": "plans", "kpi": "kpi", "reference": "reference"}


@dataclass(frozen=True, order=True)
class InputFile:
    """One input: its name below raw/ (forward slashes), where it lies, its format, size, sha256 and its sidecar's."""

    source_file: str
    path: Path
    format: str
    bytes: int
    sha256: str
    sidecar_sha256: str | None
    has_reader: bool


STAGES: tuple[Stage, ...] = ("plan", "kpi", "reference")


def find_inputs(raw: Path, stage: Stage) -> tuple[list[InputFile], list[Finding]]:
    """All files of a stage in a fixed order, and a finding for each whose ending no reader knows.

    Left aside without a finding: sidecars, pages named README, hidden files and the lock files of office programs.
    """
    found: list[InputFile] = []
    findings: list[Finding] = []
    folder = raw / FOLDERS[stage]
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if _is_no_input(path, folder):
            continue
        source_file = path.relative_to(raw).as_posix()
        item = _describe(source_file, path, stage)
        found.append(item)
        if not item.has_reader:
            findings.append(_unknown_format(stage, source_file, path))
    return found, findings


def hash_file(path: Path) -> str:
    """sha256 of a file's bytes as 64 hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _describe(source_file: str, path: Path, stage: Stage) -> InputFile:
    ending = path.suffix.lower().lstrip(".")
    sidecar = sidecar_path(path)
    return InputFile(
        source_file=source_file,
        path=path,
        format=ending or "none",
        bytes=path.stat().st_size,
        sha256=hash_file(path),
        sidecar_sha256=hash_file(sidecar) if sidecar.is_file() else None,
        has_reader=ending in FORMATS[stage],
    )


def _is_no_input(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    hidden = any(part.startswith((".", "~$")) for part in parts)
    return hidden or is_sidecar(path) or path.stem.upper() == "README"


def _unknown_format(stage: Stage, source_file: str, path: Path) -> Finding:
    expected = ", ".join(f".{ending}" for ending in sorted(FORMATS[stage]))
    remedy = "save it in one of these formats, or take it out of the folder"
    return Finding(stage, source_file, "file", "unknown_format", "error", path.suffix or "no ending", expected, remedy)
