"""Results that a report tells in its prose, as long rows of source variant `report_text`. Pure.

What belongs here: which told numbers are sure enough to load or worth asking a reviewer, their period, level and unit.
What does not: reading sentences (plans), tables of the report (document_tables.py).

Digitisation and work dossiers stand in no form. A number is loaded only where indicator, period, level and unit are all
sure, or a reviewer said so; what may be the report's own stands in the review queue, what is another's in one finding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import polars as pl

from pipelines.findings import Finding
from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.file_context import TEXT, TOLD, FileContext, long_frame
from pipelines.kpi.headers.around_table import period_of, periods_above, reporter_of, which_period
from pipelines.kpi.headers.layouts import load_layouts
from pipelines.kpi.headers.matching import HeaderMatch
from pipelines.kpi.headers.periods import Period
from pipelines.kpi.sheets.document_tables import heading_of
from pipelines.kpi.sheets.sheet import Sheet, frame
from pipelines.kpi.told.contradictions import is_contradicted
from pipelines.kpi.told.counts import (
    MATCHED,
    counts_of_share,
    indicator_behind,
    indicator_by_counts,
    indicator_by_nouns,
    indicator_of_part,
    is_bare_share,
    is_of_another_thing,
    is_of_dossiers,
    role_before_share,
    role_of_count,
)
from pipelines.kpi.told.index_years import is_rank_of_all, without_publisher, year_of_index
from pipelines.kpi.told.patterns import said
from pipelines.kpi.told.sentence import (
    Words,
    is_aimed,
    is_doubted,
    is_mark_of_units,
    is_told_as_share,
    part_before,
    period_named,
    period_told,
    without_others_brackets,
    words_of,
)
from pipelines.kpi.told.shared_out import measure_of_share
from pipelines.kpi.told.stocks import stock_told
from pipelines.kpi.told.whose import (
    is_level_unsure,
    is_of_others,
    is_of_own_counter,
    joins_levels,
    level_going_on,
    level_of_opening,
    level_since_figure,
    means_the_whole,
    names_levels,
    own_level,
    says_the_whole_itself,
)
from pipelines.plans.decisions import IS_A_RESULT, NOT_A_RESULT
from pipelines.plans.documents.model import Document, Paragraph
from pipelines.plans.grammar.numbers import per_mille, silence
from pipelines.plans.indicators import RULE_SCORE, IndicatorMatcher, Match, Sought
from pipelines.plans.measures import counted
from pipelines.plans.mentions import Mention
from pipelines.plans.outline.metadata import Metadata, read_metadata
from pipelines.plans.phrasing import Phrasing, normalise
from pipelines.plans.told import find_told
from pipelines.reference.indicators import Indicator
from pipelines.reference.units import era_of
from pipelines.vietnamese import fold

VARIANT, LAYOUT, ALL, ASKED = "report_text", "report_text", "all", "told_not_sure"
LEAST_SCORE, LEAST_SCORE_OF_COUNTS = 80.0, 97.0
# A score that is not the highest must stand clear of the next.
LEAST_MARGIN = 25.0
# What the words of a whole sentence must reach, since they may be about more than one thing.
LEAST_SCORE_OF_SENTENCE = 90.0
# What a clause by itself must at least hint at: «tỷ lệ xử lý đúng hạn đạt 100%» behind a clause on petitions.
LEAST_SCORE_ALONE = 40.0
# From here on an indicator that is not sure is worth a person's look.
LEAST_SCORE_ASKED = 60.0
_EXPECTED = "indicator, level and period that are sure"
MOST_QUOTED = 400
_TELLING_WORDS = 6
_WORDS_BEHIND = 3
# «310.554 hồ sơ» of one-stop shops in a year is read as so many a year, which it is only where a mean is told.
_DOSSIERS = ("dossiers", "dossiers_per_staff_year")
_BELOW = {"province": ("district", "commune"), "district": ("commune",)}
_NO_COUNTS = (None, None)
_INDICES = ("index", "survey_index", "rank")
_DAYS_OF_LIVE_INDEX = 31
# How many provinces were ranked, until and since 30 June 2025.
_PROVINCES = frozenset({63, 34})
_KEY = ("indicator", "scope_code", "coverage_level", "period_start", "period_end")
# What the matcher says of a number it knows no indicator for: the words round a number of dossiers may know it.
_FLAGS_OF_MATCHING = {"indicator_unknown", "polarity_opposite"}
_SHARE = re.compile(r"\d\s*%")
_OPENING_SHARE = said("opening_share")
_OF_UNITS = said("of_units")
_LEVEL_WORDS = said("level_words")


@dataclass(frozen=True)
class _Teller:
    """Who tells, and of which period."""

    document: Document
    matcher: IndicatorMatcher
    context: FileContext
    period: Period
    unit_name: str
    unit_level: str
    periods: tuple[Period, ...] = ()
    """Where the report is of several («Quý III, 9 tháng đầu năm 2026»), all of them; `period` is the widest then."""

    def period_of(self, mention: Mention, words: Words) -> Period | None:
        """The period of a told number; of a report of several only the one that its words name."""
        return period_named(self.periods, words) if self.periods else period_told(self.period, mention, words)

    def period_of_index(self, mention: Mention, words: Words) -> Period | None:
        """The past year of a province's published index; None where the province was another one then."""
        period = year_of_index(words, mention.year, self.period) if self.unit_level == "province" else None
        if period is None or period.end is None or self.period.end is None:
            return None
        units, eras = self.context.units, (era_of(period.end), era_of(self.period.end))
        then, now = (units.resolve(self.unit_name, self.unit_level, era).unit_id for era in eras)
        return period if then == now is not None else None

    @cached_property
    def units_below(self) -> frozenset[int]:
        """How many districts and how many communes it has, by the tables of units; empty where it is not in them."""
        units, day = self.context.units, self.period.end
        era = era_of(day) if day else None
        own = units.resolve(self.unit_name, self.unit_level, era).unit_id
        below = (unit for unit in units.registry.units.values() if own and era and unit.in_era(era))
        return frozenset(
            Counter(one.level for one in below if own in (one.parent_unit_id, one.province_unit_id)).values()
        )

    @property
    def own_name(self) -> str:
        """Its name without that of the unit above it."""
        return self.unit_name.partition(",")[0]


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
    rivals = [finding.found for finding in context.findings[before:] if finding.rule == "several_periods"]
    del context.findings[before:]  # the tables of the report have said so, or nothing is told
    periods = _ending_together(periods_above(reading)) if rivals else ()
    reading.period = period = periods[-1] if periods else reading.period
    reporter = reporter_of(reading)
    if period is None or period.end is None or reporter is None or agency:
        several = f"several periods: {'; '.join(rivals)}" if rivals else "no single period"
        said = f"issued by «{agency}»" if agency else "no unit" if period is not None and period.end else several
        context.add(
            "file",
            "prose_not_read",
            "info",
            said,
            "a report of one administrative unit for one period",
            "nothing, if it is another's; else say unit_name, unit_level and period in the sidecar",
        )
        return None
    if periods:
        context.add(
            "file",
            "prose_of_several_periods",
            "info",
            "; ".join(rivals)[:MOST_QUOTED],
            "a report of one period",
            f"sentences that name one of them are read; for the others say in the sidecar: {which_period(periods)}",
        )
    _say_per_mille(document, context)
    teller = _Teller(document, matcher, context, period, *reporter, periods)
    return _loaded(teller, find_told(document, metadata, matcher, read_already))


def _ending_together(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """Several periods where they end on one day, the widest last; () where they don't."""
    return periods if len(periods) > 1 and len({one.end for one in periods}) == 1 else ()


def _say_per_mille(document: Document, context: FileContext) -> None:
    """One finding on all figures told per mille: none of them passes as a percentage."""
    told = [
        (block.start + number.start, block.flat[number.start : number.end])
        for block in document.blocks
        if isinstance(block, Paragraph)
        for number in per_mille(silence(block.flat))
    ]
    if told:
        context.add(
            document.locator(told[0][0]),
            "told_per_mille",
            "warning",
            f"{len(told)} figures: {'; '.join(printed for _, printed in told[:4])}",
            "figures in percent",
            "nothing is converted; if one of them counts, give it as a percentage in a tidy file",
        )


def _is_report(metadata: Metadata) -> bool:
    number, title = metadata.document_number or "", fold(metadata.title or "")
    return metadata.document_type == "report" or "/BC" in number or title.startswith("báo cáo")


def _loaded(teller: _Teller, mentions: list[Mention]) -> pl.DataFrame:
    rows: list[dict[str, Any]] = []
    of_others: list[str] = []
    levels = _levels_of(teller, mentions)
    named = [_of_all_wards(teller, _named_by_sentence(teller, mention)) for mention in mentions]
    for mention, level in zip(named, levels, strict=True):
        row = _row(teller, mention, level)
        if row is None and _may_be_its_own(teller, mention, words_of(teller.document, mention)):
            row = _asked(teller, mention, level)
        elif row is None and mention.match.code:
            of_others.append(mention.quote[:80])
        rows += [row] if row else []
    rows, unclear = _told_once(rows)
    of_others += unclear
    asked = sum(one.rule == ASKED for one in teller.context.findings)
    teller.context.told = {"told_asked": asked, "told_open": len(of_others)}
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
    """The mention with the indicator that the words since the share before it name, where its own clause is not sure.

    «Kế hoạch cải cách hành chính đề ra 34 nhiệm vụ; kết quả hoàn thành 33/34 nhiệm vụ, đạt 97%»: the clause leans to
    the same indicator, says nothing of its own, or would not mean by itself what it was taken for.
    """
    if mention.match.opposite or mention.row_words:
        return mention
    match = _match_since_last_share(teller, mention)
    if match.code in (None, mention.match.code) or (match.score or 0) < LEAST_SCORE_OF_SENTENCE:
        return mention
    if mention.match.code is None:
        leans = any(one.code == match.code for one in mention.match.candidates[:1])
        is_open = leans or _is_bare(teller, mention)
    else:
        is_open = (mention.match.score or 0) < LEAST_SCORE or not _says_so_itself(teller, mention)
    if not is_open:
        return mention
    flags = [one for one in mention.flags if one != "indicator_unknown"]
    return replace(mention, match=match, scope_code=ALL, flags=flags)


def _of_all_wards(teller: _Teller, mention: Mention) -> Mention:
    """«các phường» in the report of an urban district, which has no other communes, are no part of its communes."""
    if fold(teller.own_name).startswith("quận") and fold(mention.scope or "") == "phường":
        return replace(mention, scope=None, scope_code=ALL)
    return mention


def _is_bare(teller: _Teller, mention: Mention) -> bool:
    """Whether a share has no words of its own, only the counts before it."""
    words = _since_last_share(words_of(teller.document, mention))
    return mention.unit == "percent" and is_bare_share(words) and _counts(mention, words, "") != _NO_COUNTS


def _match_since_last_share(teller: _Teller, mention: Mention) -> Match:
    """What the words of the sentence mean, without those of the shares told before."""
    words = words_of(teller.document, mention)
    words = _since_last_share(words) if mention.unit == "percent" else words
    return teller.matcher.match(Sought(Phrasing.of(words.sentence[: words.end]), mention.unit, mention.kind))


def _since_last_share(words: Words) -> Words:
    """The words of a number from the share told before it on: what stands before that is of another measure.

    «100% cán bộ có trình độ trung cấp trở lên, trong đó …»: a share that opens its clause has its words behind it.
    """
    shares = [match.end() for match in _SHARE.finditer(words.sentence, 0, words.at)]
    start = shares[-1] if shares else 0
    if start and _OPENING_SHARE.search(words.sentence, 0, start):
        start = max(start, words.sentence.rfind(",", start, words.at) + 1)
    return Words(words.sentence[start:], words.at - start, words.end - start)


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
    asked = Finding("kpi", teller.context.source_file, place, ASKED, "info", said, _EXPECTED, "")
    key = asked.finding_id
    remedy = f"cchc review --decide {key} --is-a-result --set indicator_code={code}; or --not-a-result"
    return replace(asked, remedy=remedy)


def _may_be_its_own(teller: _Teller, mention: Mention, words: Words) -> bool:
    """Whether a number may be a result of the report's own unit and period, so that a person should say."""
    near = mention.match.code or (mention.match.candidates and mention.match.candidates[0].score >= LEAST_SCORE_ASKED)
    if not near or mention.kind != "level" or mention.op != "=" or mention.value_high is not None:
        return False
    if _is_of_others(teller, words) or teller.period_of(mention, words) is None:
        return False
    indicator = teller.context.catalogue.get(mention.match.code or mention.match.candidates[0].code)
    if indicator is None or indicator.is_rank or _is_of_a_year(indicator):
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
        goes_on = last[0] == words.clause and not says_the_whole_itself(words)
        level = (
            level_since_figure(teller.unit_level, words)
            or (None if says_the_whole_itself(words) else mention.level)
            or (level_going_on(teller.unit_level, last[1], words) if goes_on else None)
        )
        level = level or level_of_opening(teller.unit_level, words)
        level = own_level(teller.unit_level, words) or (None if joins_levels(words) else level)
        level = teller.unit_level if is_of_own_counter(teller.own_name, teller.unit_level, words) else level
        level = None if level == teller.unit_level == "commune" else level  # all that a commune tells is of its level
        last = (words.clause, level)
        found.append(level)
    return found


def _row(teller: _Teller, mention: Mention, level: str | None) -> dict[str, Any] | None:
    """The long row of a told number; None where anything about it is unsure."""
    words = words_of(teller.document, mention)
    code, by_counts = _code_of(teller, mention, words)
    indicator = teller.context.catalogue.get(code or "")
    if indicator is not None and _is_of_a_year(indicator) and (period := teller.period_of_index(mention, words)):
        return _index_row(teller, mention, words, indicator, period)
    if indicator is None or indicator.is_rank or not _is_plain(teller, mention, words):
        return None
    if _is_mark_of_units(teller, mention, words, indicator):
        return None
    if (
        is_doubted(words)
        or is_contradicted(words, indicator.code)
        or is_of_another_thing(words, indicator.code, lambda: _part(teller, mention))
    ):
        return None
    if not (set(mention.flags) <= _flags_allowed(words, level) if by_counts else _is_sure(teller, mention)):
        return None
    if _counts_another(words, indicator) or _says_more(teller, mention, words, indicator.code):
        return None
    level = level or _only_level(teller, indicator.levels)
    if _is_of_others(teller, words) or (level is None and _may_be_of_a_level(teller, words)):
        return None
    level = None if indicator.measure_type in _INDICES and level == teller.unit_level else level
    if not _has_level(indicator, level):
        return None
    if _is_of_a_year(indicator) and mention.year is None:
        return None  # an index is told the year after its own
    return _long_row(teller, mention, indicator.code, level, is_whole=by_counts)


def _counts_another(words: Words, indicator: Indicator) -> bool:
    """Whether other things are counted than the indicator has in its name: services with payments are no payments."""
    named = counted(normalise(indicator.name_vi), "")
    return bool(named) and named.isdisjoint(counted(*map(normalise, words.own)) or named)


def _says_more(teller: _Teller, mention: Mention, words: Words, code: str) -> bool:
    """Whether words that nothing explains stand round the number: they may name a part, or another thing."""
    if _shared_out(teller, mention, words)[0]:
        return False  # the words of such a list are those of several measures
    own = f" {mention.number_text} ".join(without_others_brackets(said) for said in words.own)
    return bool(teller.matcher.explained.left_over(code, own, teller.unit_name, tells=True))


def _flags_allowed(words: Words, level: str | None) -> set[str]:
    """Flags that words round a number outweigh: a stock «(cấp tỉnh 71, cấp xã 569)» is told whole, then shared out."""
    return _FLAGS_OF_MATCHING | {"shared_number"} if level is None and stock_told(words) else _FLAGS_OF_MATCHING


def _index_row(
    teller: _Teller, mention: Mention, words: Words, indicator: Indicator, period: Period
) -> dict[str, Any] | None:
    """The row of a province's published index of a past year, or of its rank among all provinces."""
    if mention.kind != "level" or mention.op != "=" or mention.value_high is not None or mention.scope:
        return None
    if indicator.is_rank and not is_rank_of_all(mention.number_text, _PROVINCES):
        return None
    is_no_result = not indicator.is_rank and is_aimed(teller.document, mention)
    if is_no_result or not _is_named(teller, mention, words, indicator) or not _is_sure(teller, mention):
        return None
    if _is_of_others(teller, without_publisher(words)):
        return None
    return _long_row(teller, mention, indicator.code, None, period)


def _is_named(teller: _Teller, mention: Mention, words: Words, indicator: Indicator) -> bool:
    """Whether the clause before the number, or its sentence, names the index: a sentence before may name several."""
    said = (words.clause_before, words.sentence[: words.at])
    sought = (Sought(Phrasing.of(f"{one}{mention.number_text}"), mention.unit, mention.kind) for one in said)
    return bool(mention.row_words) or any(teller.matcher.match(one).code == indicator.code for one in sought)


def _is_of_a_year(indicator: Indicator) -> bool:
    """Whether it is an index of a whole year, published long after it; the portal's own (QĐ 766) is of any day."""
    return indicator.measure_type in _INDICES and indicator.publication_lag_days > _DAYS_OF_LIVE_INDEX


def _may_be_of_a_level(teller: _Teller, words: Words) -> bool:
    """Whether words of levels stand round a number or before it, and nothing says that it is of the whole."""
    if teller.unit_level == "commune" or means_the_whole(teller.unit_level, words):
        return False
    return names_levels(words) or is_level_unsure(teller.unit_level, words)


def _has_level(indicator: Indicator, level: str | None) -> bool:
    """Whether an indicator has figures of a level: split by levels at all, and not that of one other level alone."""
    return level is None or (indicator.level_split and (len(indicator.levels) > 1 or level in indicator.levels))


def _only_level(teller: _Teller, levels: tuple[str, ...]) -> str | None:
    """The level of an indicator that one level alone has («cán bộ, công chức cấp xã …»), in the report of one above."""
    return levels[0] if len(levels) == 1 and levels[0] in _BELOW.get(teller.unit_level, ()) else None


def _code_of(teller: _Teller, mention: Mention, words: Words) -> tuple[str | None, bool]:
    """The indicator, and whether the words round a number of dossiers or a share decided it (else the matcher did)."""
    if not mention.row_words and (stock := stock_told(words)):
        return stock, True
    is_shared_out, shared = _shared_out(teller, mention, words)
    if is_shared_out:
        return shared, True
    is_count = mention.unit in _DOSSIERS and is_of_dossiers(words)
    if mention.row_words or not (is_count or mention.unit == "percent"):
        return mention.match.code, False
    if not is_count and (named := indicator_behind(words)):
        return named, True
    role = role_of_count(words) if is_count else role_before_share(words)
    code = None if role is None else role.code if is_count else role.share
    if role is not None and code != MATCHED:
        return code, True
    named = indicator_by_nouns(words) if role is None and not is_count else None
    if named is None and role is None and not is_count and (part := _part(teller, mention)):
        named = indicator_of_part(words, part)
    if named is None and not is_count and mention.match.code is None:
        named = indicator_by_counts(words, mention.value, _digits(mention.number_text))
    return (named, True) if named else (mention.match.code, False)


def _part(teller: _Teller, mention: Mention) -> str:
    """What the part that a number stands in told before it; «» for a number of a table."""
    return "" if mention.row_words else part_before(teller.document, mention)


def _shared_out(teller: _Teller, mention: Mention, words: Words) -> tuple[bool, str | None]:
    """Whether a share stands in a list of shares of several measures, and which of them it is of."""

    def named(measure: str) -> str | None:
        match = teller.matcher.match(Sought(Phrasing.of(measure), mention.unit, mention.kind))
        return match.code if (match.score or 0) >= LEAST_SCORE_OF_SENTENCE else None

    return measure_of_share(words, named) if mention.unit == "percent" else (False, None)


def _long_row(
    teller: _Teller,
    mention: Mention,
    code: str,
    level: str | None,
    period: Period | None = None,
    *,
    is_whole: bool = False,
) -> dict[str, Any]:
    """`is_whole`: the words that told the indicator hold those of the scope («trước hạn 120 hồ sơ»)."""
    words = words_of(teller.document, mention)
    top, bottom = _counts(mention, words, code)
    period = period or teller.period_of(mention, words) or teller.period
    start, end = period.start, period.end
    return {
        "sheet": teller.document.locator(mention.number_start),
        "row_no": mention.number_start,
        "column_name": TEXT,
        "is_number": False,
        "unit_at": "",
        "period_at": "",
        "carrier": TOLD,
        "indicator": code,
        "scope_code": mention.scope_code if code == mention.match.code and not is_whole else ALL,
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


def _counts(mention: Mention, words: Words, code: str) -> tuple[str | None, str | None]:
    if mention.unit != "percent":
        return _NO_COUNTS
    return counts_of_share(words, mention.value, _digits(mention.number_text), code)


def _score(mention: Mention, code: str) -> float:
    """The matcher's score; the sure one where the words round a number of dossiers decided."""
    return (mention.match.score or 0.0) if code == mention.match.code else RULE_SCORE


def _digits(printed: str) -> int:
    return sum(letter.isdigit() for letter in printed.partition(",")[2])


def _is_plain(teller: _Teller, mention: Mention, words: Words) -> bool:
    """Whether a number is one of the whole of its indicator: no bound, part or aim; its period known."""
    if mention.kind != "level" or mention.op != "=" or mention.value_high is not None:
        return False
    if (mention.scope and not mention.scope_code) or is_aimed(teller.document, mention):
        return False
    return teller.period_of(mention, words) is not None


def _is_mark_of_units(teller: _Teller, mention: Mention, words: Words, indicator: Indicator) -> bool:
    """Whether a number is a mark that some units reach, neither a stock of units nor a share of them."""
    if not is_mark_of_units(words, teller.units_below) or stock_told(words):
        return False
    return not _is_share_of_units(mention, words, indicator)


def _is_share_of_units(mention: Mention, words: Words, indicator: Indicator) -> bool:
    """«41/402 đơn vị …, chiếm 10,2%»: whether the share is one of units, as the indicator is, not a mark they reach."""
    if not _OF_UNITS.match(fold(indicator.name_vi)):
        return False
    return is_told_as_share(words) or _counts(mention, words, "") != _NO_COUNTS


def _is_sure(teller: _Teller, mention: Mention) -> bool:
    """Whether the matcher is in no doubt about the indicator."""
    least = LEAST_SCORE if mention.unit == "percent" else LEAST_SCORE_OF_COUNTS
    score, others = mention.match.score or 0, mention.match.candidates[1:2]
    is_clear = not others or score - others[0].score >= LEAST_MARGIN
    if not mention.row_words and not words_of(teller.document, mention).says_something:
        return False  # a figure on a line of its own has its indicator from a heading alone
    return not mention.flags and score >= least and is_clear and _says_so_itself(teller, mention)


def _says_so_itself(teller: _Teller, mention: Mention) -> bool:
    """A clause with a subject of its own must mean the same by itself: the one before may be about another thing.

    What the whole sentence means holds where the clause by itself is not sure to mean anything else.
    """
    alone = teller.matcher.match(Sought(Phrasing.of(mention.quote), mention.unit, mention.kind))
    if not mention.row_words and _means_another(teller, mention, alone):
        return False
    own = _LEVEL_WORDS.sub(" ", fold(mention.quote))
    if len(own.split()) < _TELLING_WORDS or not alone.candidates:
        return True
    near = {one.code for one in alone.candidates[:2] if one.score >= LEAST_SCORE_ALONE}
    if mention.match.code == alone.code or mention.match.code in near:
        return True
    is_vague = (alone.score or 0) < LEAST_SCORE_OF_SENTENCE
    return is_vague and not mention.row_words and _match_since_last_share(teller, mention).code == mention.match.code


def _means_another(teller: _Teller, mention: Mention, alone: Match) -> bool:
    """Whether the sentence since the share before names another indicator, and the clause by itself names none."""
    if mention.unit != "percent" or alone.code == mention.match.code:
        return False
    if len(words_of(teller.document, mention).clause_after.partition(",")[0].split()) >= _WORDS_BEHIND:
        return False  # «93,4% có trình độ đại học trở lên» has its words behind it
    said = _match_since_last_share(teller, mention)
    is_sure = said.code is not None and (said.score or 0) >= LEAST_SCORE_OF_SENTENCE
    return is_sure and said.code != mention.match.code


def _is_of_others(teller: _Teller, words: Words) -> bool:
    return is_of_others(teller.own_name, teller.unit_level, words)
