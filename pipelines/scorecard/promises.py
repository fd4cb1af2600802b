"""A promise as every page shows it: place, indicator, promise, figure, gap, verdict, where it is written. Pure.

What belongs here: one row of mart_gap_latest in words with its links. What does not: choosing rows, markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.language import place_said
from pipelines.publishing import said
from pipelines.publishing.answers import DECIDED
from pipelines.publishing.said import Row
from pipelines.scorecard.addresses import Addresses, web
from pipelines.scorecard.speech import Speech


@dataclass(frozen=True)
class Shown:
    """A promise in the words of one language. Links are addresses in the site, or of the web where they say so."""

    target_id: str
    unit_id: str
    unit: str
    unit_page: str | None
    indicator_code: str
    indicator: str
    indicator_full: str
    indicator_page: str | None
    promise: str
    due_year: int | None
    figure: str
    figure_title: str
    figure_url: str | None
    figure_place: str
    figure_note: str
    gap: str
    status: str
    status_word: str
    chip: str
    chip_word: str
    reason: str
    notes: list[str]
    quote: str
    document: str
    document_page: str | None
    document_url: str | None
    locator: str
    basis: str
    issuer: str
    area: str


def shown(row: Row, speech: Speech, pages: Addresses) -> Shown:
    """One row of the answers (mart_gap_latest with its document)."""
    words = speech.words
    return Shown(
        target_id=row["target_id"],
        unit_id=row["unit_id"],
        unit=said.unit_name(row, words),
        unit_page=pages.units.get(row["unit_id"]),
        indicator_code=row["indicator_code"] or "",
        indicator=said.indicator(row, words),
        indicator_full=speech.name(row, "indicator_name"),
        indicator_page=pages.indicators.get(row["indicator_code"] or ""),
        promise=said.promise(row, words),
        due_year=row["due_year"],
        figure=said.figure(row, words),
        figure_title=row["actual_source_title"] or "",
        figure_url=web(row["actual_source_url"]),
        figure_place=_place(row["actual_source_file"], row["actual_locator"], speech),
        figure_note=row["actual_note"] or "",
        gap=said.gap(row, words),
        status=row["status"],
        status_word=speech.term("status", row["status"]),
        chip=chip(row),
        chip_word=chip_word(row, speech),
        reason=speech.term("reason", row["reason"]) if row["reason"] else "",
        notes=_notes(row, speech, pages),
        quote=" ".join(str(row["quote"] or "").split()),
        document=said.document(row),
        document_page=pages.target(row["plan_id"], row["stated_target_id"]),
        document_url=web(row.get("plan_url")),
        locator=_place(row["target_source_file"], row["target_locator"], speech),
        basis=row["basis"],
        issuer=pages.unit_name(row["issuer_unit_id"], row["issuer_name_vi"], speech.lang),
        area=row["area_code"] or "",
    )


def chip(row: Row) -> str:
    """What the coloured word of a promise says: its status, or that a figure is known where none decides yet.

    «no data» beside a figure would contradict it.
    """
    is_known = row["last_known_gap"] is not None and row["due_year"] is not None
    return "known" if is_known and row["status"] not in DECIDED else str(row["status"])


def chip_word(row: Row, speech: Speech) -> str:
    """The words of `chip`."""
    kind = chip(row)
    return speech.say("answer.known") if kind == "known" else speech.term("status", kind)


def all_shown(rows: Iterable[Row], speech: Speech, pages: Addresses) -> list[Shown]:
    """Every row, in its order."""
    return [shown(row, speech, pages) for row in rows]


def _notes(row: Row, speech: Speech, pages: Addresses) -> list[str]:
    """Severity, what stood at the end of a unit, and flags, in words."""
    found = [speech.term("severity", row["severity"])] if row["severity"] else []
    if row["verdict_at_end"]:
        verdict = speech.term("verdict_at_end", row["verdict_at_end"])
        found.append(speech.say("promise.at_end", verdict=verdict, year=row["end_period_end"].year))
    if row["successor_name_vi"] and row["reason"] in ("unit_dissolved", "territory_changed"):
        name = pages.unit_name(row["successor_unit_id"], row["successor_name_vi"], speech.lang)
        found.append(speech.say("promise.successor", name=name))
    return found + said.flags(row, speech.words)


def _place(file: str | None, locator: str | None, speech: Speech) -> str:
    return ", ".join(part for part in (file, place_said(locator or "", speech.lang)) if part)


def by_area(promises: Iterable[Shown], speech: Speech, areas: list[str]) -> list[tuple[str, list[Shown]]]:
    """Promises under the names of their areas: areas with a figure first, else in the order of the programme.

    Those without an area stand last of their kind.
    """
    kept = list(promises)
    groups = [(speech.term("area", area), [one for one in kept if one.area == area]) for area in areas]
    rest = [one for one in kept if one.area not in areas]
    filled = [(name, ones) for name, ones in [*groups, (speech.say("promise.no_area"), rest)] if ones]
    return sorted(filled, key=lambda group: not any(one.figure_place for one in group[1]))
