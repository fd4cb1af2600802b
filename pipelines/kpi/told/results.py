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
from typing import Any

import polars as pl

from pipelines.findings import Finding
from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.file_context import TOLD, FileContext, long_frame
from pipelines.kpi.headers.around_table import period_of, reporter_of
from pipelines.kpi.headers.layouts import load_layouts
from pipelines.kpi.headers.matching import HeaderMatch
from pipelines.kpi.headers.periods import Period
from pipelines.kpi.sheets.document_tables import heading_of
from pipelines.kpi.sheets.sheet import Sheet, frame
from pipelines.kpi.told.counts import MATCHED, counts_of_share, is_of_dossiers, role_before_share, role_of_count
from pipelines.kpi.told.sentence import (
    Words,
    is_aimed,
    is_mark_of_units,
    is_of_others,
    means_both_levels,
    means_the_whole,
    names_levels,
    period_told,
    words_of,
)
from pipelines.plans.decisions import IS_A_RESULT, NOT_A_RESULT
from pipelines.plans.documents.model import Document
from pipelines.plans.indicators import RULE_SCORE, IndicatorMatcher, Sought
from pipelines.plans.mentions import Mention
from pipelines.plans.outline.metadata import Metadata, read_metadata
from pipelines.plans.phrasing import Phrasing
from pipelines.plans.told import find_told
from pipelines.vietnamese import fold

VARIANT, LAYOUT, ALL = "report_text", "report_text", "all"
LEAST_SCORE, LEAST_SCORE_OF_COUNTS = 90.0, 97.0
# What a clause by itself must at least hint at: «tỷ lệ xử lý đúng hạn đạt 100%» behind a clause on petitions.
LEAST_SCORE_ALONE = 40.0
# From here on an indicator that is not sure is worth a person's look.
LEAST_SCORE_ASKED = 60.0
_EXPECTED = "indicator, level and period that are sure"
MOST_QUOTED = 400
_TELLING_WORDS = 6
# «310.554 hồ sơ» of one-stop shops in a year is read as so many a year, which it is only where a mean is told.
_DOSSIERS = ("dossiers", "dossiers_per_staff_year")
_BELOW = {"province": ("district", "commune"), "district": ("commune",)}
_NO_COUNTS = (None, None)
_OF_A_YEAR = ("index", "survey_index")
_KEY = ("indicator", "scope_code", "coverage_level", "period_start", "period_end")
# What the matcher says of a number it knows no indicator for: the words round a number of dossiers may know it.
_FLAGS_OF_MATCHING = {"indicator_unknown", "polarity_opposite"}
# Words that name a level and nothing that is measured: «UBND các huyện, thị xã, thành phố là 98,15%».
_LEVEL_WORDS = re.compile(
    r"(?<!\w)(?:ubnd|ủy ban nhân dân|các|cấp|tỉnh|huyện|quận|thị xã|thành phố|xã|phường|thị trấn|đặc khu|sở|ban|ngành"
    r"|bình quân|riêng|cụ thể|trong đó|đối với|đạt|là|còn|tại|ở|của|và|chung)(?!\w)"
)


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
            "file",
            "prose_not_read",
            "info",
            said,
            "a report of one administrative unit for one period",
            "nothing, if it is another's; else say unit_name, unit_level and period in the sidecar",
        )
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
    named = [_named_by_sentence(teller, mention) for mention in mentions]
    for mention, level in zip(named, levels, strict=True):
        row = _row(teller, mention, level)
        if row is None and _may_be_its_own(teller, mention, words_of(teller.document, mention)):
            row = _asked(teller, mention, level)
        elif row is None and mention.match.code:
            of_others.append(mention.quote[:80])
        rows += [row] if row else []
    rows, unclear = _told_once(rows)
    of_others += unclear
    if of_others:
        teller.context.add(
            "file",
            "told_and_left_open",
            "info",
            f"{len(of_others)} numbers: {'; '.join(of_others[:4])}",
            "figures of the report's own unit and period",
            "nothing; if one of them counts, give it as a tidy file",
        )
    return long_frame(rows)


def _named_by_sentence(teller: _Teller, mention: Mention) -> Mention:
    """The mention with the indicator that its whole sentence names, where its own clause already leans to it.

    «Kế hoạch cải cách hành chính đề ra 34 nhiệm vụ; kết quả hoàn thành 33/34 nhiệm vụ, đạt 97%.»
    """
    leaning = mention.match.candidates[:1]
    if mention.match.code or mention.match.opposite or mention.row_words or not leaning:
        return mention
    words = words_of(teller.document, mention)
    match = teller.matcher.match(Sought(Phrasing.of(words.sentence[: words.end]), mention.unit, mention.kind))
    if match.code != leaning[0].code or (match.score or 0) < LEAST_SCORE:
        return mention
    return replace(
        mention, match=match, scope_code=ALL, flags=[one for one in mention.flags if one != "indicator_unknown"]
    )


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


def _may_be_its_own(teller: _Teller, mention: Mention, words: Words) -> bool:
    """Whether a number may be a result of the report's own unit and period, so that a person should say."""
    near = mention.match.code or (mention.match.candidates and mention.match.candidates[0].score >= LEAST_SCORE_ASKED)
    if not near or mention.kind != "level" or mention.op != "=" or mention.value_high is not None:
        return False
    if _is_of_others(teller, words) or period_told(teller.period, mention, words) is None:
        return False
    indicator = teller.context.catalogue.get(mention.match.code or mention.match.candidates[0].code)
    if indicator is None or indicator.is_rank or indicator.measure_type in _OF_A_YEAR:
        return False
    return mention.unit == indicator.unit and not is_aimed(teller.document, mention)


def _told_once(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """What is repeated once, and the words of what is told with two values: nobody can tell which holds."""
    told: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for row in rows:
        told.setdefault(tuple(row[key] for key in _KEY), []).append(row)
    kept = [some[0] for some in told.values() if len({row["value"] for row in some}) == 1]
    unclear = [row["note"] for some in told.values() if len({row["value"] for row in some}) > 1 for row in some]
    return kept, unclear


def _levels_of(teller: _Teller, mentions: list[Mention]) -> list[str | None]:
    """The level of each number: its own, else that of the number before it in the clause («trong đó đúng hạn …»)."""
    found: list[str | None] = []
    last: tuple[str, str | None] = ("", None)
    for mention in mentions:
        words = words_of(teller.document, mention)
        level = mention.level or (last[1] if last[0] == words.clause else None)
        level = None if means_both_levels(words) else level
        last = (words.clause, level)
        found.append(level)
    return found


def _row(teller: _Teller, mention: Mention, level: str | None) -> dict[str, Any] | None:
    """The long row of a told number; None where anything about it is unsure."""
    words = words_of(teller.document, mention)
    code, by_counts = _code_of(mention, words)
    indicator = teller.context.catalogue.get(code or "")
    if indicator is None or indicator.is_rank or not _is_plain(teller, mention, words):
        return None
    if not (set(mention.flags) <= _FLAGS_OF_MATCHING if by_counts else _is_sure(teller, mention)):
        return None
    if _is_of_others(teller, words) or (level is None and names_levels(words) and not means_the_whole(words)):
        return None
    level = level or _only_level(teller, indicator.levels)
    if level is not None and not indicator.level_split:
        return None
    if indicator.measure_type in _OF_A_YEAR and mention.year is None:
        return None  # an index is told the year after its own
    return _long_row(teller, mention, indicator.code, level)


def _only_level(teller: _Teller, levels: tuple[str, ...]) -> str | None:
    """The level of an indicator that one level alone has («cán bộ, công chức cấp xã …»), in the report of one above."""
    return levels[0] if len(levels) == 1 and levels[0] in _BELOW.get(teller.unit_level, ()) else None


def _code_of(mention: Mention, words: Words) -> tuple[str | None, bool]:
    """The indicator, and whether the words round a number of dossiers decided it (else the matcher did)."""
    is_count = mention.unit in _DOSSIERS and is_of_dossiers(words)
    if not mention.row_words and (is_count or mention.unit == "percent"):
        role = role_of_count(words) if is_count else role_before_share(words)
        code = None if role is None else role.code if is_count else role.share
        if role is not None and code != MATCHED:
            return code, True
    return mention.match.code, False


def _long_row(teller: _Teller, mention: Mention, code: str, level: str | None) -> dict[str, Any]:
    words = words_of(teller.document, mention)
    top, bottom = _counts(mention, words)
    period = period_told(teller.period, mention, words) or teller.period
    start, end = period.start, period.end
    return {
        "sheet": teller.document.locator(mention.number_start),
        "row_no": mention.number_start,
        "column_name": "text",
        "is_number": False,
        "unit_at": "",
        "period_at": "",
        "carrier": TOLD,
        "indicator": code,
        "scope_code": mention.scope_code if code == mention.match.code else ALL,
        "source_variant": VARIANT,
        "unit_name": teller.unit_name,
        "unit_level": teller.unit_level,
        "coverage_level": level or ALL,
        "period": period.label,
        "period_start": start.isoformat() if start else None,
        "period_end": end.isoformat() if end else None,
        "value": f"{mention.value:.10g}",
        "value_as_printed": mention.number_text,
        "numerator": top,
        "denominator": bottom,
        "note": f"«{mention.said[:MOST_QUOTED]}» (told_in_report, score {_score(mention, code):g})",
    }


def _counts(mention: Mention, words: Words) -> tuple[str | None, str | None]:
    return (
        counts_of_share(words, mention.value, _digits(mention.number_text)) if mention.unit == "percent" else _NO_COUNTS
    )


def _score(mention: Mention, code: str) -> float:
    """The matcher's score; the sure one where the words round a number of dossiers decided."""
    return (mention.match.score or 0.0) if code == mention.match.code else RULE_SCORE


def _digits(printed: str) -> int:
    return sum(letter.isdigit() for letter in printed.partition(",")[2])


def _is_plain(teller: _Teller, mention: Mention, words: Words) -> bool:
    """Whether a number is one of the whole of its indicator: no bound, part, aim or mark of units; its period known."""
    if mention.kind != "level" or mention.op != "=" or mention.value_high is not None:
        return False
    if (mention.scope and not mention.scope_code) or is_mark_of_units(words) or is_aimed(teller.document, mention):
        return False
    return period_told(teller.period, mention, words) is not None


def _is_sure(teller: _Teller, mention: Mention) -> bool:
    """Whether the matcher is in no doubt about the indicator."""
    least = LEAST_SCORE if mention.unit == "percent" else LEAST_SCORE_OF_COUNTS
    return not mention.flags and (mention.match.score or 0) >= least and _says_so_itself(teller, mention)


def _says_so_itself(teller: _Teller, mention: Mention) -> bool:
    """A clause with a subject of its own must mean the same by itself: the one before may be about another thing."""
    own = _LEVEL_WORDS.sub(" ", fold(mention.quote))
    if len(own.split()) < _TELLING_WORDS:
        return True
    alone = teller.matcher.match(Sought(Phrasing.of(mention.quote), mention.unit, mention.kind))
    near = {one.code for one in alone.candidates[:2] if one.score >= LEAST_SCORE_ALONE}
    return mention.match.code == alone.code or mention.match.code in near


def _is_of_others(teller: _Teller, words: Words) -> bool:
    return is_of_others(teller.unit_name, teller.unit_level, words)
