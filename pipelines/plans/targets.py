"""A document to its mentions of targets: every statement read in its place in the outline.

What belongs here: walking the outline, the scene of each statement, repeats, parents, scope, ids of statements. What
does not: the grammar of a sentence (statements), table columns (tables), files and rows of the raw tables (reader).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from pipelines.plans.document import Document, Paragraph, Table
from pipelines.plans.indicators import IndicatorMatcher, Match, normalise
from pipelines.plans.levels import find_levels
from pipelines.plans.metadata import Metadata
from pipelines.plans.numbers import may_hold_target
from pipelines.plans.outline import (
    Horizon,
    Node,
    Outline,
    area_at,
    area_of,
    area_of_title,
    horizon_above,
    kind_above,
    kind_of,
    names_area,
    path_of,
    read_outline,
    years_of,
)
from pipelines.plans.prose import Reading, Refusal, Scene
from pipelines.plans.rules import compiled
from pipelines.plans.statements import read_statement
from pipelines.plans.subjects import Said, Subject, subjects_of
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


@dataclass
class Found:
    """Everything read from a document: mentions in reading order, refused numbers, the outline behind them."""

    mentions: list[Mention]
    refused: list[Refused]
    outline: Outline


_NO_TARGETS_IN = ("results", "scoring")
_SKIP = re.compile(
    r"\s*(?:[-–+•]\s*)?(?:\[\d+\]|(?:căn cứ|nơi nhận|kính gửi|lưu:|số hiệu|ngày ban hành|theo đề nghị|xét đề nghị)\b)",
    re.IGNORECASE,
)
# Who a letter or telegram is sent to: a list that stands before its opening words.
_ADDRESSEE = re.compile(
    r"(?:các đồng chí |các |đồng chí )?(?:giám đốc|chủ tịch|thủ trưởng|bí thư|sở|ban|ngành|văn phòng|ủy ban nhân dân|UBND|đảng ủy|như trên)\b[^%]{0,110}$",  # noqa: E501
    re.IGNORECASE,
)
_TOP_RANK = 5.0
_YEAR_TOLD = re.compile(
    r"^(?:công tác|kết quả|thực hiện|đánh giá|tình hình|việc|về|cải cách|các)\b.*\bnăm (20[1-6]\d)$", re.IGNORECASE
)
_AHEAD = re.compile(
    r"mục tiêu|chỉ tiêu|nhiệm vụ|giải pháp|khắc phục|nâng|cải thiện|duy trì|so với|phương hướng|chỉ số", re.IGNORECASE
)
_FUNDING = re.compile(r"kinh phí", re.IGNORECASE)


def find_targets(document: Document, metadata: Metadata, matcher: IndicatorMatcher) -> Found:
    """All mentions of a document, in reading order."""
    outline = read_outline(document)
    walk = _Walk(document, metadata, matcher, outline)
    for node in outline.nodes:
        walk.visit(node)
    if metadata.period_to is None and not outline.horizons and not outline.openings:
        _share_the_only_year(walk.mentions, document.text)
    _mark_repeats(walk.mentions)
    return Found(walk.mentions, walk.refused, outline)


_NAMED_YEAR = re.compile(r"\bnăm\s+(20[1-6]\d)(?!\s*[-–]\s*20)|/\s*(20[1-6]\d)(?![\d/])", re.IGNORECASE)


def _share_the_only_year(mentions: list[Mention], text: str) -> None:
    """A document that dates its promises in sentences only, all by one year and none later: its single horizon."""
    years = Counter(mention.year for mention in mentions if mention.year is not None)
    if len(years) != 1 or years.total() < 2:
        return
    (year,) = years
    if any(int(match.group(1) or match.group(2)) > year for match in _NAMED_YEAR.finditer(text)):
        return
    for mention in mentions:
        if mention.year is None:
            mention.year = year
            mention.trace.append(f"year {year}: the only one the document's sentences name")


def document_horizon(metadata: Metadata, outline: Outline) -> Horizon | None:
    """The single horizon of a document: its year, or the only year that title and headings give; else None."""
    if metadata.annual and metadata.period_to is not None:
        return Horizon(metadata.period_to)
    years = set(outline.horizons) | ({metadata.period_to} if metadata.period_to else set())
    begins = metadata.period_from or 0
    if len(years) != 1 or {year for year in outline.openings if year >= begins} - years:
        return None
    year = years.pop()
    return Horizon(year, metadata.period_from if metadata.period_to == year else None)


class _Walk:
    def __init__(self, document: Document, metadata: Metadata, matcher: IndicatorMatcher, outline: Outline) -> None:
        self.document = document
        self.metadata = metadata
        self.matcher = matcher
        self.horizon = document_horizon(metadata, outline)
        self.default_area = area_of_title(metadata.title or "")
        self.plan_from = metadata.period_from or (metadata.issued_on.year if metadata.issued_on else None)
        self.mentions: list[Mention] = []
        self.refused: list[Refused] = []
        self.in_preamble = True

    def visit(self, node: Node) -> None:
        if (node.mark and not _ADDRESSEE.match(node.title)) or (node.is_heading and node.kind is not None):
            self.in_preamble = False
        if isinstance(node.block, Table):
            from pipelines.plans.tables import read_table_targets

            read_table_targets(self, node, node.block)
            return
        self.paragraph(node, node.block)

    def paragraph(self, node: Node, block: Paragraph) -> None:
        if not may_hold_target(block.flat) or _SKIP.match(block.flat):
            return
        readings, refusals = read_statement(block.flat, self.scene(node))
        kind = "results" if self.looks_back(node) else kind_above(node)
        if kind != "objective":
            kind = self.inline_kind(block.flat) or kind
        blocked = kind if kind in _NO_TARGETS_IN else ("funding" if self._is_funding(node) else None)
        if blocked:
            refusals = refusals + [Refusal(reading.number, f"section_{blocked}") for reading in readings]
            readings = []
        self.add(node, block.flat, block.start, readings, refusals)

    def looks_back(self, node: Node) -> bool:
        """Whether a heading above tells of a year before the plan («I. CÔNG TÁC CẢI CÁCH HÀNH CHÍNH NĂM 2024»)."""
        if self.plan_from is None:
            return False
        for above in node.ancestors():
            told = _YEAR_TOLD.search(above.title) if above.is_heading and above.rank <= _TOP_RANK else None
            if told and int(told.group(1)) < self.plan_from and not _AHEAD.search(above.title):
                return True
        return False

    def inline_kind(self, flat: str) -> str | None:
        """«1. Về kết quả: …»: a paragraph that is its own heading."""
        head = re.match(r"\s*(?:[-–+•*]\s*|\(?\w{1,3}[.)]\s*)*([^:.;%]{4,60}):", flat)
        return (
            "results"
            if head and kind_of(re.sub(r"^về\s+", "", head.group(1).strip(), flags=re.IGNORECASE)) == "results"
            else None
        )

    def _is_funding(self, node: Node) -> bool:
        return any(n.is_heading and n.rank <= 5 and _FUNDING.search(n.title) and n.kind == "implementation"
                   and not re.search(r"tổ chức thực hiện", n.title, re.IGNORECASE) for n in [node, *node.ancestors()][:3])  # fmt: skip  # noqa: E501

    def scene(self, node: Node, horizon: Horizon | None = None, is_output: bool = False) -> Scene:
        return Scene(
            horizon=horizon or self.bullet_horizon(node) or horizon_above(node) or self.horizon,
            head_op=_head_op(node),
            kind="preamble" if self.in_preamble else kind_above(node),
            plan_from=self.plan_from,
            annual=self.metadata.annual,
            head_level=self.head_level(node),
            is_output=is_output,
        )

    def bullet_horizon(self, node: Node) -> Horizon | None:
        """The years a bullet right above opens with («- Đến năm 2025, tỷ lệ … đạt:» / «+ Cấp tỉnh: 80%»)."""
        above = node.parent
        if above is None or above.horizon is not None or not above.title.endswith(":"):
            return None
        return (
            years_of(above.title)
            if re.match(r"(?:phấn đấu,?\s+)?(?:đến|năm|giai đoạn|trong năm|hết năm)\b", above.title, re.IGNORECASE)
            else None
        )

    def head_level(self, node: Node) -> str | None:
        """The level a heading right above names («+ Cấp tỉnh:», «Đối với cấp xã»)."""
        for above in node.ancestors()[:2]:
            words = above.title
            if (
                above.is_heading
                and len(words) < 60
                and re.match(
                    r"(?:\d+\.\s*)?(?:đối với|tại|ở|khối|về phía)?\s*(?:các\s+)?(?:cấp |UBND |sở, |huyện, |xã, |đơn vị cấp |cơ quan cấp )"  # noqa: E501
                    r"|(?:đối với|khối|về phía)\s[^:]{3,50}\scấp (?:tỉnh|huyện|xã)",
                    words,
                    re.IGNORECASE,
                )
            ):
                named = find_levels(words)
                if len(named) == 1:
                    return named[0]
        return None

    def add(self, node: Node, flat: str, start: int, readings: list[Reading], refusals: list[Refusal], subject: str = "",  # noqa: E501
            area: str | None = None) -> None:  # fmt: skip
        """Readings of one paragraph or cell as mentions; `subject`: words of the row that complete them."""
        if not readings and not refusals:
            return
        first = len(self.mentions)
        inline = re.match(r"\s*(?:[-–+•*]\s*|\(?\w{1,3}\s*[.)\-–]\s*)*([^:.;%]{4,70}):", flat)
        said_area = area_of(inline.group(1)) if inline and names_area(inline.group(1)) else None
        before: Mention | None = None
        for reading in readings:
            mention = self.mention(
                node, flat, start, reading, subject, before, area or said_area or area_at(node, flat, self.default_area)
            )
            before = mention
            if reading.parent is not None and first + reading.parent < len(self.mentions):
                mention.parent = first + reading.parent
                mention.relation = _relation(self.mentions[mention.parent], mention, reading)
            self.mentions.append(mention)
        sentence = squeeze(flat[:600])[:300] if refusals else ""
        for refusal in refusals:
            n = refusal.number
            self.refused.append(Refused(start + n.start, start + n.end, refusal.rule, sentence))

    def match(self, subjects: list[Subject], unit: str, kind: str, area: str) -> tuple[Match, Subject]:
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

    def mention(
        self, node: Node, flat: str, start: int, reading: Reading, subject: str, before: Mention | None, area: str
    ) -> Mention:
        number = reading.number
        between = flat[before.number_end - start : reading.number.start] if before else ""
        said = Said(before.own_words, before.words, between) if before else None
        subjects = subjects_of(node, flat, reading, subject, said)
        match, named = self.match(subjects, number.unit, reading.kind, area)
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
            section_kind=_section(kind_above(node)),
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


def _head_op(node: Node) -> str | None:
    """The comparator that ends a bullet above («… đạt tối thiểu:»)."""
    above = node.parent
    if above is None or not above.title.endswith(":"):
        return None
    for op, words in ((">=", "{GE}"), ("<=", "{LE}"), (">", "trên")):
        if compiled(words + r"\s*(?:là|đạt|như sau|các tỷ lệ|sau)?\s*:$").search(above.title):
            return op
    return None


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


MAX_ALIKE = 100
_WORD = re.compile(r"[^\W\d_]+")


def _mark_repeats(mentions: list[Mention]) -> None:
    """A mention of the same subject, year, level, value and kind as an earlier one repeats it.

    Compared with at most MAX_ALIKE earlier ones of the same figures, so that time follows the number of mentions.
    """
    words = [frozenset(_WORD.findall(normalise(mention.words))) for mention in mentions]
    seen: dict[tuple[object, ...], list[int]] = {}
    for index, mention in enumerate(mentions):
        key = (
            mention.year,
            mention.level,
            mention.value,
            mention.value_high,
            mention.unit,
            mention.kind,
            mention.match.code,
            mention.baseline_year,
        )
        alike = seen.setdefault(key, [])
        for earlier in alike:
            if _same_subject(mentions[earlier], mention, words[earlier], words[index]):
                mention.repeat_of = earlier
                break
        else:
            if words[index] and len(alike) < MAX_ALIKE:
                alike.append(index)


def _same_subject(one: Mention, other: Mention, first: frozenset[str], second: frozenset[str]) -> bool:
    if one.number_start == other.number_start:
        return False
    if one.match.code is not None and one.scope_code != other.scope_code:
        return False
    if not first or not second:
        return False
    return len(first & second) / min(len(first), len(second)) >= (0.6 if one.match.code else 0.85)
