"""What a plan says about itself: number, type, title, issuer, level, date, years covered, signer.

What belongs here: reading the head and foot of a document. What does not: its title (titles), its issuer (issuer),
sidecars (they win, reader).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.plans.documents.model import Document, Paragraph
from pipelines.plans.lexicon.loading import lowered
from pipelines.plans.lexicon.phrases import phrase
from pipelines.plans.outline.issuer import printed_issuer
from pipelines.plans.outline.letterhead import agency_of_head, head_lines
from pipelines.plans.outline.stated_years import without_citations
from pipelines.plans.outline.titles import period_of, read_title, type_of_number
from pipelines.vietnamese import squeeze

_DATES = ("date_line", "bare_date_line", "listed_date", "attached_date")
_POSTED_LINES = 6
_SIGNATURE_LINES = 4
_SIGNATURE_WIDTH = 60


@dataclass
class Metadata:
    """What was read; None where the document does not say.

    `annual`: the plan is for one year. `agency`: the department or ministry that plans for itself alone. `posted_on`:
    when a page was put up that tells no day of issue. `genre`: what a sidecar says the text does, None where none does.
    """

    document_number: str | None = None
    document_type: str | None = None
    title: str | None = None
    issuer_name: str | None = None
    level: str | None = None
    agency: str | None = None
    issued_on: date | None = None
    posted_on: date | None = None
    period_from: int | None = None
    period_to: int | None = None
    signer: str | None = None
    genre: str | None = None

    @property
    def annual(self) -> bool:
        """Whether the plan is for a single year."""
        return self.period_to is not None and self.period_from == self.period_to


def read_metadata(document: Document) -> Metadata:
    """The document's own statements about itself."""
    lines = head_lines(document)
    head = "\n".join(lines)
    number = _number(lines, head)
    issued = _date(head)
    found_type, title = read_title(lines)
    title = title or _subject(head)
    issuer, level = printed_issuer(lines, title or "")
    period_from, period_to = period_of(title or "", issued)
    if period_to is None and (announced := phrase("heads", "announced").search(without_citations(head))):
        period_from, period_to = period_of(announced["years"], issued)
    return Metadata(
        document_number=number,
        document_type=found_type or type_of_number(number),
        title=title,
        issuer_name=issuer,
        level=level,
        agency=_agency(lines, level, title or ""),
        issued_on=issued,
        posted_on=None if issued else _posted("\n".join(lines[:_POSTED_LINES])),
        period_from=period_from,
        period_to=period_to,
        signer=_signer(document, lines),
    )


def _agency(lines: list[str], level: str | None, title: str) -> str | None:
    """A department or ministry that plans for itself; None where its title speaks of the whole unit or country."""
    if level is None or phrase("shapes", "whole_territory").search(lowered(title)):
        return None
    return agency_of_head(lines)


def _subject(head: str) -> str | None:
    """What the «V/v …» of a letter says it is about: it has no other title."""
    subject = phrase("genres", "subject").search(head)
    return str(squeeze(subject["words"])) if subject else None


def _number(lines: list[str], head: str) -> str | None:
    """The number after «Số:», of the decision it is attached to, or on its first line; a sentence only cites one."""
    first = lines[0] if lines and not lines[0].endswith(".") else ""
    places = (("number", head), ("attached_number", head), ("bare_number", first))
    found = next((match for name, text in places if (match := phrase("heads", name).search(text))), None)
    return "".join(found["number"].split()) if found else None


def _date(head: str, names: Sequence[str] = _DATES) -> date | None:
    matches = (phrase("heads", name).search(head) for name in names)
    return next((day for match in matches if match and (day := _day(match))), None)


def _posted(head: str) -> date | None:
    """The day a page was put up: the earliest that its top prints; a later one is the portal's own clock."""
    days = [day for match in phrase("heads", "posted").finditer(head) if (day := _day(match))]
    return min(days, default=None)


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def _signer(document: Document, head: list[str]) -> str | None:
    listed = next((match for line in head if (match := phrase("heads", "listed_signer").match(line))), None)
    return listed["name"].strip(" |") if listed else _signature(document)


def _signature(document: Document) -> str | None:
    """The person's name on, or up to four lines below, «KT. CHỦ TỊCH»."""
    left = 0
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            continue
        line = block.words
        left -= 1
        if len(line) < _SIGNATURE_WIDTH and phrase("heads", "sign").search(line):
            left = _SIGNATURE_LINES + 1
            line = phrase("heads", "before_signer").sub("", line)
        if left > 0 and phrase("heads", "person").match(line):
            return line
    return None
