"""The words round a told number: the sentence it stands in, of which period it is, whether it is an aim.

What belongs here: cutting sentences out of paragraphs and cells, what their words say of aim and period. What does not:
whose and of which level a number is (whose.py), counts of dossiers (counts.py), what is loaded (results.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from pipelines.kpi.headers.periods import Period, choose_period, periods_named, stated_periods
from pipelines.kpi.told.patterns import said
from pipelines.plans.documents.model import Document, Paragraph
from pipelines.plans.mentions import Mention
from pipelines.vietnamese import fold, nfc, squeeze

_UNITS_REACH = said("units_reach")
_COMES_TO = said("comes_to")
_COMPARED = said("compared")
_COMPARISON = said("comparison")
_DOUBTED = said("doubted")
_MOVED_ON = said("moved_on")
_AIMED = said("aimed")
_UNSURE_WORDS = said("unsure")
_EXPECTED = said("expected")
_BACK_TO_NOW = said("back_to_now")
_AHEAD = said("ahead")
_BEGINS_WITH_PERIOD = said("begins_with_period")
_PERIOD_RIGHT_BEFORE = said("period_right_before")
# Words behind a number in brackets that hold a number of their own: «(năm 2023 là 58,2%)», «(cấp tỉnh 88%; …)».
_BRACKETED = re.compile(r"\([^()]*\d[^()]*\)")
_TOLD_IN_BRACKETS = re.compile(r"\([^()]*\d\s*%[^()]*\)")
_SINCE_JANUARY = said("since_january")
_SINCE = said("since")
_CUT_OFF = said("cut_off")
_ANOTHER_SHARE = said("another_share_behind")
_MONTHS_BEFORE_END, _DAYS_BEFORE_END = 1, 45
_HEADING = said("heading_of_part")
_MOST_OF_A_PART = 12
_SPACES = re.compile(r"\s+")
_SENTENCE_END = said("sentence_end")
_SHARE_OR_POINTS = re.compile(r"\d[\d.,]*\s*(?:%|điểm)")
_NEXT_FIGURE = re.compile(r"\d")
# «(trực tuyến 80 hồ sơ)», «… trực tiếp: 890)»: a bracket with a figure of its own is about that; «(trừ 5 xã …)» is not.
_OTHERS_BRACKET = re.compile(r"\((?!\s*(?:trừ|không|chưa|riêng|chỉ|ngoài))[^()]*\d[^()]*\)|^[^()]*\)", re.IGNORECASE)


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
    def own(self) -> tuple[str, str]:
        """The words before the number, from the share told before it on, and those behind it up to the next comma.

        «98,7% văn bản đi, đến được xử lý …»: a share that opens its clause has its words behind it.
        """
        shares = [match.end() for match in _SHARE_OR_POINTS.finditer(self.clause_before)]
        before = self.clause_before[shares[-1] if shares else 0 :]
        if any(map(str.isalpha, before)):
            return before, self.clause_after.partition(",")[0]
        return before, _NEXT_FIGURE.split(self.clause_after, maxsplit=1)[0]

    @property
    def says_something(self) -> bool:
        """Whether a word stands beside the number in its sentence."""
        return any(letter.isalpha() for letter in f"{self.sentence[: self.at]}{self.sentence[self.end :]}")

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


def is_doubted(words: Words) -> bool:
    """Whether the rest of the sentence says that the number does not hold."""
    return bool(_DOUBTED.search(words.line, words.end))


def without_others_brackets(text: str) -> str:
    """Words round a number without the brackets that tell other numbers."""
    return _OTHERS_BRACKET.sub(" ", text)


def part_before(document: Document, mention: Mention) -> str:
    """The heading of the part that a number stands in, and below it the paragraphs since; «» where there is none."""
    at = bisect_right(document.blocks, mention.number_start, key=lambda block: block.start) - 1
    said: list[str] = []
    for block in reversed(document.blocks[max(at - _MOST_OF_A_PART, 0) : max(at, 0)]):
        if not isinstance(block, Paragraph):
            return ""
        said.insert(0, squeeze(nfc(block.flat)))
        if _HEADING.fullmatch(said[0].lower()):
            return "\n".join(said)
    return ""


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
    compared = before if mention.row_words else words.clause_before.lower()
    return bool(_AIMED.search(before) or _UNSURE_WORDS.search(before) or _COMPARED.search(compared[-30:]))


def _is_expected(words: Words) -> bool:
    """Whether the words before the number expect or aim, in its clause or in one whose aim it goes on with."""
    said = [match.end() for match in _EXPECTED.finditer(words.before)]
    if not said:
        return False
    return bool(_EXPECTED.search(words.clause_before.lower())) or not _BACK_TO_NOW.search(words.before, said[-1])


def _looks_ahead(words: Words) -> bool:
    """«10. Phương hướng quý II: 99% hồ sơ …»: whether the paragraph opens with what is to come."""
    return bool(_AHEAD.match(f"{words.opening}{words.before}".lower()))


def is_mark_of_units(words: Words, whole: Set[int]) -> bool:
    """Whether the number is a mark that some units reach, no figure of the whole.

    `whole`: how many units there are below the teller; «UBND 14 phường tiếp nhận …» in a district of 14 is of all.
    """
    named = (match["count"] for match in _UNITS_REACH.finditer(fold(words.clause)))
    return any(count is None or int(count) not in whole for count in named)


def is_told_as_share(words: Words) -> bool:
    """Whether the number is what the one before it comes to: «24 đơn vị …, bằng 3,4%»; a mark is reached («đạt»)."""
    return bool(_COMES_TO.search(words.before))


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


def period_named(named: Sequence[Period], words: Words) -> Period | None:
    """The one of the periods of a report of several that the words of a number name («Trong quý III, …»); else None.

    What is counted from January on is of the period that begins there.
    """
    widest = min(named, key=lambda one: one.start or date.max)
    end = widest.end
    if end is None:
        return None
    from_january = _SINCE_JANUARY.search(f"{_opening_period(words)}{words.clause_before.lower()}") is not None
    line = _period_words(widest, words).replace("trong ", "")  # «trong quý III» names the quarter, too
    said = [one for one in periods_named([line, f"năm {end.year}"]) if one.label != str(end.year) or one in named]
    said = [one for one in said if one.label != str(end.year) or f"năm {end.year}" in line]
    told = {*said, *((widest,) if from_january else ())}
    return told.pop() if len(told) == 1 and told <= set(named) else None


def _is_of_bracket(year: int | None, words: Words) -> bool:
    """«49,2% (cùng kỳ 2023: 21,3%)»: whether only the brackets behind the number name the year."""
    told = "".join(_BRACKETED.findall(words.clause_after))
    return str(year) in told and str(year) not in words.before


def _period_words(period: Period, words: Words) -> str:
    """The words of the clause that say of which period the number is, without comparisons and cut-offs."""
    before = _TOLD_IN_BRACKETS.sub(" ", f"{_opening_period(words)}{words.clause_before.lower()}")
    after = _ANOTHER_SHARE.sub(" ", _BRACKETED.sub(" ", words.clause_after.lower()))
    line = _COMPARISON.sub(" ", f"{before} · {after}")
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
    """The one past period that a sentence begins with or that stands right before the number, and no other.

    The sentence compares it with nothing, and it ends before the report's does.
    """
    line = fold(f"{_opening_period(words)}{words.clause}")
    is_named = _BEGINS_WITH_PERIOD.search(line) or _PERIOD_RIGHT_BEFORE.search(words.before)
    if len(others) != 1 or not is_named or _COMPARISON.search(line):
        return None
    (told,) = others
    if told.end is None or period.end is None or told.end > period.end:
        return None
    return told if mention.year in (None, told.end.year) else None
