"""Which files of a world are inputs, with their hashes. Pure.

What belongs here: walking `raw/`, skipping what is no input, naming what has an unknown ending. What does not: reading.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pipelines.findings import Finding, Stage
from pipelines.sidecar import SIDECAR_SUFFIX, existing_sidecar, is_sidecar

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
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or _is_no_input(path, folder):
            findings += _aside(stage, raw, path)
            continue
        source_file = path.relative_to(raw).as_posix()
        item = _describe(source_file, path, stage)
        found.append(item)
        if not item.has_reader:
            findings.append(_unknown_format(stage, source_file, path))
    return found, findings


def has_inputs(raw: Path) -> bool:
    """Whether any plan or export lies in a world, readable or not."""
    folders = [raw / FOLDERS[stage] for stage in ("plan", "kpi")]
    return any(p.is_file() and not _is_no_input(p, folder) for folder in folders for p in folder.rglob("*"))


def hash_file(path: Path) -> str:
    """sha256 of a file's bytes as 64 hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _describe(source_file: str, path: Path, stage: Stage) -> InputFile:
    ending = path.suffix.lower().lstrip(".")
    sidecar = existing_sidecar(path)
    return InputFile(
        source_file=source_file,
        path=path,
        format=ending or "none",
        bytes=path.stat().st_size,
        sha256=hash_file(path),
        sidecar_sha256=hash_file(sidecar) if sidecar else None,
        has_reader=ending in FORMATS[stage],
    )


def _is_no_input(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    hidden = any(part.startswith((".", "~$")) for part in parts)
    return hidden or is_sidecar(path) or path.stem.upper() == "README"


def _aside(stage: Stage, raw: Path, path: Path) -> list[Finding]:
    """What a person should know of a path that is no input: a link into nowhere, a sidecar that describes nothing."""
    source_file = path.relative_to(raw).as_posix()
    if path.is_symlink() and not path.exists():
        remedy = "put the file back where the link points, or take the link away"
        return [Finding(stage, source_file, "file", "dangling_link", "error", str(path.readlink()), "a file", remedy)]
    described = path.name.removesuffix(SIDECAR_SUFFIX)
    if is_sidecar(path) and path.is_file() and not path.with_name(described).exists():
        remedy = f"name it after the file it describes, plus {SIDECAR_SUFFIX}, or take it away"
        return [Finding(stage, source_file, "file", "orphan_sidecar", "warning", "no such file", described, remedy)]
    return []


def _unknown_format(stage: Stage, source_file: str, path: Path) -> Finding:
    expected = ", ".join(f".{ending}" for ending in sorted(FORMATS[stage]))
    remedy = "save it in one of these formats, or take it out of the folder"
    return Finding(stage, source_file, "file", "unknown_format", "error", path.suffix or "no ending", expected, remedy)
