"""What becomes of each promise, by the words of docs/statuses.md and docs/design.md, section 6, from the truth.

What belongs here: status, reason, gap and what is told at a unit's end, for each promise, assessed unit and year. What
does not: values of years (years). Nothing here reads the warehouse's SQL or its results: it is the second opinion that
the marts are held to, so a difference is a mistake in one of the two and is never smoothed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from pipelines.reference.indicators import IndicatorCatalogue
from tools.demo.calendar_of import MERGER
from tools.demo.country import Country, Province
from tools.demo.ledger import Ledger, Promise, Verdict
from tools.demo.world import World
from tools.demo.year_values import LAST_DAY, Years, YearValue

ON_TRACK = Decimal("0.95")
YEARLY = frozenset({"reform_plan_task_completion_rate"})  # begins every year at 0
STOCKS = {"public_service_unit_reduction_rate": "public_service_unit_count"}
NOT_ASSESSABLE, NO_DATA = "not_assessable", "no_data"
# What the doc's list of reasons says of each.
STATUS_OF = {
    "never_reported": NO_DATA,
    "awaiting_publication": NO_DATA,
    "overdue_publication": NO_DATA,
    "final_figure_pending": NO_DATA,
    "baseline_met_then_fell": "behind",
}
NATION = "VN"
END_GRACE = timedelta(days=366)


@dataclass(frozen=True)
class Case:
    """One promise, one assessed unit, one year."""

    promise: Promise
    unit_id: str
    basis: str
    coverage: str
    year: int
    as_of: date
    ends: date | None
    end_reason: str | None

    @property
    def due(self) -> date:
        """The day it falls due."""
        return date(self.promise.due_year, 12, 31)

    @property
    def is_due(self) -> bool:
        """Whether the row's year is the due one and that year is over."""
        return self.year >= self.promise.due_year and self.as_of > self.due

    @property
    def judged_on(self) -> date:
        """Figures after this day don't count."""
        return min(date(self.year, 12, 31), self.as_of)

    @property
    def is_step(self) -> bool:
        """A promise for one year alone expects nothing before that year's end."""
        return self.promise.period_from == self.promise.period_to


def verdicts(world: World, ledger: Ledger) -> Iterator[Verdict]:
    """Every verdict: on the issuer's own promise, and on it as a benchmark of the units below that it addresses."""
    years = Years(world, ledger.figures)
    judge = Judge(years, IndicatorCatalogue.load())
    provinces = {province.unit_id: province for province in world.country.provinces}
    ends = Ends(world.country)
    for promise in ledger.promises:
        province = provinces.get(promise.issuer)
        assessed = [(promise.issuer, "own", promise.level or "all")]
        assessed += _benchmarked(promise, province, list(provinces), years)
        for unit_id, basis, coverage in assessed:
            last, reason = ends.of(promise, unit_id)
            for year in years_of(promise, world.as_of):
                yield judge.judge(Case(promise, unit_id, basis, coverage, year, world.as_of, last, reason))


def _benchmarked(
    promise: Promise, province: Province | None, provinces: list[str], years: Years
) -> Iterator[tuple[str, str, str]]:
    """The units below that a promise addresses and that have a figure: for the nation's the provinces as wholes."""
    if province is None and promise.issuer != NATION:
        return  # a commune's: nobody is below it
    below = {"district": province.districts, "commune": province.communes} if province else {}
    if province is None:
        addressed = [] if promise.level else provinces
    elif promise.level == "province":
        addressed = []
    else:
        levels = [promise.level] if promise.level else list(below)
        addressed = [unit.unit_id for level in levels for unit in below[level]]
    for unit_id in addressed:
        if any(one.scope == "all" for one in years.by_unit.get((measured(promise), unit_id, "all"), [])):
            yield unit_id, "national" if province is None else "parent", "all"


def measured(promise: Promise) -> str:
    """The indicator whose figures answer: a cut is measured on the stock it cuts."""
    return promise.indicator if promise.kind == "level" else STOCKS[promise.indicator]


def years_of(promise: Promise, as_of: date) -> range:
    """From the plan's start to the earlier of its end and the as-of date's year."""
    first = min(promise.period_from, promise.due_year, as_of.year)
    return range(first, max(first, min(max(promise.period_to, promise.due_year), as_of.year)) + 1)


@dataclass(frozen=True)
class Ends:
    """When and why units, levels and issuers ended."""

    country: Country

    def of(self, promise: Promise, unit_id: str) -> tuple[date | None, str | None]:
        """The last day on which somebody could keep a promise, and what ended then: level, issuer or unit."""
        unit, issuer = self._end(unit_id), self._end(promise.issuer)
        level = LAST_DAY if promise.level == "district" else None
        last = min((day for day in (unit, issuer, level) if day), default=None)
        if last is None:
            return None, None
        if level == last or (unit == last and self._is_district(unit_id)):
            return last, "level_abolished"
        return last, self._reason(unit_id if unit == last else promise.issuer)

    def _is_district(self, unit_id: str) -> bool:
        return self.country.resolver.unit(unit_id).level == "district"

    def _end(self, unit_id: str) -> date | None:
        return LAST_DAY if self._is_district(unit_id) else self.country.resolver.unit(unit_id).valid_to

    def _reason(self, unit_id: str) -> str:
        """A unit of the same name on another territory, or none."""
        unit = self.country.resolver.unit(unit_id)
        after = {one.unit.short_name_vi for one in self.country.provinces if unit in one.predecessors}
        return "territory_changed" if unit.short_name_vi in after else "unit_dissolved"


def decimal_year(day: date) -> Decimal:
    """31 December 2025 is 2025; the end of quarter q of a year is that year less 1 plus q/4."""
    months = Decimal(day.month - 1) + (Decimal(1) if (day + timedelta(days=1)).day == 1 else Decimal(day.day) / 31)
    return Decimal(day.year - 1) + months / 12


def rounded(value: float, digits: int | None) -> Decimal:
    """Half up to the digits printed, two where none were."""
    exact = Decimal(repr(value)).quantize(Decimal("1e-10"), ROUND_HALF_UP)
    return exact.quantize(Decimal(1).scaleb(-(2 if digits is None else digits)), ROUND_HALF_UP)


def satisfies(op: str, value: Decimal, promised: Decimal) -> bool:
    """The comparator as written."""
    return {">=": value >= promised, ">": value > promised, "<=": value <= promised, "<": value < promised}[op]


class Judge:
    """Judges cases by the truth."""

    def __init__(self, years: Years, catalogue: IndicatorCatalogue) -> None:
        """Over the year values of a world; the catalogue gives directions, lags and the order of variants."""
        self._years, self._catalogue = years, catalogue

    def judge(self, case: Case) -> Verdict:
        """The verdict on a case."""
        some = self._answers(case)
        decides, last = self._deciding(case, some), self._last(some)
        shown = decides or last
        base = self._base(case, some, shown)
        actual = self._achieved(case, shown, base)
        promised = Decimal(repr(case.promise.value))
        status, reason = self._status(case, some, decides, last, base, actual)
        gap = None if actual is None else (actual - promised) * self._direction(case.promise)
        return Verdict(
            case.promise.source_file,
            case.promise.issuer,
            case.unit_id,
            case.basis,
            case.promise.indicator,
            case.promise.level,
            case.promise.due_year,
            case.promise.value,
            case.year,
            status,
            reason,
            None if actual is None else float(actual),
            None if gap is None else float(gap),
            self._at_end(case, some),
        )

    def _direction(self, promise: Promise) -> int:
        if promise.kind == "reduction":
            return 1
        indicator = self._catalogue.get(promise.indicator)
        return -1 if indicator is not None and indicator.direction == "lower_is_better" else 1

    def _answers(self, case: Case) -> list[YearValue]:
        """Figures of the unit, the level and what was promised, up to the day of judgement."""
        every = self._years.by_unit.get((measured(case.promise), case.unit_id, case.coverage), [])
        return [one for one in every if one.scope == "all" and one.end <= case.judged_on and one.year <= case.year]

    def _variants(self, one: YearValue) -> int:
        """Preference of variants as the catalogue lists them; the first is best."""
        indicator = self._catalogue.get(one.indicator)
        names = indicator.source_variants if indicator is not None else ()
        return names.index(one.variant) if one.variant in names else len(names)

    def _latest_first(self, one: YearValue) -> tuple[object, ...]:
        told = one.variant == "report_text"
        end = date(one.year, 1, 1) if told else one.end
        return (end, one.is_final, one.made, -one.rank, -self._variants(one))

    def _deciding(self, case: Case, some: list[YearValue]) -> YearValue | None:
        """Before due the latest figure; once due the due year's final one."""
        whole = [one for one in some if not one.is_partial]
        due_year = case.promise.due_year
        if case.is_due:
            final = [one for one in whole if one.year == due_year and one.is_final]
            key = lambda one: (one.made, -one.rank // 10, -one.known_from.toordinal(), -one.rank, -self._variants(one))  # noqa: E731
            return max(final, key=key, default=None)
        if case.promise.indicator in YEARLY:
            whole = [one for one in whole if one.year == due_year]
        return max(whole, key=self._latest_first, default=None)

    def _last(self, some: list[YearValue]) -> YearValue | None:
        return max((one for one in some if not one.is_partial), key=self._latest_first, default=None)

    def _base(self, case: Case, some: list[YearValue], shown: YearValue | None) -> YearValue | None:
        """The last figure before the plan, else the first inside it; for a cut the final one of the base year."""
        promise = case.promise
        same = [one for one in some if not one.is_partial and (shown is None or one.variant == shown.variant)]
        if promise.kind == "reduction":
            of_year = [one for one in same if one.year == promise.baseline_year and one.is_final]
            return max(of_year, key=self._latest_first, default=None)
        before = [one for one in same if one.year < promise.period_from]
        if before:
            return max(before, key=self._latest_first)
        inside = [one for one in same if shown is not None and one.end <= shown.end]
        first = min((one.end for one in inside), default=None)
        return max((one for one in inside if one.end == first), key=self._latest_first, default=None)

    def _achieved(self, case: Case, shown: YearValue | None, base: YearValue | None) -> Decimal | None:
        if shown is None:
            return None
        if case.promise.kind == "reduction":
            return None if base is None or not base.value else rounded((base.value - shown.value) / base.value * 100, 2)
        return rounded(shown.value, shown.decimals)

    def _status(
        self,
        case: Case,
        some: list[YearValue],
        decides: YearValue | None,
        last: YearValue | None,
        base: YearValue | None,
        actual: Decimal | None,
    ) -> tuple[str, str | None]:
        reason = self._stopped(case, some, decides, base) or self._without_figure(case, some, decides, last)
        if reason is not None:
            return STATUS_OF.get(reason, NOT_ASSESSABLE), reason
        assert decides is not None and actual is not None
        is_met = satisfies(case.promise.op, actual, Decimal(repr(case.promise.value)))
        if case.is_due:
            return ("met" if is_met else "missed"), None
        return self._before_due(case, decides, base, actual, is_met)

    def _stopped(
        self, case: Case, some: list[YearValue], decides: YearValue | None, base: YearValue | None
    ) -> str | None:
        """What keeps a promise from being judged, in the order of the rules."""
        if case.ends is not None and case.due > case.ends and case.judged_on > case.ends:
            return case.end_reason
        if case.promise.kind == "reduction" and base is None:
            return "base_missing"
        partial = [one for one in some if one.is_partial and (not case.is_due or one.year == case.promise.due_year)]
        return "partial_coverage" if decides is None and partial else None

    def _without_figure(
        self, case: Case, some: list[YearValue], decides: YearValue | None, last: YearValue | None
    ) -> str | None:
        """Why there is nothing to judge by."""
        if last is None:
            return "never_reported"
        if decides is not None:
            return None
        if not case.is_due:
            return "no_observation_after_base"
        if any(one.year == case.promise.due_year and not one.is_final and not one.is_partial for one in some):
            return "final_figure_pending"
        indicator = self._catalogue.get(case.promise.indicator)
        lag = int(indicator.publication_lag_days or 0) if indicator is not None else 0
        return "awaiting_publication" if case.as_of <= case.due + timedelta(days=lag) else "overdue_publication"

    def _before_due(
        self, case: Case, decides: YearValue, base: YearValue | None, actual: Decimal, is_met: bool
    ) -> tuple[str, str | None]:
        """The pace of a promise that is not due."""
        promise = case.promise
        if promise.indicator in YEARLY:
            return NOT_ASSESSABLE, "year_not_over"
        if decides.year < promise.period_from:
            return NOT_ASSESSABLE, "no_observation_after_base"
        if is_met:
            return "met", None
        if base is None:
            return NOT_ASSESSABLE, "step_not_due" if case.is_step else "no_base"
        start = Decimal(0) if promise.kind == "reduction" else rounded(base.value, base.decimals)
        promised = Decimal(repr(promise.value))
        if decides.end > base.end and satisfies(promise.op, start, promised):
            return "behind", "baseline_met_then_fell"
        if case.is_step:
            return NOT_ASSESSABLE, "step_not_due"
        gone, planned = (day - decimal_year(base.end) for day in (decimal_year(decides.end), decimal_year(case.due)))
        if gone <= 0:
            return NOT_ASSESSABLE, "no_observation_after_base"
        pace = ((actual - start) / gone) / ((promised - start) / planned)
        return ("on_track" if round(pace, 9) >= ON_TRACK else "behind"), None

    def _at_end(self, case: Case, some: list[YearValue]) -> str | None:
        """What the last full year said where the unit or level ended up to a year before the due date."""
        if case.ends is None or case.due <= case.ends or case.due > case.ends + END_GRACE:
            return None
        year = MERGER.year - 1
        final = [one for one in some if one.year == year and one.is_final and not one.is_partial]
        if not final or case.judged_on < case.ends:
            return None
        one = max(final, key=self._latest_first)
        achieved = self._achieved(case, one, self._base(case, some, one))
        if achieved is None:
            return None
        return "met" if satisfies(case.promise.op, achieved, Decimal(repr(case.promise.value))) else "short"
