"""What stands on the pages of documents, of missing figures, of findings and of the method. Pure.

What belongs here: choosing and grouping rows for those pages. What does not: markup, texts.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.found_words import found_in_words, own_expectation, with_names
from pipelines.language import place_said
from pipelines.publishing import said
from pipelines.publishing.answers import STATUSES
from pipelines.publishing.finding_names import finding_names
from pipelines.publishing.said import Row
from pipelines.scorecard.addresses import Addresses, web
from pipelines.scorecard.marts import Marts
from pipelines.scorecard.promises import chip, chip_word
from pipelines.scorecard.speech import Speech

# The row of mart_gap_latest that judges a promise, by its id.
Verdicts = dict[str, Row]
# What findings of one problem have in common.
_PROBLEM = ("severity", "title", "remedy")
METHOD_LISTS = ("status", "reason", "severity", "flag")


class Library:
    """The commitments and tasks of every document, split once for all pages of a language."""

    def __init__(self, marts: Marts, speech: Speech) -> None:
        """Args: `marts`: the frames of one build; `speech`: the language of the names."""
        self.targets = _split(marts.targets.sort("due_year", "target_id", nulls_last=True))
        self.tasks = _split(marts.tasks)
        self.verdicts = _verdicts(marts)
        self.names = _unit_names(marts, speech)


def _split(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {str(key[0]): part for key, part in rows.partition_by("plan_id", as_dict=True, maintain_order=True).items()}


def plan_list(marts: Marts, speech: Speech, pages: Addresses) -> list[dict[str, object]]:
    """Every document that was read, by place."""
    names = _unit_names(marts, speech)
    return [
        {
            **row,
            "page": pages.plans[row["plan_id"]],
            "unit": names.get(row["unit_id"]) or row["issuer_name"] or "–",
            "day": speech.day(row["issued_on"]),
            "url": web(row["source_url"]),
        }
        for row in marts.plans.sort("sort_vi", "issued_on", "plan_id").iter_rows(named=True)
    ]


def plan(row: Row, library: Library, speech: Speech, pages: Addresses) -> dict[str, object]:
    """A document with every commitment in it."""
    targets, tasks, names = library.targets.get(row["plan_id"]), library.tasks.get(row["plan_id"]), library.names
    lines = (
        []
        if targets is None
        else [
            _commitment(one, library.verdicts.get(one["target_id"]), speech, pages)
            for one in targets.iter_rows(named=True)
        ]
    )
    return {
        "plan": row,
        "unit": names.get(row["unit_id"]) or row["issuer_name"] or "–",
        "issued": speech.day(row["issued_on"]),
        "unit_page": pages.units.get(row["unit_id"] or ""),
        "url": web(row["source_url"]),
        "lines": lines,
        "tasks": [] if tasks is None else list(tasks.iter_rows(named=True)),
    }


def _verdicts(marts: Marts) -> Verdicts:
    """What judges every promise, by its id."""
    own = marts.latest.filter((pl.col("basis") == "own") & (pl.col("target_id") == pl.col("stated_target_id")))
    columns = ("target_id", "status", "reason", "last_known_gap", "due_year")
    return {one["target_id"]: one for one in own.select(columns).iter_rows(named=True)}


def _commitment(one: Row, verdict: Row | None, speech: Speech, pages: Addresses) -> dict[str, object]:
    row = {**one, "target_value": one["value"], "target_value_high": one["value_high"]}
    row |= {
        f"indicator_name_{speech.lang}": pages.indicator_name(
            one["indicator_code"], one["indicator_name_vi"], speech.lang
        )
    }
    reason = verdict["reason"] if verdict else None
    return {
        "id": one["target_id"],
        "quote": " ".join(str(one["quote"] or "").split()),
        "promise": said.promise(row, speech.words),
        "indicator": said.indicator(row, speech.words),
        "indicator_page": pages.indicators.get(one["indicator_code"] or ""),
        "chip": chip(verdict) if verdict else None,
        "chip_word": chip_word(verdict, speech) if verdict else "",
        "reason": speech.term("reason", reason) if reason else "",
        "outline": one["outline_path"] or "",
        "locator": f"{one['source_file']}, {place_said(one['locator'], speech.lang)}",
    }


def coverage(marts: Marts, speech: Speech, pages: Addresses) -> dict[str, object]:
    """Who promised and has no figure, and whose newest figure is old."""
    keys = ["unit_id", "indicator_code"]
    promised = marts.promises.group_by(keys).agg(pl.len().alias("promises"), pl.col("due_year").min().alias("due"))
    rows = marts.coverage.join(promised, on=keys).sort("sort_vi", "indicator_code")
    never = rows.filter(pl.col("n_figures") == 0)
    old = rows.filter((pl.col("n_figures") > 0) & pl.col("is_stale").fill_null(False))
    names = _unit_names(marts, speech)

    def line(one: Row) -> dict[str, object]:
        code = one["indicator_code"] or ""
        return {
            "unit": names.get(one["unit_id"]) or one["unit_name_vi"],
            "unit_page": pages.units.get(one["unit_id"]),
            "indicator": pages.indicator_name(one["indicator_code"], one["indicator_name_vi"], speech.lang),
            "indicator_page": pages.indicators.get(code),
            "n": one["promises"],
            "due": one["due"],
            "last": speech.day(one["last_period_end"]),
            "age": _age(one["last_period_end"], marts.as_of, speech),
        }

    return {
        "never": [line(one) for one in never.iter_rows(named=True)],
        "old": [line(one) for one in old.iter_rows(named=True)],
    }


def _age(last: date | None, as_of: date, speech: Speech) -> str:
    if last is None:
        return "–"
    months = (as_of.year - last.year) * 12 + as_of.month - last.month
    return speech.say("coverage.months", n=months)


def findings(marts: Marts, speech: Speech) -> list[dict[str, object]]:
    """What is to be mended, under who can mend it; below it each problem with its remedy once, the worst first."""
    names = finding_names(marts.indicators, marts.units, speech.lang)
    owners: dict[str, dict[tuple[object, ...], list[dict[str, object]]]] = {}
    for row in marts.findings.sort(_severity_order(), "rule", "file", "finding_id").iter_rows(named=True):
        said = _finding(row, speech, names)
        problem = tuple(said[key] for key in _PROBLEM)
        owners.setdefault(row["mended_by"] or "", {}).setdefault(problem, []).append(said)
    return [
        {
            "name": speech.term("finding_owner", owner) or "–",
            "n": sum(map(len, problems.values())),
            "problems": [{**rows[0], "rows": rows} for rows in problems.values()],
        }
        for owner, problems in sorted(owners.items())
    ]


def _severity_order() -> pl.Expr:
    order = {"error": 0, "warning": 1, "info": 2}
    return pl.col("severity").replace_strict(order, default=3, return_dtype=pl.Int64)


def _finding(row: Row, speech: Speech, names: dict[str, str]) -> dict[str, object]:
    is_vi = speech.lang == "vi"
    return {
        "severity": row["severity"],
        "severity_word": speech.term("severity_of_finding", row["severity"]),
        "title": speech.name(row, "title"),
        "file": row["file"],
        "n": row["occurrences"],
        "places": place_said(row["places"] or row["locator"] or "", speech.lang),
        "found": with_names(found_in_words(row["found"] or "", speech.lang), names),
        "expected": own_expectation(row["expected"] or "", speech.lang),
        "remedy": (row["remedy_vi"] if is_vi else None) or row["remedy"] or "",
    }


def method(marts: Marts, speech: Speech) -> dict[str, list[dict[str, object]]]:
    """The closed lists that say what a verdict means."""
    name = f"name_{speech.lang}"
    lists = {
        kind: list(marts.terms.filter(pl.col("term_list") == kind).sort("sort_no").iter_rows(named=True))
        for kind in METHOD_LISTS
    }
    order = {status: place for place, status in enumerate(STATUSES)}
    lists["status"].sort(key=lambda row: order.get(row["term_code"], len(order)))
    return {
        kind: [
            {
                "code": row["term_code"],
                "word": row[name],
                "of": row["belongs_to"],
                "of_word": speech.term("status", row["belongs_to"]) if row["belongs_to"] else "",
            }
            for row in rows
        ]
        for kind, rows in lists.items()
    }


def _unit_names(marts: Marts, speech: Speech) -> dict[str, str]:
    rows = marts.units.iter_rows(named=True)
    return {row["unit_id"]: speech.name(row, "name") for row in rows}
