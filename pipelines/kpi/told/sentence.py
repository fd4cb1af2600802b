"""The words round a told number: the sentence it stands in, whose and of which period it is, whether it is an aim.

What belongs here: cutting sentences out of paragraphs and cells, what their words say of unit, aim, level and period.
What does not: indicators (plans), counts of dossiers (counts.py), what is loaded (results.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass
from itertools import takewhile

from pipelines.kpi.headers.periods import Period, choose_period, stated_periods
from pipelines.plans.documents.model import Document, Paragraph
from pipelines.plans.mentions import Mention
from pipelines.vietnamese import fold, nfc, squeeze

_LEVELS = re.compile(
    r"cấp tỉnh|cấp thành phố|cấp huyện|cấp xã|các sở|sở, (?:ban, )?ngành|ubnd các (?:xã|huyện)|các xã|các huyện"
    r"|phòng, ban|các phòng|phòng chuyên môn|cơ quan chuyên môn"
)
_JOINT = r"(?:\s*(?:đạt|là|có|:))*\s*(?:tỷ lệ\s*)?$"
_OWN_LEVEL = {
    "province": re.compile(rf"(?:các sở|sở, (?:ban, )?ngành|ubnd tỉnh|(?:[:,;]|ở|tại)\s*tỉnh){_JOINT}"),
    "district": re.compile(
        r"(?:phòng, ban|các phòng|phòng chuyên môn|cơ quan chuyên môn|ubnd (?:huyện|thị xã|thành phố|quận)"
        rf"|(?:[:,;]|ở|tại|của)\s*(?:huyện|thị xã|thành phố|quận)){_JOINT}"
    ),
}
_LEVELS_BELOW = re.compile(r"cấp xã|cấp huyện|(?<!thị )xã|phường|thị trấn")
_NAMED_LEVELS = (
    ("province", re.compile(r"cấp tỉnh")),
    ("district", re.compile(r"cấp huyện|ubnd (?:các )?huyện")),
    ("commune", re.compile(r"cấp xã|(?:ubnd )?các (?:xã|phường)|(?<!\w)xã, (?:phường|thị trấn)|phường, xã")),
    # A city is a province or a district, whoever tells.
    (None, re.compile(r"cấp thành phố")),
)
# «toàn tỉnh đạt 83%, riêng cấp xã 79%»: the first is the whole, whatever levels follow.
_WHOLE = re.compile(
    r"toàn (?:tỉnh|huyện|xã|thành phố|quận|phường|thị xã|địa bàn|đặc khu)|cả tỉnh|tính chung"
    r"|(?:hai|ba|cả 2|cả 3|2|3|các) cấp\b"
)
# «Trung tâm … tỉnh và 102 Trung tâm … cấp xã tiếp nhận …»: one number of both levels.
_BOTH_LEVELS_SAID = re.compile(r"(?:cấp |công )tỉnh(?: và |, )[^.;%]{0,60}cấp xã")
_BOTH_LEVELS = re.compile(rf"{_BOTH_LEVELS_SAID.pattern}[^.;%\d]{{0,60}}$")
_SHARED_OUT = re.compile(r"tương ứng|lần lượt|theo thứ tự")
_FIGURE = re.compile(r"\d[\d.,]*\s*(?:%|điểm|hồ sơ)")
_UP_TO_COMMA = re.compile(r"[^,;.(\d]*")
# «xã Mường La đạt …», «Sở Y tế đạt …»: the figure of somebody named in the sentence.
_NAMED = re.compile(
    r"\b(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh"
    r"|sở|ban|cục|chi cục|công an|văn phòng|trung tâm|bộ(?! chỉ số| tiêu chí| thủ tục| phận))\s+((?:\w+\s*){1,5})",
    re.IGNORECASE,
)
# What a commune's own counter is called: no other body than the commune.
_OWN_COUNTER = re.compile(
    r"trung tâm (?:phục vụ )?hành chính công(?: của)?|bộ phận (?:một cửa|tiếp nhận)", re.IGNORECASE
)
# «12 sở, ngành đạt 100%», «có 45/75 xã đạt trên 90%»: the share is a mark that units reach, not a figure of the whole.
_UNITS_REACH = re.compile(
    r"\d\s*(?:cơ quan|đơn vị|sở|xã|phường|địa phương|huyện|tỉnh|bộ)\b[^.;%]{0,80}\d"
    r"|(?:nhiều|một số|hầu hết) (?:xã|phường|huyện|sở|ngành)(?:[^.;%\d]|20\d\d){0,60}(?:đạt|có tỷ lệ)"
    r"|(?:nhiều|một số|hầu hết|(?<!giữa )(?<!của )(?<!tại )các) (?:cơ quan|đơn vị|địa phương)"
    r"(?:[^.;%\d]|20\d\d){0,60}(?:đạt|có tỷ lệ)"
)
_COMPARED = re.compile(
    r"so với|cùng kỳ|(?<!các )năm trước|kỳ trước(?! chuyển)|tăng|giảm|thứ hạng|xếp hạng|xếp thứ|/\d+ tỉnh"
)
# «tăng 5,2% so với quý I/2024», «(cùng kỳ năm trước 57,5%)»: the period compared with is not the figure's own.
_COMPARISON = re.compile(
    r"[,;(]?\s*(?:tăng|giảm|cao hơn|thấp hơn|vượt|bằng|gấp)?[^,;(]{0,40}(?:so với|cùng kỳ)[^,;()]*"
)
# «…, 01 nhiệm vụ chuyển sang năm 2024»: the year that something is moved to is no figure's.
_MOVED_ON = re.compile(r"chuyển (?:sang|tiếp sang|tiếp) (?:năm|quý|tháng) [^,;.]{1,12}")
_PLAIN = r"(?:[^,;.%\d]|20\d\d){0,40}"
_AIMED = re.compile(
    r"(?:phấn đấu|tối thiểu|ít nhất|vượt)[^,;.%\d]{0,40}$"
    rf"|(?:chỉ tiêu|mục tiêu|yêu cầu|quy định|kế hoạch (?:giao|đề ra|là))(?!{_PLAIN}đạt\s*$){_PLAIN}$"
)
_UNSURE_WORDS = re.compile(
    r"(?<!\w)(?:gần|khoảng|xấp xỉ|ước|dự kiến|hơn|trên|dưới)(?:\s+(?:đạt|là|được|tính|thực hiện|bằng|chiếm|vào))*\s*$"
)
# «Dự kiến đến cuối năm, … đạt 75%»: what is expected is told as an aim, wherever in the clause it is said.
_EXPECTED = re.compile(
    r"(?<!\w)(?:dự kiến|phấn đấu|sẽ|kỳ vọng|đến cuối năm|(?<!quy )(?<!hương )(?<!điều )ước(?! mơ))(?!\w)"
)
# «phấn đấu 99% …; 75% …» goes on aiming until the words come back to what is.
_BACK_TO_NOW = re.compile(r"(?<!\w)(?:đã|hiện(?: nay| tại)?|đến nay|thực tế|kết quả thực hiện)(?!\w)")
_AHEAD = re.compile(
    r"[\W\d]*(?:[a-zđ]\)\s*)?(?:phương hướng|nhiệm vụ trọng tâm|(?:nhiệm vụ|mục tiêu|chỉ tiêu|kế hoạch)"
    r" (?:thời gian tới|(?:quý|tháng|năm|6 tháng)\s[^:.;]{1,25}))[^:.;]{0,60}:"
)
# «Tại Bộ phận Một cửa huyện: tiếp nhận …»: one counter's figures, in the report of a unit that has more of them.
_ONE_COUNTER = re.compile(
    r"(?:trung tâm (?:phục vụ )?hành chính công|bộ phận (?:một cửa|tiếp nhận và trả kết quả))"
    r"(?:(?!cấp)[^,;:.\d]){0,40}?(?<!\w)(?:tỉnh|huyện|quận|thị xã|thành phố)(?!\w)"
)
# «Tháng 5 năm 2026, tỷ lệ … đạt 97,1%»: a sentence that begins with its period speaks of that period.
_BEGINS_WITH_PERIOD = re.compile(
    r"^[\W\d]*(?:[a-zđ]\)\s*)?(?:riêng|trong|tính chung|lũy kế)?\s*(?:\d+ tháng|tháng|quý|năm)(?:\s+[^,:]{1,40})?,"
)
# Words behind a number in brackets that hold a number of their own: «(năm 2023 là 58,2%)», «(cấp tỉnh 88%; …)».
_BRACKETED = re.compile(r"\([^()]*\d[^()]*\)")
_TOLD_IN_BRACKETS = re.compile(r"\([^()]*\d\s*%[^()]*\)")
_SINCE_JANUARY = re.compile(
    r"(?:lũy kế )?từ đầu năm(?: \d{4})?(?: đến nay)?|lũy kế(?: đến nay)?(?!\s+(?:\d|từ|đến|tới|tháng|quý|năm))"
    r"|từ (?:ngày )?0?1/0?1(?:/20\d\d)?\s*(?=đến|tới|[-–])"
)
# «từ ngày 01/7/2025, …», «sau sắp xếp»: a part of the period that nobody gives an end.
_SINCE = re.compile(
    r"từ (?:ngày |tháng )?\d{1,2}/\d[\d/]*(?![\d/])(?!\s*(?:đến|tới|[-–]))|(?:kể )?từ khi"
    r"|sau (?:khi )?(?:sắp xếp|sáp nhập|hợp nhất)"
)
_CUT_OFF = re.compile(
    r"(?:tính |số liệu |thống kê )*(?:đến|tới) (?:hết |thời điểm )?(?:ngày (?P<day>\d{1,2}) tháng (?P<of_month>\d{1,2})"
    r"|(?:ngày )?\d{1,2}/(?P<month>\d{1,2})|tháng (?P<alone>\d{1,2}))(?:(?:/| năm )(?P<year>20\d\d))?(?![\d/])"
)
_MONTHS_BEFORE_END, _DAYS_BEFORE_END = 1, 45
_SPACES = re.compile(r"\s+")
# «của tỉnh là 90,2%», «bình quân cả nước đạt 70%»: a unit above, by the teller's level.
_WHOSE = (
    r"(?<!\w)(?:của|toàn|cả|bình quân|trung bình|mức chung)(?: chung)?(?: của)?(?: toàn| cả)?"
    r" (?:{})(?!\w)[^,;%]{{0,25}}$"
)
_OF_ABOVE = (
    (re.compile(_WHOSE.format("nước|quốc|khu vực|vùng")), frozenset({"province", "district", "commune"})),
    (re.compile(_WHOSE.format("tỉnh|thành phố")), frozenset({"district", "commune"})),
    (re.compile(_WHOSE.format("huyện|quận|thị xã")), frozenset({"commune"})),
)
_SENTENCE_END = re.compile(r"\n|\. (?!trong đó)", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """A told number in its words: the clause and the sentence it stands in, and where in them the number begins.

    Of a table's cell both are the words of its row and of its column's head.
    """

    sentence: str
    at: int
    end: int
    """Places of the number in `sentence`, and in `line`."""
    opening: str = ""
    """The sentences of the paragraph before this one."""

    @property
    def clause(self) -> str:
        """The part of the sentence between semicolons that the number stands in."""
        return f"{self.clause_before}{self.sentence[self.at : self.end]}{self.clause_after}".strip()

    @property
    def clause_before(self) -> str:
        """The words of the clause before the number."""
        return self.sentence[: self.at].rpartition("; ")[2]

    @property
    def clause_after(self) -> str:
        """The words of the clause behind the number."""
        return self.sentence[self.end :].partition("; ")[0]

    @property
    def line(self) -> str:
        """The sentence in small letters, each letter at its place."""
        return self.sentence.lower()

    @property
    def before(self) -> str:
        """The words of the sentence before the number, in small letters."""
        return self.line[: self.at]


def words_of(document: Document, mention: Mention) -> Words:
    """The words that a told number stands in; lines of one paragraph are one line."""
    if mention.row_words:
        label, head = squeeze(mention.row_words).removesuffix(squeeze(mention.head)).rstrip(" |"), squeeze(mention.head)
        said = f"{label} | {head}" if label else head
        return Words(said, len(said), len(said))
    flat, start = _paragraph(document, mention)
    low, high = mention.number_start - start, mention.number_end - start
    first, last = _bounds(flat, low, high)
    before, number = _one_spaced(flat[first:low]), _one_spaced(flat[low:high])
    sentence = f"{before}{number}{_one_spaced(flat[high:last])}"
    return Words(sentence, len(before), len(before) + len(number), _one_spaced(flat[:first]))


def _one_spaced(text: str) -> str:
    return _SPACES.sub(" ", nfc(text))


def _paragraph(document: Document, mention: Mention) -> tuple[str, int]:
    """The flat words of the paragraph a number stands in, and where it begins."""
    at = bisect_right(document.blocks, mention.number_start, key=lambda block: block.start) - 1
    block = document.blocks[max(at, 0)]
    if isinstance(block, Paragraph) and block.start <= mention.number_start < block.end:
        return block.flat, block.start
    return document.text, 0


def _bounds(flat: str, low: int, high: int) -> tuple[int, int]:
    first = max((match.end() for match in _SENTENCE_END.finditer(flat, 0, low)), default=0)
    end = _SENTENCE_END.search(flat, high)
    return first, end.start() if end else len(flat)


def is_aimed(document: Document, mention: Mention) -> bool:
    """Whether the words before a number make it an aim, a comparison or about so much."""
    words = words_of(document, mention)
    before = fold(mention.row_words) if mention.row_words else words.before[-60:]
    if _is_expected(words) or _looks_ahead(words):
        return True
    return bool(_AIMED.search(before) or _UNSURE_WORDS.search(before) or _COMPARED.search(before[-30:]))


def _is_expected(words: Words) -> bool:
    """Whether the words before the number expect or aim, in its clause or in one whose aim it goes on with."""
    said = [match.end() for match in _EXPECTED.finditer(words.before)]
    if not said:
        return False
    return bool(_EXPECTED.search(words.clause_before.lower())) or not _BACK_TO_NOW.search(words.before, said[-1])


def _looks_ahead(words: Words) -> bool:
    """«10. Phương hướng quý II: 99% hồ sơ …»: whether the paragraph opens with what is to come."""
    return bool(_AHEAD.match(f"{words.opening}{words.before}".lower()))


def is_mark_of_units(words: Words) -> bool:
    """Whether the number is a mark that some units reach, no figure of the whole."""
    return bool(_UNITS_REACH.search(fold(words.clause)))


def is_of_others(unit_name: str, unit_level: str, words: Words) -> bool:
    """Whether the sentence names another unit or an office: a type and a name in capitals that is not the teller's.

    A later clause goes on about whom an earlier one names, unless it says that it means the whole.
    """
    if unit_level != "commune" and not means_the_whole(words) and _is_of_one_counter(words):
        return True
    if _is_of_those_above(unit_level, words):
        return True
    said = words.clause if _WHOLE.search(fold(words.clause)) else words.sentence[_last_level(words) :]
    is_own = unit_level == "commune" or _BOTH_LEVELS_SAID.search(words.line)
    text = _OWN_COUNTER.sub("", said) if is_own else said
    own = fold(unit_name)
    names = [_name(match.group(1)) for match in _NAMED.finditer(text)]
    return any(name and fold(name) not in own for name in names)


def _last_level(words: Words) -> int:
    """Where the last words before the number that name a level begin: whoever is named before them is done with."""
    return max((match.start() for match in _LEVELS.finditer(words.before)), default=0)


def _is_of_those_above(unit_level: str, words: Words) -> bool:
    """«…; của tỉnh là 90,2%» in a commune's report: the figure of a unit above the teller's."""
    return any(unit_level in below and form.search(words.before) for form, below in _OF_ABOVE)


def _is_of_one_counter(words: Words) -> bool:
    """Whether the paragraph so far speaks of one counter, and since then of no level or whole."""
    said = f"{words.opening.lower()}{words.before}"
    last = [match.end() for match in _ONE_COUNTER.finditer(said)]
    since = said[last[-1] :] if last else ""
    return bool(last) and not (_LEVELS.search(since) or _WHOLE.search(since) or _BOTH_LEVELS_SAID.search(said))


def _name(words: str) -> str:
    """The words in capitals that a text begins with; «» where it begins small."""
    return " ".join(takewhile(lambda word: word[0].isupper(), words.split()))


def means_the_whole(words: Words) -> bool:
    """Whether the words before the number say «toàn tỉnh», or name both levels for one number."""
    return bool(_WHOLE.search(words.before[-120:])) or means_both_levels(words)


def says_the_whole_itself(words: Words) -> bool:
    """Whether «toàn tỉnh» stands between the figure before and the number: its level is not that of the one before."""
    last = [match.end() for match in _FIGURE.finditer(words.before)]
    return bool(_WHOLE.search(words.before, last[-1] if last else 0))


def means_both_levels(words: Words) -> bool:
    """Whether «cấp tỉnh và cấp xã» stand before one number, and do not share out several."""
    return bool(_BOTH_LEVELS.search(words.before[-160:])) and not _SHARED_OUT.search(words.line)


def names_levels(words: Words) -> bool:
    """Whether the words right round the number, from the number before to the next comma, speak of levels."""
    tail = _UP_TO_COMMA.match(words.line, words.end)
    return bool(_LEVELS.search(f"{words.before[_since_figure(words) :]} {tail.group() if tail else ''}"))


def _since_figure(words: Words) -> int:
    """Where the words since the figure before the number begin, or since the semicolon behind it."""
    last = [match.end() for match in _FIGURE.finditer(words.before)]
    return max(last[-1] if last else 0, words.before.rfind("; ") + 1)


def own_level(unit_level: str, words: Words) -> str | None:
    """The teller's own level where the words right before the number name its offices and not all of it.

    «các phòng, ban 96%; các xã 85%», «thị xã 68%, xã, phường 35%» in a district's report.
    """
    form = _OWN_LEVEL.get(unit_level)
    return unit_level if form and form.search(words.before) and _LEVELS_BELOW.search(words.line, words.end) else None


def level_since_figure(unit_level: str, words: Words) -> str | None:
    """The one level that is named between the figure before it in the clause and the number, if it is one."""
    start = _since_figure(words)
    named = {name or unit_level for name, form in _NAMED_LEVELS if form.search(words.before, start)}
    return named.pop() if len(named) == 1 else None


def period_told(period: Period, mention: Mention, words: Words) -> Period | None:
    """The period of a told number: the report's, or the one that its sentence begins with; None where it is unsure.

    «(năm 2023 là 58%)» behind the number is another number's; a cut-off shortly before the period's end, as reports
    that are written before it ends have, is the report's own period.
    """
    line = _period_words(period, words)
    if period.end is None or _SINCE.search(line):
        return None
    said = stated_periods(line)
    others = [some for some in (*said.periods, *said.dated) if not _is_own(some, period)]
    if said.loose and not others:
        whole = choose_period([line, f"năm {period.end.year}"]).period
        if whole is not None and _is_own(whole, period):
            return period
        told = _opening_in_year(words, period.end.year)
        return told and _of_sentence(period, mention, words, [told])
    if said.is_unclear or said.loose:
        return None
    year = None if _MOVED_ON.search(words.line) or _is_of_bracket(mention.year, words) else mention.year
    if all(some.label == str(period.end.year) for some in others) and year in (None, period.end.year):
        return period
    return _of_sentence(period, mention, words, others)


def _is_of_bracket(year: int | None, words: Words) -> bool:
    """«49,2% (cùng kỳ 2023: 21,3%)»: whether only the brackets behind the number name the year."""
    told = "".join(_BRACKETED.findall(words.clause_after))
    return str(year) in told and str(year) not in words.before


def _period_words(period: Period, words: Words) -> str:
    """The words of the clause that say of which period the number is, without comparisons and cut-offs."""
    before = _TOLD_IN_BRACKETS.sub(" ", f"{_opening_period(words)}{words.clause_before.lower()}")
    line = _COMPARISON.sub(" ", f"{before} · {_BRACKETED.sub(' ', words.clause_after.lower())}")
    line = _MOVED_ON.sub(" ", line)
    if period.start is not None and (period.start.month, period.start.day) == (1, 1):
        line = _SINCE_JANUARY.sub(" ", line)
    return _CUT_OFF.sub(lambda match: " " if _is_cut_off(match, period) else match.group(), line)


def _opening_period(words: Words) -> str:
    """«Tháng 9/2021, …» that the paragraph begins with holds for its later sentences, too."""
    opens = _BEGINS_WITH_PERIOD.search(words.opening.lower())
    return opens.group() + " " if opens else ""


def _is_cut_off(match: re.Match[str], period: Period) -> bool:
    """Whether a day or month named as the end of the figures lies shortly before the end of the period."""
    if period.end is None or match["year"] not in (None, str(period.end.year)):
        return False
    month = int(match["of_month"] or match["month"] or match["alone"])
    if not 1 <= month <= 12:
        return False
    return 0 <= period.end.month - month <= _MONTHS_BEFORE_END


def _is_own(one: Period, own: Period) -> bool:
    """Whether a period is the report's own: its days, or its beginning to a cut-off shortly before its end."""
    if (one.start, one.end) == (own.start, own.end):
        return True
    if None in (one.start, one.end, own.start, own.end):
        return False
    days = (own.end - one.end).days  # type: ignore[operator]
    return one.start == own.start and 0 <= days <= _DAYS_BEFORE_END and one.end.day != _last_day(one)  # type: ignore[union-attr]


def _last_day(period: Period) -> int:
    return monthrange(period.end.year, period.end.month)[1] if period.end else 0


def _opening_in_year(words: Words, year: int) -> Period | None:
    """The period that a sentence begins with and gives no year for («6 tháng cuối năm, …»), as one of a year."""
    opens = _BEGINS_WITH_PERIOD.search(words.clause.lower())
    if opens is None:
        return None
    said = opens.group().rstrip(", ").removesuffix(" năm")
    return choose_period([f"{said} năm {year}"]).period


def _of_sentence(period: Period, mention: Mention, words: Words, others: list[Period]) -> Period | None:
    """The one past period that a sentence begins with, compares with nothing and ends before the report's does."""
    line = fold(f"{_opening_period(words)}{words.clause}")
    if len(others) != 1 or not _BEGINS_WITH_PERIOD.search(line) or _COMPARISON.search(line):
        return None
    (told,) = others
    if told.end is None or period.end is None or told.end > period.end:
        return None
    return told if mention.year in (None, told.end.year) else None
