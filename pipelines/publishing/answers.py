"""What a person reads first: which promises are decided, which are known, which nobody measured, which can't be judged.

What belongs here: choosing, ordering and counting rows of published marts, the same for the terminal, pages and the UI.
What does not: computing a gap or a count's rule (dbt: `is_counted`), words (said.py), printing (first_screen.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipelines.publishing.parquet import read_mart

STATUSES = ("missed", "met", "behind", "on_track", "no_data", "not_assessable")
DECIDED = ("missed", "met", "behind", "on_track")
# Why there is no verdict, each a part of the answers.
UNDECIDED = ("known", "unpublished", "unjudged")
ANSWERS = (*DECIDED, *UNDECIDED)
# A figure was delivered and is none yet: its holder is to be told, not «nobody has published».
DELIVERED = ("held_back", "no_value_printed", "zero_denominator")
# What is missing compares within one kind of measure only: a rate with a rate, a rank with a rank.
KINDS = ("percent", "points", "rank", "rank_positions")
# Where all figures of a unit of measure lie on one scale, its length: 19 places are more than 1, whatever was promised.
# Anything else (cases, minutes) compares by the share of the promise.
LENGTHS = {
    **{"percent": 100.0, "points": 100.0, "points_100": 100.0, "points_80": 80.0, "points_10": 10.0, "points_1": 1.0},
    **{"rank": 1.0, "rank_positions": 1.0},
}

# What two documents of one issuer have in common where they set one thing.
_SAME_BENCHMARK = (
    *("issuer_unit_id", "indicator_code", "scope_code", "target_level"),
    *("op", "target_value", "target_value_high", "due_year"),
)


@dataclass(frozen=True)
class Benchmark:
    """One target of a level above: how many of the places below reached it, how many are short on their last figure."""

    row: dict[str, object]
    met: int
    short: int


@dataclass(frozen=True)
class Answers:
    """The rows of mart_gap_latest by what they answer, and how many there are.

    `decided`, `known`, `unpublished` and `unjudged` part the counted own promises: every one stands in exactly one of
    them. `unjudged` has `mender`. `counts`: one row a unit with promises, a column a status. `silent`: documents
    without a number.
    """

    decided: pl.DataFrame
    known: pl.DataFrame
    unpublished: pl.DataFrame
    unjudged: pl.DataFrame
    counts: pl.DataFrame
    benchmarks: list[Benchmark] = field(default_factory=list)
    silent: list[dict[str, object]] = field(default_factory=list)

    @property
    def totals(self) -> dict[str, int]:
        """Promises by status, over all units."""
        return {status: int(self.counts[status].sum() or 0) for status in STATUSES}

    @property
    def promises(self) -> pl.DataFrame:
        """Every counted own promise, each once: the decided first, the widest gaps first; `part` is what it answers."""
        parts = {
            "decided": self.decided,
            "known": self.known,
            "unpublished": self.unpublished,
            "unjudged": self.unjudged.drop("mender"),
        }
        return pl.concat([rows.with_columns(pl.lit(name).alias("part")) for name, rows in parts.items()])

    @property
    def counted(self) -> int:
        """All promises counted."""
        return sum(self.totals.values())


def answers(latest: pl.DataFrame, plans: pl.DataFrame, terms: pl.DataFrame) -> Answers:
    """The answers of one build.

    Args:
        latest: mart_gap_latest, one row per target and assessed unit.
        plans: dim_plan, for the documents behind the promises.
        terms: dim_term; its list `mended_by` says who can mend which reason.
    """
    documents = plans.select("plan_id", pl.col("title").alias("plan_title"), pl.col("source_url").alias("plan_url"))
    rows = latest.join(documents, on="plan_id", how="left").with_columns(_missing(), _kind_order(), _status_order())
    counted = rows.filter(pl.col("is_counted"))
    undecided = counted.filter(~pl.col("status").is_in(DECIDED))
    is_known = pl.col("last_known_gap").is_not_null() & pl.col("due_year").is_not_null()
    is_silent = (pl.col("status") == "no_data") & ~pl.col("reason").is_in(DELIVERED)
    open_ones = undecided.filter(~is_known)
    return Answers(
        decided=_widest_first(counted.filter(pl.col("status").is_in(DECIDED))),
        known=undecided.filter(is_known).sort("reason", "sort_vi", "due_year", "target_id"),
        unpublished=open_ones.filter(is_silent).sort("sort_vi", "due_year", "target_id"),
        unjudged=_with_mender(open_ones.filter(~is_silent), terms),
        counts=_counts(counted),
        benchmarks=_benchmarks(rows),
        silent=_silent(plans),
    )


def read_answers(build: Path) -> Answers:
    """The answers of the build in a folder."""
    names = ("mart_gap_latest", "dim_plan", "dim_term")
    return answers(*(read_mart(build, name) for name in names))


def answered(promises: pl.DataFrame) -> pl.DataFrame:
    """Promises (Answers.promises) with `answer`: the verdict, or the part that says why there is none."""
    is_decided = pl.col("status").is_in(DECIDED)
    return promises.with_columns(pl.when(is_decided).then("status").otherwise("part").alias("answer"))


def counts_by_answer(promises: pl.DataFrame) -> dict[str, int]:
    """How many promises have each answer, in the order of ANSWERS."""
    return count_answers(answered(promises)["answer"])


def count_answers(given: Iterable[str]) -> dict[str, int]:
    """How many times each answer was given, in the order of ANSWERS."""
    counts = Counter(given)
    return {answer: counts[answer] for answer in ANSWERS}


def by_place(promises: pl.DataFrame) -> pl.DataFrame:
    """One row a place, those with the most decided promises first.

    Its `unit_id`, names, how many `promises` it has, and a column an answer.
    """
    names = pl.col("unit_name_vi", "unit_name_en", "sort_vi").min()
    sums = [(pl.col("answer") == answer).sum().cast(pl.Int64).alias(answer) for answer in ANSWERS]
    counts = answered(promises).group_by("unit_id").agg(names, pl.len().cast(pl.Int64).alias("promises"), *sums)
    return counts.sort(-pl.sum_horizontal(*DECIDED), -pl.col("promises"), "sort_vi", "unit_id")


UNIT_NAMES = ("unit_name_vi", "unit_name_en", "unit_id")
INDICATOR_NAMES = ("indicator_name_vi", "indicator_name_en", "indicator_code")
# An id such as «VN» is near to any word that holds its letters.
_INITIALS = 3


def chosen(latest: Answers, statuses: tuple[str, ...], unit: str | None, indicator: str | None) -> pl.DataFrame:
    """Counted promises, the widest gaps first, then what is not decided.

    Args:
        latest: the answers of a build.
        statuses: only these, statuses or parts (UNDECIDED); all where none is named.
        unit: part of a place's name or its id.
        indicator: part of an indicator's name or its code.
    """
    rows = latest.promises
    if statuses:
        rows = rows.filter(pl.col("status").is_in(statuses) | pl.col("part").is_in(statuses))
    if unit:
        rows = rows.filter(_holds(unit, *UNIT_NAMES))
    if indicator:
        rows = rows.filter(_holds(indicator, *INDICATOR_NAMES))
    return rows


def nearest(latest: Answers, words: str, columns: Sequence[str]) -> list[str] | None:
    """The names nearest to words that no promise has in these columns, best first; None where one has them."""
    from rapidfuzz import fuzz, process

    from pipelines.vietnamese import ascii_fold

    if not latest.promises.filter(_holds(words, *columns)).is_empty():
        return None
    vi, en, code = (latest.promises[column].drop_nulls().unique().sort() for column in columns)
    shown = [*vi, *code] if not words.isascii() else [*en, *vi, *code]
    folded = {name: ascii_fold(name) for name in shown if len(name) > _INITIALS}
    best = process.extract(ascii_fold(words), folded, scorer=fuzz.WRatio, limit=3, score_cutoff=60)
    return [name for _, _, name in best]


def _holds(words: str, *columns: str) -> pl.Expr:
    """Whether one of the columns holds the words, with or without their Vietnamese marks."""
    from pipelines.vietnamese import ascii_fold, fold

    plain, marked = ascii_fold(words), fold(words)

    def holds(text: str) -> bool:
        return marked in fold(text) or (marked.isascii() and plain in ascii_fold(text))

    texts = [pl.col(column).fill_null("") for column in columns]
    return pl.any_horizontal(text.map_elements(holds, return_dtype=pl.Boolean) for text in texts)


def _missing() -> pl.Expr:
    """What is missing, as a share of the measure's scale, else of the target (1 of a target of 0); 0 of nothing."""
    target = pl.col("target_value").abs()
    scale = pl.col("measure_unit").replace_strict(LENGTHS, default=None, return_dtype=pl.Float64)
    whole = pl.coalesce(scale, pl.when(target > 0).then(target))
    share = (pl.col("remaining") / whole).fill_null(1.0)
    return pl.when(pl.col("remaining") > 0).then(share).otherwise(0.0).alias("missing")


def _kind_order() -> pl.Expr:
    kind = pl.col("measure_unit").fill_null("").str.replace(r"^points_\d+$", "points")
    order = {kind: place for place, kind in enumerate(KINDS)}
    return kind.replace_strict(order, default=len(KINDS), return_dtype=pl.Int64).alias("kind_no")


def _status_order() -> pl.Expr:
    order = {status: place for place, status in enumerate(STATUSES)}
    return pl.col("status").replace_strict(order, default=len(STATUSES), return_dtype=pl.Int64).alias("status_no")


def _widest_first(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.sort("status_no", "kind_no", -pl.col("missing"), "sort_vi", "target_id")


def _with_mender(rows: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    menders = terms.filter(pl.col("term_list") == "mended_by").select(
        pl.col("term_code").alias("reason"), pl.col("belongs_to").alias("mender")
    )
    return (
        rows.join(menders, on="reason", how="left")
        .with_columns(pl.col("mender").fill_null("data_owner"))
        .sort("mender", "reason", "sort_vi", "target_id")
    )


def _counts(counted: pl.DataFrame) -> pl.DataFrame:
    sums = [(pl.col("status") == status).sum().cast(pl.Int64).alias(status) for status in STATUSES]
    names = pl.col("unit_name_vi", "unit_name_en", "sort_vi").min()
    grouped = counted.group_by("unit_id").agg(names, pl.len().cast(pl.Int64).alias("commitments"), *sums)
    return grouped.sort("sort_vi", "unit_id")


def _benchmarks(rows: pl.DataFrame) -> list[Benchmark]:
    """Targets of the levels above with at least one figure below, the most measured first.

    What one issuer sets in several documents is one line.
    """
    below = rows.filter((pl.col("basis") != "own") & ~pl.col("is_superseded") & ~pl.col("is_generated"))
    met = (pl.col("status") == "met") | pl.col("last_known_met").fill_null(False)
    is_short = ~met & (pl.col("status").is_in(DECIDED) | pl.col("last_known_met").is_not_null())
    grouped = (
        below.with_columns(met.cast(pl.Int64).alias("_met"), is_short.cast(pl.Int64).alias("_short"))
        .group_by("target_id")
        .agg(
            pl.col("_met").sum(), pl.col("_short").sum(), pl.all().exclude("_met", "_short").sort_by("unit_id").first()
        )
        .filter(pl.col("_met") + pl.col("_short") > 0)
        .sort(-(pl.col("_met") + pl.col("_short")), "indicator_code", "due_year", "target_id")
        .unique([*_SAME_BENCHMARK, "_met", "_short"], keep="first", maintain_order=True)
    )
    return [Benchmark(row, int(row["_met"]), int(row["_short"])) for row in grouped.iter_rows(named=True)]


def _silent(plans: pl.DataFrame) -> list[dict[str, object]]:
    quiet = plans.filter((pl.col("n_targets") == 0) & ~pl.col("is_superseded")).sort("sort_vi", "source_file")
    return quiet.select("unit_name_vi", "document_number", "title", "source_file").to_dicts()
