"""The words that say what a number measures: its own, those it shares with its neighbours, those it goes on from.

What belongs here: where the subject of a number stands, nearest place first. What does not: which indicator the words
name (indicators), which numbers are promised (statements).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipelines.plans.grammar.prose import Reading
from pipelines.plans.outline.tree import Node
from pipelines.vietnamese import squeeze

_MARK = r"(?:\W*\(?\w{1,2}[.)])?\W*"
_RESTRICTING = r"riêng|của|trong (?:số )?đó|cấp|vùng|khu vực|địa bàn|tại|ở|đối với|lĩnh vực|các (?:lĩnh vực|sở|huyện|xã|phường|quận)|từng|về (?:cung cấp|dịch vụ|chất lượng|việc|thái độ|kết quả)"  # noqa: E501
# A chunk that restricts a subject named before it, and one that only says how much or when of it.
_RESTRICTS = re.compile(rf"{_MARK}(?:{_RESTRICTING})\b", re.IGNORECASE)
_ELLIPTIC = re.compile(
    rf"{_MARK}(?:$|(?:{_RESTRICTING})|mỗi năm|hằng năm|hàng năm|giai đoạn|từ năm|các năm|năm|đến năm|(?:bảo đảm|đảm bảo)\s+(?:đến|năm|đạt|không|ít nhất|tối thiểu|trên)|tăng(?! trưởng| cường)|xếp|thứ hạng|điểm số|tổng điểm|đạt|có|được|phấn đấu|tỷ lệ (?:này|xử lý|hoàn thành|thực hiện)|\d(?!\w?[.)]))",  # noqa: E501
    re.IGNORECASE,
)
# Words that name something counted: a chunk with one of them has a subject of its own.
_MEASURE = re.compile(
    r"tỷ lệ (?!này|xử lý\b|hoàn thành\b|thực hiện\b)|tỉ lệ|mức độ|mức hài|hài lòng|hồ sơ|văn bản|giao dịch|thanh toán|cán bộ|công chức|viên chức|CBCC|báo cáo|chỉ số|index|sipas|papi|\bpci\b|\bdti\b|trình độ|biên chế|phản ánh|kiến nghị|nhiệm vụ|người|doanh nghiệp|tài khoản|cuộc họp|hệ thống|cơ sở dữ liệu|kiểm tra|quy định|chi phí|thời gian|(?<!đối với )(?<!đối với các )(?:dịch vụ|thủ tục|TTHC|DVC|đơn vị sự nghiệp)",  # noqa: E501
    re.IGNORECASE,
)
_NAMES_SUBJECT = re.compile(r"chỉ số|index|sipas|papi|pci|dti|tỷ lệ|mức độ|hài lòng|số hóa|trực tuyến", re.IGNORECASE)
_HEADING_LENGTH = 120


Reads = Literal["own_first", "restricting", "completing"]


@dataclass(frozen=True)
class Subject:
    """Words that may name an indicator: those of the number's own chunk, and the same with what they go on from.

    `reads`: which of them decide: `own_first`; `restricting` where the own words only narrow a subject named before;
    `completing` where the own words must decide and the others may only complete them. `row` is the label
    of its table row, `above` what stands above it (colon, bullets, headings).
    """

    own: str
    whole: str
    reads: Reads = "own_first"
    is_bare: bool = False
    row: str = ""
    above: str = ""


@dataclass(frozen=True)
class Said:
    """What the statement before said, and the text that stands between the two numbers."""

    own: str
    whole: str
    between: str

    def subject_words(self) -> str:
        """Its own words, or all it goes on from itself where those name nothing counted."""
        return self.whole if _ELLIPTIC.match(self.own) or not _MEASURE.search(self.own) else self.own


def subjects_of(node: Node, flat: str, reading: Reading, row: str, before: Said | None) -> list[Subject]:
    """Where a number's subject may stand, nearest place first; the first is what the statement itself says.

    Args:
        node: the statement's node of the outline.
        flat: the paragraph on one line.
        reading: the number with its places in `flat`.
        row: the words of the table row that complete it, else empty.
        before: the statement before it in the same paragraph or cell.
    """
    heads = row or _bullets_above(node)
    own, whole = _words(flat, reading, heads)
    titles = [one.title for one in node.ancestors()[:2] if len(one.title) < _HEADING_LENGTH]
    standing = (_before_colon(flat, reading), "" if row else heads, *titles)
    above = "; ".join(text for text in standing if text and "%" not in text)
    is_bare = not _MEASURE.search(own)
    is_elliptic = _ELLIPTIC.match(own) is not None
    reads: Reads = "restricting" if is_bare and _RESTRICTS.match(own) else "own_first"
    said = before.subject_words() if before is not None and _goes_on(before, own) else ""
    if said and is_elliptic:
        whole = squeeze(f"{said} {whole}")
    places = [whole]
    if colon := _before_colon(flat, reading):
        places.append(f"{colon} {whole}")
    if said and is_bare:
        places.append(f"{said} {own}")
    if is_bare or is_elliptic:
        places += [f"{title} {own}" for title in _titles_above(node)]
    subjects = [Subject(own, squeeze(place), reads, is_bare, row, above) for place in dict.fromkeys(places)]
    return [*subjects, Subject(own, f"{said} {own}", "completing", is_bare, row, above)] if said else subjects


def _goes_on(before: Said, own: str) -> bool:
    """Whether a statement may go on from the one before: in one sentence, or opening with «Trong đó»."""
    return ". " not in before.between or re.match(r"\W*trong (?:số )?đó", own, re.IGNORECASE) is not None


def _titles_above(node: Node) -> list[str]:
    """Headings right above that name a subject («1. Chỉ số PAR INDEX»), for statements that name none of their own."""
    near = [above for above in node.ancestors()[:2] if above.is_heading or above.mark]
    return [a.title for a in near if len(a.title) < _HEADING_LENGTH and _NAMES_SUBJECT.search(a.title)]


def _bullets_above(node: Node) -> str:
    """Bullets right above that a statement may go on from («Cán bộ, công chức cấp xã:» / «+ 100% …»)."""
    above = node.parent
    if (
        above is not None
        and above.mark in ("dash", "plus", "letter")
        and above.horizon is None
        and len(above.title) < 200
    ):
        return above.title
    return ""


def _before_colon(flat: str, reading: Reading) -> str:
    """The subject before the colon of a list «subject: 30% …; 80% …», for a member that names none of its own."""
    colon = re.match(r"([^:%]{3,160}):", flat[: reading.number.start])
    return colon.group(1) if colon else ""


def _words(flat: str, reading: Reading, heads: str) -> tuple[str, str]:
    """The words of a number's own chunk, and the same with what it shares with its neighbours and heads."""
    pre, post = flat[slice(*reading.pre)], flat[slice(*reading.post)]
    counted = re.sub(r"[\d%.,]+", " ", flat[reading.number.start : reading.number.end])
    own = squeeze(f"{pre} {counted} {post.split(';')[0]}")
    colon = _before_colon(flat, reading)
    lead = flat[slice(*reading.lead)] if reading.lead != reading.pre else ""
    tail = flat[slice(*reading.tail)].split(";", maxsplit=1)[0] if reading.tail != reading.post else ""
    head = colon if colon not in own else ""
    if head and ";" in flat[len(colon) : reading.number.start] and not _ELLIPTIC.match(own):
        head = ""
    whole = squeeze(" ".join(part for part in (heads, head, lead, own, tail) if part))
    return own, whole
