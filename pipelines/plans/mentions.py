"""Statements to mentions: area, indicator, scope, parents; one mention a promised number.

What belongs here: what a reading becomes once its place in the document is known. What does not: the grammar of a
sentence (grammar), repeats and the whole document (targets), rows of the raw tables (rows).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.plans.documents.model import Document
from pipelines.plans.grammar.prose import Reading, Statement
from pipelines.plans.grammar.subjects import Said, Subject, subjects_of
from pipelines.plans.indicators import IndicatorMatcher, Match, normalise
from pipelines.plans.outline.headings import area_in, area_of, area_of_title, names_area
from pipelines.plans.outline.metadata import Metadata
from pipelines.plans.outline.tree import path_of
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


@dataclass
class Refused:
    """A number that was looked at and is no target: its place and the rule that says so."""

    start: int
    end: int
    rule: str
    sentence: str


_INLINE_HEAD = re.compile(r"\s*(?:[-–+•*]\s*|\(?\w{1,3}\s*[.)\-–]\s*)*([^:.;%]{4,70}):")


class MentionWriter:
    """Collects the mentions and refused numbers of one document, statement by statement."""

    def __init__(self, document: Document, metadata: Metadata, matcher: IndicatorMatcher) -> None:
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
            before = mention
            if reading.parent is not None and first + reading.parent < len(self.mentions):
                mention.parent = first + reading.parent
                mention.relation = _relation(self.mentions[mention.parent], mention, reading)
            self.mentions.append(mention)
        sentence = squeeze(statement.flat[:600])[:300] if statement.refusals else ""
        for refusal in statement.refusals:
            n = refusal.number
            self.refused.append(Refused(statement.start + n.start, statement.start + n.end, refusal.rule, sentence))

    def _area(self, statement: Statement) -> str:
        inline = _INLINE_HEAD.match(statement.flat)
        said = area_of(inline.group(1)) if inline and names_area(inline.group(1)) else None
        context = statement.node.context
        return statement.area or said or area_in(context.area, context.area_head, statement.flat) or self.default_area

    def _match(self, subjects: list[Subject], unit: str, kind: str, area: str) -> tuple[Match, Subject]:
        """The indicator that the nearest telling words name; where none do, the candidates at the number."""
        nearest = subjects[0]
        if nearest.is_bare and unit in ("points", "rank", "rank_positions"):
            subjects = [*subjects, Subject(nearest.own, f"{self.metadata.title or ''} {nearest.own}")]
        here = " cấp xã" if self.metadata.level == "commune" else ""
        for subject in subjects:
            match = self.matcher.match(subject.own, subject.whole + here, unit, kind, area, subject.reads)
            if match.code is not None:
                return match, subject
        return self.matcher.match(nearest.own, nearest.whole, unit, kind, area, nearest.reads), nearest

    def _mention(self, statement: Statement, reading: Reading, before: Mention | None, area: str) -> Mention:
        node, flat, start = statement.node, statement.flat, statement.start
        number = reading.number
        between = flat[before.number_end - start : reading.number.start] if before else ""
        said = Said(before.own_words, before.words, between) if before else None
        subjects = subjects_of(node, flat, reading, statement.subject, said)
        match, named = self._match(subjects, number.unit, reading.kind, area)
        own, whole = named.own, named.whole
        quote_start, quote_end = start + reading.quote[0], start + reading.quote[1]
        scope = _scope(flat[slice(*reading.quote)], own)
        return Mention(
            number_start=start + number.start,
            number_end=start + number.end,
            number_text=self.document.verbatim(start + number.start, start + number.end),
            quote_start=quote_start,
            quote_end=quote_end,
            quote=self.document.verbatim(quote_start, quote_end),
            area=area,
            section_kind=_section(node.context.kind),
            outline_path=path_of(node),
            year=reading.year,
            year_from=reading.year_from,
            level=reading.level,
            op=reading.op,
            value=number.value,
            value_high=number.value_high,
            unit=number.unit,
            kind=reading.kind,
            baseline_year=reading.baseline_year,
            scope=scope,
            scope_code=_scope_code(match.code, f"{own} {scope or ''}"),
            match=match,
            own_words=own,
            words=whole,
            flags=[*reading.flags, *(["indicator_unknown"] if match.code is None else [])],
            trace=reading.trace,
        )


def _section(kind: str) -> str:
    return kind if kind in ("objective", "task", "implementation", "annex") else "other"


def _relation(parent: Mention, child: Mention, reading: Reading) -> str:
    """How a «trong đó» target stands to the one before: over what is it counted?"""
    if child.unit != parent.unit:
        return "different_unit"
    subject = normalise(child.own_words)
    if re.search(r"tỷ lệ|số lượng|giao dịch|mức độ", subject) and not re.search(
        r"tỷ lệ|mức độ", normalise(parent.own_words)
    ):
        return "different_unit"
    return "subset_of_numerator" if reading.subset == "number" else "same_population"


_SCOPES = (
    re.compile(
        r"(lĩnh vực [^.;()%]{4,120}?)(?=\s+(?:đạt|được|tối thiểu|ít nhất|trên|từ|là)\b|[.;()%]|$)", re.IGNORECASE
    ),
    re.compile(r"\(((?:trừ|không (?:bao gồm|tính|kể)|ngoại trừ)[^()]{4,160})\)", re.IGNORECASE),
    re.compile(
        r"\b(vùng (?:nông thôn|sâu|xa|đặc biệt|đồng bằng|núi|cao)[^.;:%\d]{0,60}?)(?=\s+(?:là|đạt|tối)|[.;:%(]|$)",
        re.IGNORECASE,
    ),
    re.compile(r"\b(trong (?:tổng )?số [^.;%\d]{4,120}?)(?=,|[.;%]|$)", re.IGNORECASE),
    re.compile(
        r"((?:có )?(?:đủ điều kiện|phát sinh nghĩa vụ tài chính|yêu cầu nghĩa vụ tài chính)[^,.;%]{0,40})",
        re.IGNORECASE,
    ),
)


def _scope(quote: str, own: str) -> str | None:
    """The restriction of the subject beyond the level, in the text's words."""
    for pattern in _SCOPES:
        match = pattern.search(own) or pattern.search(quote)
        if match:
            return squeeze(match.group(1))[:200]
    return None


_SCOPE_CODES: dict[str, tuple[tuple[str, str], ...]] = {
    "citizen_satisfaction_tthc_rate": (("đất đai", "land_construction_investment"),),
    "onestop_dossiers_per_staff_year": (("nông thôn", "rural"), ("vùng sâu", "remote"), ("vùng núi", "remote"), ("tại tỉnh", "urban_or_province"),  # noqa: E501
                                        ("cấp tỉnh", "urban_or_province"), ("đô thị", "urban_or_province")),
    "leaders_international_capable_rate": (("cấp phòng", "division_head"), ("doanh nghiệp", "soe"), ("cấp sở", "department_head")),  # noqa: E501
    "commune_staff_university_rate": (("cao đẳng", "college_or_university"), ("đại học", "university")),
    "npsp_integration_rate": (("trong số đó", "online_34"), ("dịch vụ công trực tuyến của", "all_online"), ("100% thủ tục hành chính được tích hợp", "all_tthc")),  # noqa: E501
    "e_document_exchange_rate": (("ký số", "electronic_and_signed"), ("quy trình của phần mềm", "eoffice_workflow"), ("điện tử", "electronic")),  # noqa: E501
    "reporting_regime_online_rate": (("công tác báo cáo", "work"), ("chế độ báo cáo", "regimes")),
    "health_education_satisfaction_rate": (),
}  # fmt: skip


def _scope_code(code: str | None, words: str) -> str | None:
    if code is None:
        return None
    text = normalise(words)
    return next((scope for phrase, scope in _SCOPE_CODES.get(code, ()) if phrase in text), "all")
