"""Changes between builds in words: the page `diff.md` of a build, the line after a run, numbers for Dagster.

What belongs here: choosing and wording rows of mart_build_diff. What does not: finding them (changes.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.language import Language
from pipelines.markdown_rows import plain
from pipelines.publishing.before import FIRST, Before
from pipelines.publishing.changes import DIFF, Change
from pipelines.publishing.fingerprint import Fingerprint
from pipelines.publishing.parquet import read_mart, whole_file
from pipelines.publishing.said import texts

if TYPE_CHECKING:
    import polars as pl

DIFF_PAGE = "diff.md"
# So many rows of a kind stand on the page; mart_build_diff holds all.
SHOWN = 50
COUNTED = ("rows_added", "rows_gone", "rows_changed")
SAID_AFTER_A_RUN = (
    "input_added",
    "input_gone",
    "input_changed",
    "promise_added",
    "promise_gone",
    "status_changed",
)


def frame_of(changes: Sequence[Change]) -> pl.DataFrame:
    """The rows of mart_build_diff, all columns as text."""
    import polars as pl

    return pl.DataFrame([asdict(one) for one in changes], schema={one.name: pl.String for one in fields(Change)})


def page_of(changes: Sequence[Change], identity: Fingerprint, before: Before) -> str:
    """The Markdown page of a build's changes, English and Vietnamese, texts of inputs as plain text."""
    said = texts()["changes"]
    lines = [f"# {identity.build_id}", ""]
    lines += [said[_how(before)][lang].format(build=before.name) for lang in ("en", "vi")]
    if before.build is None:
        return "\n".join([*lines, ""])
    if not changes:
        return "\n".join([*lines, "", *(said["none"][lang] for lang in ("en", "vi")), ""])
    sizes = _sizes(changes)
    for kind, words in texts()["change_kinds"].items():
        if kind in sizes:
            some = [one for one in changes if one.change_kind == kind]
            lines += ["", f"## {words['en']} / {words['vi']}: {sizes[kind]}", ""]
            lines += [f"- {_line(one)}" for one in some[:SHOWN]]
            lines += [f"- … {len(some) - SHOWN} more in {DIFF}"] if len(some) > SHOWN else []
    return "\n".join([*lines, ""])


def _how(before: Before) -> str:
    if before.build:
        return "against"
    return {FIRST: "first", None: "lost"}.get(before.name, "broken")


def counts_of(build: Path) -> dict[str, int]:
    """How many changes of each kind a published build holds; rows where rows are counted."""
    return counts_of_rows(read_mart(build, DIFF)) if whole_file(build, DIFF).is_file() else {}


def counts_of_rows(rows: pl.DataFrame) -> dict[str, int]:
    """The same from rows of mart_build_diff."""
    return dict(_sizes(Change(**row) for row in rows.iter_rows(named=True)))


def since_last(build: Path, lang: Language) -> str:
    """«Since the last build, inputs added: 2, verdicts changed: 1»; empty where nothing a reader knows moved."""
    return said_of_counts(counts_of(build), lang)


def said_of_counts(counts: Mapping[str, int], lang: Language) -> str:
    """The line of `since_last` from counts of changes."""
    said = texts()["changes"]
    kinds = texts()["change_kinds"]
    parts = [f"{kinds[kind][lang].lower()}: {counts[kind]}" for kind in SAID_AFTER_A_RUN if kind in counts]
    return said["since"][lang].format(parts=", ".join(parts)) if parts else ""


def _sizes(changes: Iterable[Change]) -> Counter[str]:
    """How many changes of each kind; rows where rows are counted."""
    sizes: Counter[str] = Counter()
    for one in changes:
        sizes[one.change_kind] += int(one.new_value or 0) if one.change_kind in COUNTED else 1
    return sizes


def _line(one: Change) -> str:
    return plain(" ".join(part for part in _parts(one) if part))


def _parts(one: Change) -> Iterator[str]:
    yield one.table_name if one.change_kind != "status_changed" else ""
    yield one.row_key
    if one.status_before or one.status_after:
        yield f"{one.status_before or '·'} -> {one.status_after or '·'}"
        yield f"({one.old_value or '·'} -> {one.new_value or '·'})"
    elif one.change_kind in COUNTED:
        yield f"{int(one.new_value or 0):,}"
    elif not one.change_kind.startswith("input_"):
        yield f"{one.old_value or '·'} -> {one.new_value or '·'}"
