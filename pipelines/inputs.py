"""Which files of a world are inputs, with their hashes. Pure.

What belongs here: which files below `raw/` are inputs of which stage, naming what has an unknown ending. What does not:
walking folders (walking.py), reading (source.py and the readers).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipelines.findings import Finding, Severity, Stage
from pipelines.source import SIDECAR_SUFFIX, existing_sidecar, is_sidecar, read_content
from pipelines.walking import Entry, Problem, files_below, shown_name, walk
from pipelines.wording import noun

FORMATS: dict[str, frozenset[str]] = {
    "plan": frozenset({"txt", "md", "html", "htm", "docx", "pdf"}),
    "kpi": frozenset({"xlsx", "xls", "csv", "html", "htm", "docx", "pdf", "txt", "md"}),
    "reference": frozenset({"csv"}),
}
# Reports measure like exports: their forms, tables and prose give figures.
FOLDERS: dict[str, tuple[str, ...]] = {"plan": ("plans",), "kpi": ("kpi", "reports"), "reference": ("reference",)}
STAGES: tuple[Stage, ...] = ("plan", "kpi", "reference")
# Files that only describe others, whatever follows the others' names.
DESCRIBING = (".yml", ".yaml")
# What Windows writes into every folder that somebody looks at.
_OF_WINDOWS = ("thumbs.db", "ehthumbs.db", "desktop.ini")
# Names of files by folder and beginning.
Near = dict[tuple[Path, str], list[str]]
# Stands for the hash of bytes that nobody could read.
UNREAD_SHA256 = "0" * 64
# What this program hashed, with what the system says of a file that changes with it. A file written a moment ago may be
# written once more within the same tick of its date, so that none is kept before two seconds have passed.
_HASHES: dict[Path, tuple[tuple[int, ...], str]] = {}
_SETTLED = 2_000_000_000  # nanoseconds


@dataclass(frozen=True, order=True)
class InputFile:
    """One input: its name below raw/ (forward slashes), where it lies, its stage, format and size."""

    source_file: str
    path: Path
    stage: Stage
    format: str
    bytes: int
    has_reader: bool


def find_inputs(raw: Path, stage: Stage) -> tuple[list[InputFile], list[Finding]]:
    """All files of a stage in a fixed order, and a finding for each that no reader knows or nobody can reach.

    What lies beside their folders is told with the first stage. Left aside without a finding: sidecars, pages named
    README, hidden files, the lock files of office programs and what Windows keeps in a folder.
    """
    roots = [raw / folder for folder in FOLDERS[stage]]
    astray = list(_astray(raw)) if stage == STAGES[0] else []
    walked = [walk(root, raw, roots) for root in roots]
    entries = [entry for some, _ in walked for entry in some]
    problems = [problem for _, some in walked for problem in some]
    found = [_describe(entry, stage) for entry in entries if not _is_no_input(entry.name)]
    findings = astray + [_finding_of(stage, problem) for problem in problems if not _is_hidden(problem.name)]
    orphans = [entry for entry in entries if _is_orphan(entry)]
    unread = [item for item in found if not item.has_reader]
    near = _by_beginning(found) if orphans or unread else {}
    findings += [_orphan(stage, entry, near) for entry in orphans]
    findings += [_unknown_format(stage, item, near) for item in unread]
    return sorted(found), sorted(findings)


def has_inputs(raw: Path) -> bool:
    """Whether any plan or export lies in a world, readable or not."""
    folders = [raw / folder for stage in STAGES if stage != "reference" for folder in FOLDERS[stage]]
    return any(not _is_no_input(entry.name) for folder in folders for entry in files_below(folder, raw))


def hashes_of(item: InputFile) -> tuple[str, str | None]:
    """sha256 of a file as it lies now and of its sidecar (None where there is none); zeros for what can't be read.

    A program reads a file for that once, and again only where its size, its dates or its place on the disk differ.
    """
    try:
        own = _hash_as_it_lies(item.path)
        sidecar = existing_sidecar(item.path)
        return own, _hash_as_it_lies(sidecar) if sidecar else None
    except OSError:
        return UNREAD_SHA256, None


def hash_file(path: Path) -> str:
    """sha256 of a file's bytes as 64 hex digits.

    Raises:
        OSError: it can't be read.
    """
    return read_content(path, keep=0).sha256


def _hash_as_it_lies(path: Path) -> str:
    facts, known = path.stat(), _HASHES.get(path)
    stamp = (facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)
    if known and known[0] == stamp:
        return known[1]
    sha256 = hash_file(path)
    if time.time_ns() - max(facts.st_mtime_ns, facts.st_ctime_ns) > _SETTLED:
        _HASHES[path] = stamp, sha256
    return sha256


def _describe(entry: Entry, stage: Stage) -> InputFile:
    ending = entry.path.suffix.lower().lstrip(".")
    shown = ending.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return InputFile(entry.name, entry.path, stage, shown or "none", entry.size, ending in FORMATS[stage])


def _is_no_input(name: str) -> bool:
    path = PurePosixPath(name)
    is_said_to_be_none = path.stem.upper() == "README" or path.name.lower() in _OF_WINDOWS
    return is_said_to_be_none or _is_hidden(name) or is_sidecar(Path(name))


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "~$")) for part in PurePosixPath(name).parts)


def _astray(raw: Path) -> Iterator[Finding]:
    """What lies beside the folders that are read: a plan dropped one floor too high, a folder of another name."""
    rooms = [raw / folder for stage in STAGES for folder in FOLDERS[stage]]
    read = {room.resolve() for room in rooms}  # a link to one of them is read there
    for child in sorted(raw.iterdir(), key=os.fsencode) if raw.is_dir() else ():
        name = shown_name(child, raw)
        if not (_is_no_input(name) or child.resolve() in read) and (found := _astray_as(child, raw)):
            expected = f"in one of the folders {', '.join(room.name for room in rooms)}"
            remedy = "move it into the folder of its kind: plans into plans, figures into kpi, reports into reports"
            yield Finding(STAGES[0], name, "file", "beside_the_folders", "error", found, expected, remedy)


def _astray_as(child: Path, raw: Path) -> str | None:
    """What stands there; None for a folder without inputs, which loses nobody anything."""
    if not child.is_dir():
        return "a file that lies in none of the folders that are read"
    count = sum(not _is_no_input(entry.name) for entry in files_below(child, raw))
    return f"a folder that is not read ({count} {noun('file', count)})" if count else None


def _is_orphan(entry: Entry) -> bool:
    """A sidecar that describes nothing."""
    if not is_sidecar(entry.path) or _is_hidden(entry.name):
        return False
    described = entry.path.with_name(entry.path.name.removesuffix(SIDECAR_SUFFIX) or "nothing")
    return not (described.exists() or described.is_symlink())


def _finding_of(stage: Stage, problem: Problem) -> Finding:
    severity: Severity = "error" if problem.is_error else "info"
    return Finding(stage, problem.name, "file", problem.rule, severity, problem.found, problem.expected, problem.remedy)


def _orphan(stage: Stage, entry: Entry, near: Near) -> Finding:
    if _beginning(entry.path) in near:
        return _misnamed(stage, entry.name, entry.path, near)
    described = PurePosixPath(entry.name).name.removesuffix(SIDECAR_SUFFIX)
    remedy = f"name it after the file it describes, plus {SIDECAR_SUFFIX}, or take it away"
    return Finding(stage, entry.name, "file", "orphan_sidecar", "warning", "no such file", described, remedy)


def _unknown_format(stage: Stage, item: InputFile, near: Near) -> Finding:
    if item.path.suffix.lower() in DESCRIBING and stage != "reference":  # a table of corrections has no sidecar
        return _misnamed(stage, item.source_file, item.path, near)
    expected = ", ".join(f".{ending}" for ending in sorted(FORMATS[stage]))
    remedy = "save it in one of these formats, unpack an archive, or take it out of the folder"
    found = PurePosixPath(item.source_file).suffix or "no ending"
    return Finding(stage, item.source_file, "file", "unknown_format", "error", found, expected, remedy)


def _misnamed(stage: Stage, name: str, path: Path, near: Near) -> Finding:
    """A sidecar by its ending that is called so that nothing reads it, with the name it should have."""
    likely = sorted(near.get(_beginning(path), ()))[:3]
    expected = " or ".join(f"{one}{SIDECAR_SUFFIX}" for one in likely) or f"<file>{SIDECAR_SUFFIX}"
    remedy = f"a sidecar is called like the file it describes, with its ending, plus {SIDECAR_SUFFIX}: rename it"
    found = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return Finding(stage, name, "file", "sidecar_misnamed", "error", found, expected, remedy)


def _by_beginning(found: list[InputFile]) -> Near:
    """The names of what a reader reads, by folder and what stands before the first dot."""
    near: Near = {}
    for item in found:
        if item.has_reader:
            near.setdefault(_beginning(item.path), []).append(item.path.name)
    return near


def _beginning(path: Path) -> tuple[Path, str]:
    return path.parent, path.name.lower().partition(".")[0]
