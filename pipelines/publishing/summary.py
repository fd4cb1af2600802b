"""What a person reads first: own promises by issuer and status, then the widest gaps with sentence and source. Pure.

A gap stands here only with a verdict: missed, or on track or behind on a figure of the plan's own years that is newer
than the base; gaps in places, points and percent compare by the share of the target that is still missing.

What belongs here: choosing, counting and wording rows of published marts. What does not: computing a gap (dbt) or
printing (cli_run.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

STATUSES = ("met", "missed", "on_track", "behind", "no_data", "not_assessable")
VERDICTS = ("met", "missed", "on_track", "behind")
WIDEST = 8
REASONS = 4
ID_LENGTH = 8
QUOTE_LENGTH = 160
_BASIS_ORDER = {"own": 0, "parent": 1, "national": 2}
_UNITS = {"percent": "%", "rank_positions": " places", "rank": " (rank)"}


@dataclass(frozen=True)
class WideGap:
    """One promise that is far from kept, in words."""

    unit: str
    promise: str
    actual: str
    gap: str
    status: str
    sentence: str
    promised_in: str
    measured_in: str
    ask: str


@dataclass(frozen=True)
class Summary:
    """Counts per issuer (commitments, then one count per status), the widest gaps, and the number of findings.

    `reasons` are why own promises have no verdict, in words with counts, most frequent first; `short_without_verdict`
    counts the rows whose last known figure is short though no verdict is possible.
    """

    promises: list[tuple[str, list[int]]]
    reasons: list[tuple[str, int]]
    widest: list[WideGap]
    short_without_verdict: int
    errors: int
    warnings: int

    @property
    def status_columns(self) -> list[str]:
        """Headings of the counts."""
        return ["commitments", *[status.replace("_", " ") for status in STATUSES]]

    @property
    def verdicts(self) -> str:
        """«4 met, 1 missed, 2 on track, 0 behind; no verdict on 189:» and the reasons, one a line."""
        totals = dict.fromkeys(STATUSES, 0)
        for _, (_, *counts) in self.promises:
            for status, count in zip(STATUSES, counts, strict=True):
                totals[status] += count
        said = ", ".join(f"{totals[status]} {status.replace('_', ' ')}" for status in VERDICTS)
        without = totals["no_data"] + totals["not_assessable"]
        if not without:
            return f"{said}."
        shown = self.reasons[:REASONS]
        rest = without - sum(count for _, count in shown)
        shown += [("other reasons", rest)] if rest else []
        return "\n".join([f"{said}; no verdict on {without}:", *(f"{count:6}  {words}" for words, count in shown)])


def summarize(latest: pl.DataFrame, plans: pl.DataFrame, terms: pl.DataFrame, findings: pl.DataFrame) -> Summary:
    """The summary of a build.

    Args:
        latest: mart_gap_latest, one row per target and assessed unit.
        plans: dim_plan; an issuer whose plans promise no number is listed with none.
        terms: dim_term, for the words of statuses and reasons.
        findings: mart_quality_findings.
    """
    words = {(row[0], row[1]): row[2] for row in terms.select("term_list", "term_code", "name_en").iter_rows()}
    severities = dict(findings.group_by("severity").len().iter_rows())
    short = _short_ones(latest, plans)
    return Summary(
        promises=_promises(latest, plans),
        reasons=_reasons(latest, words),
        widest=[_in_words(row, words) for row in _widest(short).iter_rows(named=True)],
        short_without_verdict=latest.filter(pl.col("gap") < 0).height - short.height,
        errors=severities.get("error", 0),
        warnings=severities.get("warning", 0),
    )


def _own(latest: pl.DataFrame) -> pl.DataFrame:
    """Promises as they were written: a growth rule is one promise, its generated yearly milestones are steps of it."""
    return latest.filter((pl.col("basis") == "own") & ~pl.col("is_generated") & ~pl.col("is_superseded"))


def _promises(latest: pl.DataFrame, plans: pl.DataFrame) -> list[tuple[str, list[int]]]:
    counts = [pl.len().alias("commitments")]
    counts += [(pl.col("status") == status).sum().alias(status) for status in STATUSES]
    issuers = plans.group_by("unit_id").agg(pl.col("unit_name_vi", "sort_vi").min())
    own = _own(latest).group_by("unit_id").agg(counts)
    table = issuers.join(own, on="unit_id", how="left").sort("sort_vi", "unit_id")
    names = ("commitments", *STATUSES)
    return [(str(row["unit_name_vi"]), [int(row[name] or 0) for name in names]) for row in table.iter_rows(named=True)]


def _reasons(latest: pl.DataFrame, words: Mapping[tuple[str, str], str]) -> list[tuple[str, int]]:
    counts = _own(latest).filter(~pl.col("status").is_in(VERDICTS)).group_by("reason").len()
    listed = [(words.get(("reason", reason), str(reason)), int(count)) for reason, count in counts.iter_rows()]
    return sorted(listed, key=lambda item: (-item[1], item[0]))


def _short_ones(latest: pl.DataFrame, plans: pl.DataFrame) -> pl.DataFrame:
    """Rows with a verdict that are short; where not yet due, by a figure of the plan's years newer than the base.

    A missed promise is judged by its due year's own figure, which may be the only one and so its base too.
    `missing`: the share of the target still missing, which compares across units of measure; 1 where the target is 0.
    """
    begins = plans.select("plan_id", pl.col("period_from").alias("plan_from"))
    target = pl.col("target_value").abs()
    is_newer = (pl.col("actual_period_end") > pl.col("base_period_end")).fill_null(True)
    is_in_plan = (pl.col("actual_year") >= pl.col("plan_from")).fill_null(True)
    return (
        latest.join(begins, on="plan_id", how="left")
        .filter((pl.col("gap") < 0) & pl.col("status").is_in(VERDICTS))
        .filter((pl.col("status") == "missed") | (is_newer & is_in_plan))
        .with_columns(pl.when(target > 0).then(pl.col("remaining") / target).otherwise(1.0).alias("missing"))
    )


def _widest(short: pl.DataFrame) -> pl.DataFrame:
    """Own promises before benchmarks, the largest missing share first, one row per unit and indicator."""
    order = pl.col("basis").replace_strict(_BASIS_ORDER, default=9, return_dtype=pl.Int64)
    ranked = short.sort(order, -pl.col("missing"), "target_id", "unit_id")
    key = ["unit_id", "indicator_code", "coverage_level"]
    return ranked.unique(key, keep="first", maintain_order=True).head(WIDEST)


def _in_words(row: Mapping[str, Any], words: Mapping[tuple[str, str], str]) -> WideGap:
    unit = _UNITS.get(row["unit_code"], f" {str(row['unit_code']).replace('_', ' ')}")
    status = words.get(("status", row["status"]), row["status"])
    reason = words.get(("reason", row["reason"]), row["reason"])
    points = " points" if unit == "%" else unit
    benchmark = "" if row["basis"] == "own" else f" ({row['basis']} benchmark)"
    return WideGap(
        unit=f"{row['unit_name_vi']}{benchmark}",
        promise=f"{row['op']} {_number(row['target_value'])}{unit} by {row['due_year']}",
        actual=f"{_number(row['actual'])}{unit} ({row['actual_year']})",
        gap=f"{_number(-row['gap'])}{points} short ({_number(100 * row['missing'])} % of the target)",
        status=f"{status}: {reason}" if reason else status,
        sentence=_short(row["quote"]),
        promised_in=f"{row['target_source_file']} ({row['target_locator']})",
        measured_in=f"{row['actual_source_file']} ({row['actual_locator']}): {row['actual_source_title'] or '-'}",
        ask=f"cchc why {row['target_id'][:ID_LENGTH]}" + ("" if row["basis"] == "own" else f" {row['unit_id']}"),
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= QUOTE_LENGTH else flat[: QUOTE_LENGTH - 1].rsplit(" ", 1)[0] + " …"
