"""Statements to mentions: area, indicator, scope, parents; one mention a promised number.

What belongs here: what a reading becomes once its place in the document is known. What does not: the grammar of a
sentence (grammar), repeats and the whole document (targets), rows of the raw tables (rows).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.plans.documents.model import Document
from pipelines.plans.grammar.numbers import Number
from pipelines.plans.grammar.prose import Reading, Statement
from pipelines.plans.indicators import IndicatorMatcher, Match, Sought
from pipelines.plans.outline.headings import area_in, area_of, area_of_title, names_area
from pipelines.plans.outline.metadata import Metadata
from pipelines.plans.phrasing import Phrasing, normalise
from pipelines.plans.scopes import ALL, OTHER, Scope, scope_of, scope_of_agency, unsure_of, words_of
from pipelines.plans.subjects import Said, Subject, names_several_indices, opening_place, standing_above, subjects_of
from pipelines.vietnamese import squeeze


@dataclass
class Mention:
    """One quantified commitment as it stands in the document; places are positions in the document's text."""

    number_start: int
    number_end: int
    number_text: str
    quote_start: int
    quote_end: int
    quote: str
    area: str
    section_kind: str
    outline_path: str
    year: int | None
    year_from: int | None
    level: str | None
    op: str
    value: float
    value_high: float | None
    unit: str
    kind: str
    baseline_year: str | None
    scope: str | None
    scope_code: str | None
    match: Match
    own_words: str
    words: str
    parent: int | None = None
    relation: str | None = None
    repeat_of: int | None = None
    flags: list[str] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    row_words: str = ""
    head: str = ""
    lead: str = ""

    @property
    def said(self) -> str:
        """The promise as people read it, on one line.

        A table cell stands with its row's words and its column's head, a number that shares its subject with the one
        before («cấp tỉnh 84%, cấp huyện 68%») with that subject.
        """
        value = squeeze(self.quote)
        if self.lead:
            return f"{self.lead} … {value}"
        row, head = squeeze(self.row_words), squeeze(self.head)
        if not row or row in value:
            return value
        label = row.removesuffix(head).rstrip(" |")
        return f"{label} | {head}: {value}" if head and label else f"{row}: {value}"


@dataclass
class Refused:
    """A number that was looked at and is no target: its place and the rule that says so."""

    start: int
    end: int
    rule: str
    sentence: str
    number: Number
    act: str


# A quote with fewer letters beside its number says no subject of its own.
_TELLING = 20
SHARE_OUT_OF_RANGE = "share_out_of_range"
_WHOLE = 100
_RISES = ("increase", "annual_increase")
_SCALES = ("points", "rank", "rank_positions")
# Words of a «trong đó» clause that count something else than the number before it.
_OWN_BASE = ("tỷ lệ", "số lượng", "giao dịch", "mức độ")
_SHARES = ("tỷ lệ", "mức độ")
_INLINE_HEAD = re.compile(r"\s*(?:[-–+•*]\s*|\(?\w{1,3}\s*[.)\-–]\s*)*([^:.;%]{4,70}):")

_UP_TO_A_RUN = re.compile(r".*[,;.:]\s", re.DOTALL)


class MentionWriter:
    """Collects the mentions and refused numbers of one document, statement by statement."""

    def __init__(self, document: Document, metadata: Metadata, matcher: IndicatorMatcher, tells: bool = False) -> None:
        """`tells`: whether the statements tell results: words that nothing explains doubt no scope of theirs then."""
        self.tells = tells
        self.document = document
        self.metadata = metadata
        self.matcher = matcher
        self.default_area = area_of_title(metadata.title or "")
        self.mentions: list[Mention] = []
        self.refused: list[Refused] = []

    def add(self, statement: Statement) -> None:
        """Readings of one paragraph or cell as mentions; `subject`: words of the row that complete them."""
        if not statement.readings and not statement.refusals:
            return
        first = len(self.mentions)
        area = self._area(statement)
        before: Mention | None = None
        for reading in statement.readings:
            mention = self._mention(statement, reading, before, area)
            mention.lead = _lead(before, mention)
            before = mention
            if reading.parent is not None and first + reading.parent < len(self.mentions):
                mention.parent = first + reading.parent
                mention.relation = _relation(self.mentions[mention.parent], mention, reading)
            self.mentions.append(mention)
        sentence = squeeze(statement.flat[:600])[:300] if statement.refusals else ""
        for refusal in statement.refusals:
            n = refusal.number
            place = (statement.start + n.start, statement.start + n.end)
            self.refused.append(Refused(*place, refusal.rule, sentence, n, refusal.act))

    def _area(self, statement: Statement) -> str:
        inline = _INLINE_HEAD.match(statement.flat) if ":" in statement.flat else None
        said = area_of(inline.group(1)) if inline and names_area(inline.group(1)) else None
        context = statement.node.context
        return statement.area or said or area_in(context.area, context.area_head, statement.flat) or self.default_area

    def _match(self, subjects: Sequence[Subject], unit: str, kind: str, area: str) -> tuple[Match, Subject]:
        """The indicator that the nearest telling words name; where none do, the candidates at the number."""
        first, *later = subjects
        nearest = self.matcher.match(self._sought(first, unit, kind, area))
        if nearest.code is not None or nearest.opposite is not None:
            return nearest, first
        for subject in (*later, *self._titled(first, unit)):
            match = self.matcher.match(self._sought(subject, unit, kind, area))
            if match.code is not None or match.opposite is not None:
                return match, subject
        return nearest, first

    def _titled(self, nearest: Subject, unit: str) -> list[Subject]:
        """The document's title as subject of scores and ranks that name none («đạt 85 điểm») in a plan on one index."""
        title = self.metadata.title or ""
        if not nearest.is_bare or unit not in _SCALES or names_several_indices(title):
            return []
        return [nearest._replace(whole=f"{title} {nearest.own}", reads="own_first")]

    def _sought(self, subject: Subject, unit: str, kind: str, area: str) -> Sought:
        here = " cấp xã" if self.metadata.level == "commune" else ""
        whole = subject.whole + here
        return Sought(Phrasing.of(subject.own, whole, subject.before, subject.after, subject.reads), unit, kind, area)

    def _mention(self, statement: Statement, reading: Reading, before: Mention | None, area: str) -> Mention:
        node, flat, start = statement.node, statement.flat, statement.start
        number = reading.number
        between = flat[before.number_end - start : reading.number.start] if before else ""
        said = Said(before.own_words, before.words, between) if before else None
        subjects = subjects_of(node, flat, reading, statement.subject, said)
        match, named = self._match(subjects, number.unit, reading.kind, area)
        quote_start, quote_end = start + reading.quote[0], start + reading.quote[1]
        scope = self._scope(statement, reading, named, match)
        return Mention(
            number_start=start + number.start,
            number_end=start + number.end,
            number_text=self.document.verbatim(start + number.start, start + number.end),
            quote_start=quote_start,
            quote_end=quote_end,
            quote=self.document.verbatim(quote_start, quote_end),
            area=area,
            section_kind=_section(node.context.kind),
            outline_path=node.path,
            year=reading.year,
            year_from=reading.year_from,
            level=reading.level,
            op=reading.op,
            value=number.value,
            value_high=number.value_high,
            unit=number.unit,
            kind=reading.kind,
            baseline_year=reading.baseline_year,
            scope=scope.words,
            scope_code=scope.code,
            match=match,
            own_words=named.own,
            words=named.whole,
            flags=[*reading.flags, *flags_of(match), *out_of_range(number, reading.kind), *scope.flags],
            trace=reading.trace,
            row_words=statement.subject,
            head=statement.head,
        )

    def _scope(self, statement: Statement, reading: Reading, named: Subject, match: Match) -> Scope:
        opening = opening_place(statement.flat, reading)
        places = {
            "own": named.own,
            "quote": f"{opening} {statement.flat[slice(*reading.quote)]}",
            "row": statement.subject,
            "above": standing_above(statement.node, statement.flat, reading, statement.subject),
            "behind": squeeze(statement.flat[reading.number.end : reading.quote[1]]),
            "run": squeeze(f"{_run_before(statement.flat, reading.number.start)} {named.after}"),
        }
        scope = scope_of(match.code, places, self.metadata.issuer_name, reading.kind, self.tells)
        if match.code is None or (scope.code or "").startswith(OTHER) or self.tells:
            return scope
        # The words of a scope that has figures of its own are accounted for; any others may narrow it further.
        said, known = (
            f"{opening} {named.whole}",
            f"{self.metadata.issuer_name or ''} {words_of(match.code, scope.code)}",
        )
        unsure = unsure_of(self.matcher.explained.left_over(match.code, said, known))
        return unsure or self._agency_scope(scope, places, reading) or scope

    def _agency_scope(self, scope: Scope, places: dict[str, str], reading: Reading) -> Scope | None:
        """The department whose own plan this is, where the statement names neither a part nor a level."""
        if self.metadata.agency is None or scope.code != ALL or reading.level is not None:
            return None
        return scope_of_agency(self.metadata.agency, places)


def _run_before(flat: str, place: int) -> str:
    """The words before a place since the last comma, semicolon, full stop or colon."""
    ended = _UP_TO_A_RUN.match(flat, 0, place)
    return flat[ended.end() if ended else 0 : place]


def _lead(before: Mention | None, mention: Mention) -> str:
    """The subject that a bare quote shares with the number before it; empty where it says its own."""
    if before is None or len(squeeze(mention.quote)) - len(mention.number_text) >= _TELLING:
        return ""
    first = squeeze(before.quote.partition(before.number_text)[0])
    head, colon, _ = first.rpartition(":")
    return before.lead or (head if colon else first)


def flags_of(match: Match) -> list[str]:
    """What is in doubt about an indicator: none is sure, or the words measure its opposite."""
    opposite = ["polarity_opposite"] if match.opposite is not None else []
    return ["indicator_unknown", *opposite] if match.code is None else opposite


def out_of_range(number: Number, kind: str) -> list[str]:
    """A share above 100 % or below 0 is no share of anything; a rise may be («tăng 150%»)."""
    if number.unit != "percent" or kind in _RISES:
        return []
    ends = (number.value, number.value if number.value_high is None else number.value_high)
    return [] if min(ends) >= 0 and max(ends) <= _WHOLE else [SHARE_OUT_OF_RANGE]


def _section(kind: str) -> str:
    return kind if kind in ("objective", "task", "implementation", "annex") else "other"


def _relation(parent: Mention, child: Mention, reading: Reading) -> str:
    """How a «trong đó» target stands to the one before: over what is it counted?"""
    if child.unit != parent.unit:
        return "different_unit"
    told, before = normalise(child.own_words), normalise(parent.own_words)
    if any(word in told for word in _OWN_BASE) and not any(word in before for word in _SHARES):
        return "different_unit"
    return "subset_of_numerator" if reading.subset == "number" else "same_population"
