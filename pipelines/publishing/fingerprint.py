"""What makes one build differ from another: the files that were read, the code, and the as-of date. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.inputs import STAGES, find_inputs, hashes_of

# Name below raw/, sha256 of the file, sha256 of its sidecar («» where there is none).
InputHash = tuple[str, str, str]


@dataclass(frozen=True)
class Fingerprint:
    """The identity of a build: same fingerprint, same marts."""

    as_of: date
    code_version: str
    inputs: tuple[InputHash, ...]

    @property
    def build_id(self) -> str:
        """As-of date and ten hex digits, such as «20251231-0f3a9c21b7»."""
        content = json.dumps([self.as_of.isoformat(), self.code_version, self.inputs])
        return f"{self.as_of:%Y%m%d}-{hashlib.sha256(content.encode()).hexdigest()[:10]}"


def fingerprint_of(as_of: date, code_version: str, inputs: Iterable[tuple[str, str, str | None]]) -> Fingerprint:
    """The identity of tables that were read from the given files."""
    return Fingerprint(as_of, code_version, tuple(sorted((name, own, side or "") for name, own, side in inputs)))


def fingerprint_of_raw(raw: Path, as_of: date, code_version: str) -> Fingerprint:
    """The identity that a refresh of the folder as it lies now would have."""
    found = [item for stage in STAGES for item in find_inputs(raw, stage)[0]]
    return fingerprint_of(as_of, code_version, ((item.source_file, *hashes_of(item)) for item in found))
