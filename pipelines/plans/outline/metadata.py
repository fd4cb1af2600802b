"""What a plan says about itself: number, type, title, issuer, level, date, years covered, signer.

What belongs here: reading the head and foot of a document. What does not: sidecars (they win, reader), resolving the
issuer to a unit of the administrative tables (reference).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipelines.plans.documents.model import Document, Paragraph, Table
from pipelines.plans.lexicon.loading import load
from pipelines.plans.outline.tree import years_of
from pipelines.vietnamese import squeeze

_HEAD_BLOCKS = 60
_CODE = re.compile(
    r"(?<![\w/])(\d{1,5}[a-z]?(?:/(?:19|20)\d\d)?(?:/|-)(?:NQ|QĐ|KH|CTr|CTR|CT|ĐA|KL|TB|BC|CV|CĐ|CTHĐ)(?:[-/][\wĐ]+)*)"
)
_NUMBER = re.compile(
    r"^[\s*|•-]*Số(?:\s+hiệu)?\s*[:|]?\s*(\d{1,5}[a-z]?(?:/(?:19|20)\d\d)?\s*(?:/|-)\s*[A-ZĐ][\wĐđ]*(?:[-/][\wĐđ]+)*)",
    re.IGNORECASE | re.MULTILINE,
)
_ATTACHED = re.compile(
    r"kèm theo\s+\w+(?:\s+\w+)?\s+số\s*:?\s*(\d{1,5}[a-z]?(?:/(?:19|20)\d\d)?/[A-ZĐ][\wĐđ]*(?:-[\wĐđ]+)*)",
    re.IGNORECASE,
)
_DATE = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+((?:19|20)\d\d)", re.IGNORECASE)
_DATELINE = re.compile(r"^[^,;:]{2,40},\s*" + _DATE.pattern, re.IGNORECASE | re.MULTILINE)
_BARE_DATELINE = re.compile(
    r"^(?![^\n]*(?:căn cứ|luật|nghị|quyết định số|kế hoạch số|kèm theo|thông tư))[^\n]{0,60}?"
    + _DATE.pattern
    + r"\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_LISTED_DATE = re.compile(
    r"^\W*ngày ban hành\s*[:|]?\s*(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)", re.IGNORECASE | re.MULTILINE
)
_ATTACHED_DATE = re.compile(
    r"kèm theo[^)]{0,60}?ngày\s+(\d{1,2})\s*(?:/|tháng)\s*(\d{1,2})\s*(?:/|năm)\s*((?:19|20)\d\d)", re.IGNORECASE
)
_UNIT_NAME = r"((?:[A-ZÀ-ỸĐ][\wÀ-ỹ'’]*)(?:[ \-–]+(?:[A-ZÀ-ỸĐ][\wÀ-ỹ'’]*))*)"
_COUNCIL = re.compile(
    r"(?:ỦY|UỶ)\s+BAN\s+NHÂN\s+DÂN\s*(?:TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU)\s+[^\n|]{2,40}|HỘI ĐỒNG NHÂN DÂN\s*(?:TỈNH|THÀNH PHỐ)\s+[^\n|]{2,40}",  # noqa: E501
)
_COUNCIL_TYPES = re.compile(
    r"(TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU)\s+(.+)$", re.IGNORECASE
)
_IN_WORDS = re.compile(
    rf"(?:Ủy|Uỷ) ban nhân dân (tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu) {_UNIT_NAME}|UBND (tỉnh|thành phố|huyện|quận|thị xã|xã|phường) {_UNIT_NAME}"  # noqa: E501
)
_PLACE = re.compile(rf"\b(tỉnh|thành phố|huyện|quận|thị xã|xã|phường|đặc khu) {_UNIT_NAME}")
_NATIONAL = re.compile(
    r"^\s*(CHÍNH PHỦ|THỦ TƯỚNG CHÍNH PHỦ|BAN CHẤP HÀNH TRUNG ƯƠNG|BỘ CHÍNH TRỊ|QUỐC HỘI|BỘ [A-ZÀ-ỸĐ ,]{4,50}|BAN CHỈ ĐẠO [^\n]{0,30}CHÍNH PHỦ)\b"  # noqa: E501
)
_LEVELS = {"tỉnh": "province", "thành phố": "province", "tp": "province", "tp.": "province", "huyện": "district", "quận": "district",  # noqa: E501
           "thị xã": "district", "xã": "commune", "phường": "commune", "thị trấn": "commune", "đặc khu": "commune"}  # fmt: skip  # noqa: E501
_SIGN = re.compile(r"(?:TM\.|KT\.|TUQ\.|CHỦ TỊCH|PHÓ CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|BÍ THƯ)")
_PERSON = re.compile(r"^[A-ZÀ-ỸĐ][a-zà-ỹ]+(?:\s+[A-ZÀ-ỸĐ][a-zà-ỹ]+){1,4}$")
_ENDS_TITLE = re.compile(
    r"^\s*(?:Căn cứ|Thực hiện|Để |Nhằm|[IA]\.|\d{1,2}[.)]\s|[-–+•]\s|PHẦN|Phần|\(|Xét|Theo |QUYẾT|ỦY BAN|-{2,}|\*\()",
    re.IGNORECASE,
)


# «Thực hiện …», «Theo dõi … năm 2023» right under «KẾ HOẠCH» is the title, whatever verb opens it, not yet the preamble.  # noqa: E501
_STRUCTURE = re.compile(
    r"^\s*(?:[IA]\.|\d{1,2}[.)]\s|[-–+•]|PHẦN|Phần\s|\(|\*\(|Căn cứ|Kính gửi|Xét\s|QUYẾT|ỦY BAN|Điều\s)", re.IGNORECASE
)
_PREAMBLE = re.compile(
    r"ban hành\s+(?:kế hoạch|chương trình|chỉ thị|đề án)|như sau|[;:]\s*$|;\s|(?:UBND|Ủy ban nhân dân)[^,.]*\s(?:yêu cầu|ban hành)",  # noqa: E501
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"(?:ban hành|xây dựng|triển khai)\s+(?:kế hoạch|chương trình|đề án|chỉ thị)(?!\s+số)[^.;:\n]{0,160}?"
    r"(?P<years>giai đoạn\s+20\d\d\s*[-–—]\s*20\d\d|năm\s+20\d\d)[^.;:\n]{0,120}?(?:như sau|nội dung|cụ thể)",
    re.IGNORECASE,
)


@dataclass
class Metadata:
    """What was read; None where the document does not say. `annual`: the plan is for one year."""

    document_number: str | None = None
    document_type: str | None = None
    title: str | None = None
    issuer_name: str | None = None
    level: str | None = None
    issued_on: date | None = None
    period_from: int | None = None
    period_to: int | None = None
    signer: str | None = None

    @property
    def annual(self) -> bool:
        """Whether the plan is for a single year."""
        return self.period_to is not None and self.period_from == self.period_to


def read_metadata(document: Document) -> Metadata:
    """The document's own statements about itself."""
    lines = _head_lines(document)
    head = "\n".join(lines)
    number = _first(_NUMBER, head) or _first(_ATTACHED, head) or (_first(_CODE, lines[0]) if lines else None)
    number = re.sub(r"\s+", "", number) if number else None
    issued = _date(head)
    found_type, title = _title(lines)
    issuer, level = _issuer(lines, head, title or "")
    period_from, period_to = _period(title or "", issued)
    if period_to is None and (announced := _ANNOUNCED.search(head)):
        period_from, period_to = _period(announced.group("years"), issued)
    return Metadata(
        document_number=number,
        document_type=found_type or _type_of_number(number),
        title=title,
        issuer_name=issuer,
        level=level,
        issued_on=issued,
        period_from=period_from,
        period_to=period_to,
        signer=_signer(document, lines),
    )


_NUMBERED_TITLE = re.compile(r"(?:số\s+)?\d{1,5}[a-zđ]?(?:/\d{4})?[/-][A-ZĐ][\wĐđ/.-]*\s+năm\s+20\d\d")
_CITED_DATE = re.compile(r"ngày\s+\d{1,2}\s*(?:/|tháng)\s*\d{1,2}\s*(?:/|năm)\s*(?:19|20)\d\d", re.IGNORECASE)
_PLAIN_YEAR = re.compile(r"(?<!đến )(?<!hết )(?<!từ )\bnăm\s+(20[1-6]\d)(?!\s*[-–\d])", re.IGNORECASE)
_TWO_YEARS = re.compile(r"\bnăm\s+(20[1-6]\d)\s*(?:và|,)\s*(?:năm\s+)?20[1-6]\d", re.IGNORECASE)
_CITED_PERIOD = re.compile(r"\b(?:thực hiện|triển khai|theo|thuộc)\s.*giai đoạn\s+20", re.IGNORECASE)
_UP_TO_YEAR = re.compile(r"(?:đến|tới)\s+(?:hết\s+|cuối\s+)?(?:năm\s+)?20[1-6]\d", re.IGNORECASE)


def _period(title: str, issued: date | None) -> tuple[int | None, int | None]:
    """First and last year a title covers: «giai đoạn A - B», «năm Y» (both the same), «đến năm Y» (from the year of issue)."""  # noqa: E501
    words = _CITED_DATE.sub(" ", _NUMBERED_TITLE.sub("", title))
    words = re.split(r"phương hướng", words, maxsplit=1, flags=re.IGNORECASE)[-1]
    horizon = years_of(words)
    if horizon is None:
        return None, None
    plain = [int(match.group(1)) for match in _PLAIN_YEAR.finditer(words)]
    if horizon.year_from is not None:
        inside = [year for year in plain if horizon.year_from <= year <= horizon.year]
        if inside and _CITED_PERIOD.search(words):  # «… năm 2023 thực hiện Chương trình … giai đoạn 2021 - 2030»
            return inside[-1], inside[-1]
    elif plain:  # «khắc phục hạn chế năm 2022, nâng cao chỉ số năm 2023»
        both = _TWO_YEARS.search(words)
        return (int(both.group(1)), None) if both else (max(plain), max(plain))
    if horizon.year_from is not None:
        return horizon.year_from, horizon.year
    if _UP_TO_YEAR.search(words) and not re.search(rf"(?<!đến )(?<!hết )năm\s+{horizon.year}", words, re.IGNORECASE):
        return (issued.year if issued and issued.year <= horizon.year else None), horizon.year
    return horizon.year, horizon.year


def _head_lines(document: Document) -> list[str]:
    lines: list[str] = []
    for block in document.blocks[:_HEAD_BLOCKS]:
        if isinstance(block, Table):
            lines += [" ".join(cell.flat.strip() for cell in row if cell.flat.strip()) for row in block.rows[:12]]
        else:
            lines.append(block.flat)
    return [squeeze(line) for line in lines if line.strip()]


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match.group(1) if match else None


def _date(head: str) -> date | None:
    for pattern in (_DATELINE, _BARE_DATELINE, _LISTED_DATE, _ATTACHED_DATE):
        match = pattern.search(head)
        if match:
            day, month, year = (int(part) for part in match.groups())
            try:
                return date(year, month, day)
            except ValueError:
                continue
    return None


@cache
def _types() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (
            rule["type"],
            re.compile(rf"(?:{rule['words']})\b", re.IGNORECASE),
            re.compile(rf"(?:/|-)(?:{rule['letters']})(?=[-/]|$)"),
        )
        for rule in load("documents")
    )


def _type_of_number(number: str | None) -> str | None:
    return next((kind for kind, _, letters in _types() if number and letters.search(number)), None)


def _title(lines: list[str]) -> tuple[str | None, str | None]:
    """Type and title: the line that is only a type and the capitals after it, else a line that opens with a type."""
    fallback: tuple[str | None, str | None] = (None, None)
    for index, line in enumerate(lines):
        kind = next((k for k, words, _ in _types() if words.match(line)), None)
        bare = line.strip(" *:")
        if kind and len(bare) <= 25 and bare.upper() == bare:
            title = _capitals(lines[index + 1 : index + 8])
            inner = re.match(r"(?:về việc\s+)?(?:ban hành|phê duyệt)\s+(.*)", title, re.IGNORECASE)
            inner_kind = next((k for k, words, _ in _types() if inner and words.match(inner.group(1))), None)
            return inner_kind or kind, f"{bare} {title}".strip()
        if kind and fallback[1] is None and index < 12 and not re.match(r"[^:]{0,40}số\b", line, re.IGNORECASE):
            fallback = (kind, line[:400])
        if len(bare) > 40 and bare.upper() == bare and years_of(bare):
            return fallback[0], bare
    return fallback


def _capitals(lines: list[str]) -> str:
    title: list[str] = []
    for line in lines:
        opens = not title and len(line) < 300 and not _STRUCTURE.match(line) and not _PREAMBLE.search(line)
        if (_ENDS_TITLE.match(line) and not opens) or (title and line.upper() != line and len(" ".join(title)) > 30):
            break
        title.append(line.strip(" *"))
    return " ".join(title)[:400]


def _issuer(lines: list[str], head: str, title: str) -> tuple[str | None, str | None]:
    joined = "\n".join(lines[:14])
    match = _COUNCIL.search(joined)
    if match:
        unit = _COUNCIL_TYPES.search(re.split(r"\s+(?:CỘNG|-{2,}|Số|Độc|\*)", match.group(), maxsplit=1)[0])
        if unit:
            name = re.sub(r"[\s\-|*]+$", "", unit.group(2))
            return _named(unit.group(1), name.title() if name.upper() == name else name)
    national = next((m for m in (_NATIONAL.match(line) for line in lines[:8]) if m), None)
    if national:
        return national.group(1).capitalize(), "national"
    for text in (head[:6000], title):
        words = _IN_WORDS.search(text)
        if words:
            kind, name = (words.group(1) or words.group(3)), (words.group(2) or words.group(4))
            return _named(kind, name)
    territory = _PLACE.search(title) or _PLACE.search(head[:6000])
    if territory:
        return _named(territory.group(1), territory.group(2))
    return None, None


def _named(kind: str, name: str) -> tuple[str, str | None]:
    word = kind.lower().strip(".")
    word = "thành phố" if word == "tp" else word
    return f"{word.capitalize()} {name.strip()}", _LEVELS.get(word)


def _signer(document: Document, head: list[str]) -> str | None:
    listed = next((m.group(1) for line in head for m in [re.match(r"Người ký\s*[:|]?\s*(.+)$", line)] if m), None)
    if listed:
        return listed.strip(" |")
    after_sign = 99
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            continue
        line = squeeze(block.flat)
        if len(line) < 60 and _SIGN.search(line):
            after_sign = 0
            name = re.sub(r"^.*(?:CHỦ TỊCH|THỦ TƯỚNG|BỘ TRƯỞNG|BÍ THƯ)\s*", "", line)
            if _PERSON.match(name):
                return name
            continue
        after_sign += 1
        if after_sign <= 4 and _PERSON.match(line):
            return line
    return None
