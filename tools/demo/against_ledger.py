"""A published build against the ledger: every difference in words, none accepted.

What belongs here: comparing figures, findings and verdicts. What does not: what should be (ledger, verdicts).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from tools.demo.ledger import Ledger, Verdict

Key = tuple[object, ...]
FIGURE_KEY = {
    "source_file": "source_file",
    "indicator_code": "indicator",
    "unit_id": "unit_id",
    "coverage_level": "coverage",
    "scope_code": "scope",
    "source_variant": "variant",
    "period_start": "start",
    "period_end": "end",
    "period_kind": "kind",
}
NUMBERS = ("value", "numerator", "denominator", "respondents")
VERDICT_KEY = ("target_source_file", "unit_id", "indicator_code", "target_level", "due_year", "target_value", "year")
SAID = ("status", "reason", "actual", "gap", "verdict_at_end")
_SMALL = 1e-9


def differences(parquet: Path, ledger: Ledger) -> list[str]:
    """Every difference between a build's Parquet files and the ledger, figures first."""
    return [*figures(parquet, ledger), *findings(parquet, ledger), *verdicts(parquet, ledger)]


def figures(parquet: Path, ledger: Ledger) -> Iterator[str]:
    """Figures that are missing, unexpected, or other than the truth."""
    table = pl.read_parquet(parquet / "fct_observation.parquet", columns=[*FIGURE_KEY, *NUMBERS], glob=False)
    found: dict[Key, Key] = {row[: len(FIGURE_KEY)]: row[len(FIGURE_KEY) :] for row in table.iter_rows()}
    if len(found) < table.height:
        yield f"figures: {table.height - len(found)} are there twice"
    wanted = {
        tuple(getattr(one, name) for name in FIGURE_KEY.values()): tuple(getattr(one, name) for name in NUMBERS)
        for one in ledger.figures
    }
    yield from (f"figure missing: {_said(key)}" for key in wanted.keys() - found.keys())
    yield from (f"figure not expected: {_said(key)}" for key in found.keys() - wanted.keys())
    for key in wanted.keys() & found.keys():
        if not all(map(_same, wanted[key], found[key])):
            yield f"figure differs: {_said(key)}: truth {wanted[key]}, mart {found[key]}"


def findings(parquet: Path, ledger: Ledger) -> Iterator[str]:
    """Planted messes without their finding, and warnings and errors that nothing planted explains."""
    table = pl.read_parquet(parquet / "mart_quality_findings.parquet", columns=["file", "rule", "severity"], glob=False)
    found = set(table.iter_rows())
    wanted = {(mess.source_file, mess.rule, mess.severity): mess.kind for mess in ledger.messes if mess.rule}
    yield from (f"mess {kind} without its finding: {_said(key)}" for key, kind in wanted.items() if key not in found)
    loud = {key for key in found if key[2] != "info"}
    yield from (f"finding not expected: {_said(key)}" for key in loud - wanted.keys())


def verdicts(parquet: Path, ledger: Ledger) -> Iterator[str]:
    """Verdicts that are missing, unexpected, or other than the ledger's."""
    columns = [*VERDICT_KEY, *SAID, "is_container"]
    table = pl.read_parquet(parquet / "mart_gap_to_target.parquet", columns=columns, glob=False)
    table = table.filter(~pl.col("is_container"))
    found = {
        row[: len(VERDICT_KEY)]: row[len(VERDICT_KEY) :] for row in table.select([*VERDICT_KEY, *SAID]).iter_rows()
    }
    wanted = {_key(one): one for one in ledger.verdicts}
    yield from (f"verdict missing: {_said(key)}" for key in wanted.keys() - found.keys())
    yield from (f"verdict not expected: {_said(key)}" for key in found.keys() - wanted.keys())
    for key in wanted.keys() & found.keys():
        truth = tuple(getattr(wanted[key], name) for name in SAID)
        if not all(map(_same, truth, found[key])):
            yield f"verdict differs: {_said(key)}: ledger {truth}, mart {found[key]}"


def _key(one: Verdict) -> Key:
    return (one.source_file, one.unit_id, one.indicator, one.level, one.due_year, one.promised, one.year)


def _same(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= _SMALL * max(1.0, abs(one))
    return one == other


def _said(key: Key) -> str:
    return " · ".join("-" if part is None else str(part) for part in key)


def main() -> None:
    """`python -m tools.demo.against_ledger FOLDER`: compare a world's published build with its ledger."""
    folder = Path(sys.argv[1])
    ledger = Ledger.read(folder)
    found = differences(folder / "marts" / "parquet", ledger)
    print("\n".join(found[:200]))
    counts = ", ".join(f"{count} x {kind}" for kind, count in Counter(line.partition(":")[0] for line in found).items())
    held = f"{len(ledger.figures):,} figures, {len(ledger.messes)} planted messes, {len(ledger.verdicts):,} verdicts"
    print(f"The marts against the ledger of truth ({held}): {counts or 'no difference'}.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
