"""Results that a report tells in its prose, as long rows of source variant `report_text`. Pure.

What belongs here: which told numbers are sure enough to load or worth asking a reviewer, their period, level and unit.
What does not: reading sentences (plans), tables of the report (document_tables.py).

Digitisation and work dossiers stand in no form. A number is loaded only where indicator, period, level and unit are all
sure, or a reviewer said so; what may be the report's own stands in the review queue, what is another's in one finding.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

import polars as pl

from pipelines.findings import Finding
from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.file_context import TOLD, FileContext, long_frame
from pipelines.kpi.headers.around_table import period_of, reporter_of
from pipelines.kpi.headers.layouts import load_layouts
from pipelines.kpi.headers.matching import HeaderMatch
from pipelines.kpi.headers.periods import Period, stated_periods
from pipelines.kpi.sheets.document_tables import heading_of
from pipelines.kpi.sheets.sheet import Sheet, frame
from pipelines.plans.decisions import IS_A_RESULT, NOT_A_RESULT
from pipelines.plans.documents.model import Document
from pipelines.plans.indicators import IndicatorMatcher, Sought
from pipelines.plans.mentions import Mention
from pipelines.plans.outline.metadata import Metadata, read_metadata
from pipelines.plans.phrasing import Phrasing
from pipelines.plans.told import find_told
from pipelines.vietnamese import fold

VARIANT, LAYOUT = "report_text", "report_text"
LEAST_SCORE, LEAST_SCORE_OF_COUNTS = 90.0, 97.0
# What a clause by itself must at least hint at: «tỷ lệ xử lý đúng hạn đạt 100%» behind a clause on petitions.
LEAST_SCORE_ALONE = 40.0
# From here on an indicator that is not sure is worth a person's look.
LEAST_SCORE_ASKED = 60.0
_EXPECTED = "indicator, level and period that are sure"
MOST_QUOTED = 400
_TELLING_WORDS = 6
_OF_A_YEAR = ("index", "survey_index")
_LEVELS = re.compile(r"cấp tỉnh|cấp huyện|cấp xã|các sở|sở, (?:ban, )?ngành|ubnd các (?:xã|huyện)|các xã|các huyện")
# «xã Mường La đạt …», «Sở Y tế đạt …»: the figure of somebody named in the sentence.
_NAMED = re.compile(
    r"\b(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh"
    r"|sở|ban|cục|chi cục|công an|văn phòng|trung tâm|bộ)\s+((?:\w+\s*){1,5})",
    re.IGNORECASE,
)
# «12 sở, ngành đạt 100%», «có 45/75 xã đạt trên 90%»: the share is a mark that units reach, not a figure of the whole.
_UNITS_REACH = re.compile(
    r"\d\s*(?:cơ quan|đơn vị|sở|xã|phường|địa phương|huyện|tỉnh|bộ)\b[^.;%]{0,80}\d"
    r"|(?:nhiều|một số|hầu hết|(?<!giữa )(?<!của )(?<!tại )các) (?:cơ quan|đơn vị|địa phương)[^.;%]{0,60}"
    r"(?:đạt|có tỷ lệ)"
)
_COMPARED = re.compile(r"so với|cùng kỳ|năm trước|kỳ trước(?! chuyển)|tăng|giảm|thứ hạng|xếp hạng|xếp thứ|/\d+ tỉnh")
# «tăng 5,2% so với quý I/2024», «(cùng kỳ năm trước 57,5%)»: the period compared with is not the figure's own.
_COMPARISON = re.compile(
    r"[,;(]?\s*(?:tăng|giảm|cao hơn|thấp hơn|vượt|bằng|gấp)?[^,;(]{0,40}(?:so với|cùng kỳ)[^,;()]*"
)
_AIMED = re.compile(
    r"(?:phấn đấu|tối thiểu|ít nhất|vượt)[^,;.%\d]{0,40}$"
    r"|(?:chỉ tiêu|mục tiêu|yêu cầu|quy định|kế hoạch (?:giao|đề ra|là))(?![^,;.%\d]*đạt\s*$)[^,;.%\d]{0,40}$"
)
_COUNTS = re.compile(r"(\d[\d.]*)\s*/\s*(\d[\d.]*)")
_UNSURE_WORDS = re.compile(r"(?:gần|khoảng|xấp xỉ|ước|dự kiến|hơn|trên|dưới)\s*$")


@dataclass(frozen=True)
class _Teller:
    """Who tells, and of which period."""

    document: Document
    matcher: IndicatorMatcher
    context: FileContext
    period: Period
    unit_name: str
    unit_level: str


def told_rows(
    document: Document, matcher: IndicatorMatcher, context: FileContext, read_already: Set[int] = frozenset()
) -> pl.DataFrame | None:
    """Long rows of what the report tells; None for a document that is no report, or does not say whose and when.

    `read_already`: numbers of the tables, from 1, that were read as forms.
    """
    metadata = read_metadata(document)
    if not _is_report(metadata):
        return None
    lead, agency = heading_of(document)
    reading = Reading(HeaderMatch(load_layouts()[0], {}, 0, 0, []), Sheet("", frame([[None]]), lead=lead), context)
    before = len(context.findings)
    reading.period = period_of(reading)
    reporter = reporter_of(reading)
    del context.findings[before:]  # the tables of the report have said so, or nothing is told
    if reading.period is None or reading.period.end is None or reporter is None or agency:
        said = f"issued by «{agency}»" if agency else "no unit" if reporter is None else "no single period"
        context.add(
            "file", "prose_not_read", "info", said, "a report of one administrative unit for one period",
            "nothing, if it is another's; else say unit_name, unit_level and period in the sidecar",
        )  # fmt: skip
        return None
    teller = _Teller(document, matcher, context, reading.period, *reporter)
    return _loaded(teller, find_told(document, metadata, matcher, read_already))


def _is_report(metadata: Metadata) -> bool:
    number, title = metadata.document_number or "", fold(metadata.title or "")
    return metadata.document_type == "report" or "/BC" in number or title.startswith("báo cáo")


def _loaded(teller: _Teller, mentions: list[Mention]) -> pl.DataFrame:
    rows: list[dict[str, Any]] = []
    of_others: list[str] = []
    levels = _levels_of(teller, mentions)
    for mention, level in zip(mentions, levels, strict=True):
        row = _row(teller, mention, level) if mention.match.code else None
        if row is None and _may_be_its_own(teller, mention):
            row = _asked(teller, mention, level)
        elif row is None and mention.match.code:
            of_others.append(mention.quote[:80])
        rows += [row] if row else []
    rows, unclear = _told_once(rows)
    of_others += unclear
    if of_others:
        teller.context.add(
            "file", "told_and_left_open", "info", f"{len(of_others)} numbers: {'; '.join(of_others[:4])}",
            "figures of the report's own unit and period", "nothing; if one of them counts, give it as a tidy file",
        )  # fmt: skip
    return long_frame(rows)


def _asked(teller: _Teller, mention: Mention, level: str | None) -> dict[str, Any] | None:
    """The row of a number that a reviewer took for a result; until somebody decides, a finding that asks."""
    context = teller.context
    found = _question(teller, mention)
    made = {
        one.field: one.value
        for one in context.decisions
        if (one.document, one.statement_key) == (context.source_file, found.finding_id)
    }
    if IS_A_RESULT in made:
        code = made.get("indicator_code") or mention.match.code or ""
        return _long_row(teller, mention, code, made.get("level", level)) if context.catalogue.get(code) else None
    if NOT_A_RESULT not in made:
        context.findings.append(found)
    return None


def _question(teller: _Teller, mention: Mention) -> Finding:
    """What is asked of a reviewer; its id is the key of the decision, the same in every run."""
    code = mention.match.code or mention.match.candidates[0].code
    place = teller.document.locator(mention.number_start)
    said = f"{mention.number_text}, {code}?: {mention.said}"[:MOST_QUOTED]
    asked = Finding("kpi", teller.context.source_file, place, "told_not_sure", "info", said, _EXPECTED, "")
    key = asked.finding_id
    remedy = f"cchc review --decide {key} --is-a-result --set indicator_code={code}; or --not-a-result"
    return replace(asked, remedy=remedy)


def _may_be_its_own(teller: _Teller, mention: Mention) -> bool:
    """Whether a number may be a result of the report's own unit and period, so that a person should say."""
    near = mention.match.code or (mention.match.candidates and mention.match.candidates[0].score >= LEAST_SCORE_ASKED)
    if not near or mention.kind != "level" or mention.op != "=" or mention.value_high is not None:
        return False
    sentence = _sentence(teller.document, mention)
    if _is_of_others(teller, sentence) or not _is_of_period(teller.period, mention, sentence):
        return False
    indicator = teller.context.catalogue.get(mention.match.code or mention.match.candidates[0].code)
    if indicator is None or indicator.is_rank or indicator.measure_type in _OF_A_YEAR:
        return False
    return mention.unit == indicator.unit and not _is_aimed(teller, mention)


def _told_once(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """What is repeated once, and the words of what is told with two values: nobody can tell which holds."""
    told: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for row in rows:
        told.setdefault((row["indicator"], row["scope_code"], row["coverage_level"]), []).append(row)
    kept = [some[0] for some in told.values() if len({row["value"] for row in some}) == 1]
    unclear = [row["note"] for some in told.values() if len({row["value"] for row in some}) > 1 for row in some]
    return kept, unclear


def _levels_of(teller: _Teller, mentions: list[Mention]) -> list[str | None]:
    """The level of each number: its own, else that of the number before it in the sentence («trong đó đúng hạn …»)."""
    found: list[str | None] = []
    last: tuple[str, str | None] = ("", None)
    for mention in mentions:
        sentence = _sentence(teller.document, mention)
        level = mention.level or (last[1] if last[0] == sentence else None)
        last = (sentence, level)
        found.append(level)
    return found


def _row(teller: _Teller, mention: Mention, level: str | None) -> dict[str, Any] | None:
    """The long row of a told number; None where anything about it is unsure."""
    sentence = _sentence(teller.document, mention)
    indicator = teller.context.catalogue.get(mention.match.code or "")
    if indicator is None or not _is_sure(teller, mention, sentence):
        return None
    if not _is_of_period(teller.period, mention, sentence):
        return None
    if indicator.is_rank or _is_of_others(teller, sentence) or (level is None and _LEVELS.search(fold(sentence))):
        return None
    if level is not None and not indicator.level_split:
        return None
    if indicator.measure_type in _OF_A_YEAR and mention.year is None:
        return None  # an index is told the year after its own
    return _long_row(teller, mention, indicator.code, level)


def _long_row(teller: _Teller, mention: Mention, code: str, level: str | None) -> dict[str, Any]:
    top, bottom = _counts(mention, _sentence(teller.document, mention))
    start, end = teller.period.start, teller.period.end
    return {
        "sheet": teller.document.locator(mention.number_start), "row_no": mention.number_start, "column_name": "text",
        "is_number": False, "unit_at": "", "period_at": "", "carrier": TOLD, "indicator": code,
        "scope_code": mention.scope_code, "source_variant": VARIANT, "unit_name": teller.unit_name,
        "unit_level": teller.unit_level, "coverage_level": level or "all", "period": teller.period.label,
        "period_start": start.isoformat() if start else None, "period_end": end.isoformat() if end else None,
        "value": f"{mention.value:.10g}", "value_as_printed": mention.number_text, "numerator": top,
        "denominator": bottom,
        "note": f"«{mention.said[:MOST_QUOTED]}» (told_in_report, score {mention.match.score:g})",
    }  # fmt: skip


def _is_sure(teller: _Teller, mention: Mention, sentence: str) -> bool:
    least = LEAST_SCORE if mention.unit == "percent" else LEAST_SCORE_OF_COUNTS
    plain = mention.kind == "level" and mention.op == "=" and mention.value_high is None and not mention.flags
    if not plain or (mention.match.score or 0) < least or (mention.scope and not mention.scope_code):
        return False
    return (
        not _is_aimed(teller, mention) and not _UNITS_REACH.search(fold(sentence)) and _says_so_itself(teller, mention)
    )


def _is_aimed(teller: _Teller, mention: Mention) -> bool:
    """Whether the words before a number make it an aim, a comparison or about so much."""
    text = teller.document.text
    before = fold(mention.row_words or text[max(0, mention.number_start - 60) : mention.number_start])
    return bool(_AIMED.search(before) or _UNSURE_WORDS.search(before) or _COMPARED.search(before[-30:]))


def _says_so_itself(teller: _Teller, mention: Mention) -> bool:
    """A clause with a subject of its own must mean the same by itself: the one before may be about another thing."""
    own = mention.quote
    if len(own.split()) < _TELLING_WORDS:
        return True
    alone = teller.matcher.match(Sought(Phrasing.of(own), mention.unit, mention.kind))
    near = {one.code for one in alone.candidates[:2] if one.score >= LEAST_SCORE_ALONE}
    return mention.match.code == alone.code or mention.match.code in near


def _is_of_period(period: Period, mention: Mention, sentence: str) -> bool:
    """Whether the sentence speaks of the report's own period: it names no other."""
    if mention.year is not None and (period.end is None or mention.year != period.end.year):
        return False
    said = stated_periods(_COMPARISON.sub(" ", sentence))
    others = [some for some in (*said.periods, *said.dated) if (some.start, some.end) != (period.start, period.end)]
    same_year = [some for some in others if period.end and some.label == str(period.end.year)]
    return len(others) == len(same_year) and not said.loose and not said.is_unclear


def _is_of_others(teller: _Teller, sentence: str) -> bool:
    """Whether the sentence names another unit or an office: a type and a name in capitals that is not the teller's."""
    own = fold(teller.unit_name)
    names = [_name(match.group(1)) for match in _NAMED.finditer(sentence)]
    return any(name and fold(name) not in own for name in names)


def _name(words: str) -> str:
    """The words in capitals that a text begins with; «» where it begins small."""
    return " ".join(takewhile(lambda word: word[0].isupper(), words.split()))


def _sentence(document: Document, mention: Mention) -> str:
    """The sentence a number stands in; of a table's cell the words of its row and column."""
    if mention.row_words:
        return f"{mention.head}: {mention.row_words}"
    text, at = document.text, mention.number_start
    start = max(text.rfind(mark, 0, at) for mark in ("\n", ". ", "; ")) + 1
    ends = [end for mark in ("\n", ". ", "; ") if (end := text.find(mark, mention.number_end)) >= 0]
    return text[start : min(ends, default=len(text))].strip()


def _counts(mention: Mention, sentence: str) -> tuple[str | None, str | None]:
    """«98.120/99.004 hồ sơ, đạt 99,1%»: the counts, where they give the share that is told."""
    if mention.unit != "percent":
        return None, None
    for match in _COUNTS.finditer(sentence):
        top, bottom = (int(text.replace(".", "") or 0) for text in match.groups())
        if bottom > 0 and abs(100 * top / bottom - mention.value) <= _step(mention.number_text):
            return str(top), str(bottom)
    return None, None


def _step(printed: str) -> float:
    tail = re.search(r",(\d+)", printed)
    return 0.51 * 10.0 ** -(len(tail.group(1)) if tail else 0)
