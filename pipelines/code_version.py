"""One hash over the code and rules that decide results; part of a build's identity."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipelines.dbt_runner import project_files, sources_hash
from pipelines.settings import PROJECT_ROOT

_ENDINGS = {".py", ".yml", ".yaml", ".csv", ".j2", ".css", ".js", ".ttf"}


@cache
def code_version() -> str:
    """What `code_version_now` said when this process asked first: what its results are made by."""
    return code_version_now()


def code_version_now() -> str:
    """Twelve hex digits over `pipelines/` and `dbt_project/`; the same for the same files, with or without git.

    A service that outlives an update asks this: the runs it starts are processes of their own, made by the new code.
    """
    own = (PROJECT_ROOT / "pipelines").rglob("*")
    files: list[Path] = [p for p in own if p.suffix in _ENDINGS and "__pycache__" not in p.parts]
    return sources_hash(sorted(files) + project_files())[:12]
