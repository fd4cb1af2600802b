"""What moved since the build published before this one, as the first page shows it. Pure.

What belongs here: promises whose verdict changed or that are new, files that came and went. What does not: finding the
changes (publishing/changes.py), their counts in a line (publishing/changes_said.py).
"""

from __future__ import annotations

import polars as pl

from pipelines.publishing.changes_said import counts_of_rows, said_of_counts
from pipelines.scorecard.addresses import Addresses
from pipelines.scorecard.marts import Marts
from pipelines.scorecard.promises import Shown, shown
from pipelines.scorecard.speech import Speech

INPUTS = ("input_added", "input_changed", "input_gone")
MOST_FILES = 12


def moved(marts: Marts, speech: Speech, pages: Addresses) -> dict[str, object] | None:
    """The line of counts, promises with their verdict before, files by kind; None where nothing moved."""
    line = said_of_counts(counts_of_rows(marts.changes), speech.lang)
    if not line:
        return None
    return {"line": line, "promises": _promises(marts, speech, pages), "files": _files(marts, speech)}


def _promises(marts: Marts, speech: Speech, pages: Addresses) -> list[tuple[str | None, str, Shown]]:
    """(code and word of the verdict before, the promise as it stands now), in the order of the answers."""
    before = {
        row["row_key"]: row["status_before"]
        for row in marts.changes.filter(pl.col("change_kind").is_in(["status_changed", "promise_added"])).to_dicts()
    }
    keyed = marts.promises.with_columns(pl.concat_str("target_id", "unit_id", separator=" ").alias("row_key"))
    rows = keyed.filter(pl.col("row_key").is_in(list(before))).to_dicts()
    codes = [before[row["row_key"]] for row in rows]
    words = [speech.term("status", code) if code else "" for code in codes]
    return list(zip(codes, words, [shown(row, speech, pages) for row in rows], strict=True))


def _files(marts: Marts, speech: Speech) -> list[tuple[str, list[str], int]]:
    """(kind in words, the first names, how many more)."""
    found = []
    for kind in INPUTS:
        names = marts.changes.filter(pl.col("change_kind") == kind)["row_key"].sort().to_list()
        if names:
            found.append((speech.say(f"moved.{kind}"), names[:MOST_FILES], len(names) - len(names[:MOST_FILES])))
    return found
