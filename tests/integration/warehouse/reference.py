"""A second reading of the gap rules, in plain Python and as slow as it is plain.

What belongs here: status, reason, severity and numbers of one promise in one year, written from the design's rules
alone, for a promise with one unit and one level of the kinds level, reduction, rank gain and yearly count. What does
not: anything of the SQL it is held against, nor cases (test_reference.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Figure:
    """One figure of one period; `kind` is annual, point, ytd or quarter."""

    end: date
    value: float
    decimals: int
    kind: str
    bound: str | None = None
    known: date | None = None
    n_ranked: int | None = None

    @property
    def known_from(self) -> date:
        return self.known or self.end

    @property
    def t(self) -> Fraction:
        """Decimal year: 31 December 2025 = 2025, the end of month m of Y = Y - 1 + m / 12."""
        return Fraction(self.end.year - 1) + Fraction(self.end.month, 12)

    @property
    def compared(self) -> Fraction:
        """The value rounded half up to the digits its source printed."""
        return rounded(Fraction(str(self.value)), self.decimals)


@dataclass(frozen=True)
class Promise:
    """One quantified commitment; `kind` is level, reduction, rank_gain or count."""

    kind: str
    direction: int
    op: str
    value: float
    high: float | None
    due: int
    plan: tuple[int, int]
    lag: int
    baseline: int | None = None

    @property
    def way(self) -> int:
        return self.direction if self.kind in {"level", "count"} else 1

    @property
    def bound(self) -> Fraction:
        far = self.op == "range" and self.way < 0 and self.high is not None
        return Fraction(str(self.high if far else self.value))

    @property
    def strict(self) -> bool:
        return self.op in {">", "<"}

    def conflict(self) -> bool:
        return (self.op in {">", ">="} and self.way < 0) or (self.op in {"<", "<="} and self.way > 0)

    def satisfied(self, actual: Fraction) -> bool:
        gap = (actual - self.bound) * self.way
        return gap > 0 or (gap == 0 and not self.strict)


@dataclass
class Verdict:
    """What the design says of one promise in one year; numbers are null where nothing is to be said."""

    status: str
    reason: str | None = None
    severity: str | None = None
    gap: Fraction | None = None
    expected: Fraction | None = None
    pace: Fraction | None = None
    required: Fraction | None = None
    projected: Fraction | None = None
    flags: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Reading:
    """A figure on the promise's own footing: a level, an achieved reduction, a gain in positions."""

    t: Fraction
    actual: Fraction
    final: bool
    year: int
    figure: Figure


def rounded(value: Fraction, digits: int) -> Fraction:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def year_values(figures: list[Figure], until: date, as_of: date) -> list[Figure]:
    """One figure a year of those that count: the final one, else the latest; quarters summed, four are the year."""
    counting = [f for f in figures if f.end <= until and f.known_from <= as_of]
    latest: dict[tuple[date, str], Figure] = {}
    for f in sorted(counting, key=lambda f: f.known_from):
        latest[(f.end, f.kind)] = f
    plain = [f for f in latest.values() if f.kind != "quarter"]
    for year in {f.end.year for f in latest.values() if f.kind == "quarter"}:
        parts = sorted((f for f in latest.values() if f.kind == "quarter" and f.end.year == year), key=lambda f: f.end)
        kind = "annual" if len(parts) == 4 else "ytd"
        plain.append(Figure(parts[-1].end, sum(p.value for p in parts), 0, kind))
    values: dict[int, Figure] = {}
    for f in sorted(plain, key=lambda f: (is_final(f), f.end)):
        values[f.end.year] = f
    return [values[year] for year in sorted(values)]


def is_final(f: Figure) -> bool:
    """A year's figure, or the point of its December: one of mid-year is provisional."""
    return f.kind == "annual" or (f.kind == "point" and f.end.month == 12)


def verdict(p: Promise, figures: list[Figure], year: int, as_of: date) -> Verdict:
    """Section 6 in its own order."""
    until = min(date(year, 12, 31), as_of)
    due_day = date(p.due, 12, 31)
    due = until >= due_day and as_of > due_day
    counting = year_values(figures, until, as_of)
    if p.conflict():
        return Verdict("not_assessable", "comparator_conflict")
    base = _stated_base(p, counting)
    if isinstance(base, Verdict):
        return base
    readings = [r for f in counting if (r := _reading(p, f, base)) is not None]
    if not readings:
        return Verdict("no_data", "never_reported")
    now, missing = _deciding(p, readings, due, as_of)
    gap = (now.actual - p.bound) * p.way
    if missing:
        return Verdict("no_data", missing, gap=gap)
    if _other_field(p, base, now.figure):
        return Verdict("not_assessable", "ranked_population_changed", gap=gap)
    if p.kind == "count" and now.year != p.due and not due:
        # Last year's count says nothing of this year's, which starts from 0 on 1 January.
        return Verdict("not_assessable", "no_observation_after_base", gap=gap)
    met = _meets(p, now)
    if now.figure.bound:
        implied = _implied(p, now.figure)
        if implied is None:
            return Verdict("not_assessable", "bounded_value", gap=gap)
        met = implied
    start_t, start, start_bound = _path_base(p, readings, base)
    v = Verdict("", gap=gap, flags=edges(p, now))
    _fill_pace(p, v, now, start_t, start)
    if not due and (early := _no_early_verdict(p, now, met, (start_t, start_bound))):
        return Verdict("not_assessable", early, gap=gap)
    if met:
        v.status = "met"
        v.flags |= ({"early"} if not due else set()) | ({"provisional"} if not now.final else set())
        return v
    if due:
        v.status = "missed"
        return v
    _judge_pace(p, v, now, start_t, start)
    return v


def _no_early_verdict(p: Promise, now: Reading, met: bool, start: tuple[Fraction | None, str | None]) -> str | None:
    """What may not be judged before it is due, and why."""
    start_t, start_bound = start
    if not met and (now.figure.bound or (start_bound and start_t is not None and start_t < now.t)):
        return "bounded_value"  # a bound that proves «not yet» proves no pace
    if p.kind == "count":
        return "year_not_over"
    return "no_observation_after_base" if now.year < p.plan[0] else None


def edges(p: Promise, now: Reading) -> set[str]:
    """How near the figure stands to what was promised: on a strict bound, beyond a range, parted by its digits."""
    if now.figure.bound:
        return {"bounded"}
    if p.kind == "rank_gain" and now.figure.value == 1:
        return set()  # nothing is above the first rank, whatever was to be gained
    far = Fraction(str(p.value if p.way < 0 else p.high or p.value))
    exact = Fraction(str(now.figure.value)) if p.kind == "level" else now.actual
    told = {
        "strict_boundary": p.strict and now.actual == p.bound,
        "over_range": p.op == "range" and (now.actual - far) * p.way > 0,
        "borderline": p.satisfied(exact) != p.satisfied(now.actual),
    }
    return {flag for flag, holds in told.items() if holds}


def after_due(p: Promise, figures: list[Figure], year: int, as_of: date) -> set[str]:
    """What later figures say of a due year: met_late where not met in time or not seen to be, lapsed where met."""
    own = verdict(p, figures, year, as_of)
    counting = year_values(figures, as_of, as_of)
    base = _stated_base(p, counting)
    short = own.status == "missed" or own.reason in {
        "never_reported",
        "overdue_publication",
        "final_figure_pending",
    }
    if isinstance(base, Verdict) or not (short or own.status == "met"):
        return set()
    later = [
        None if _other_field(p, base, f) else _implied(p, r.figure) if r.figure.bound else _meets(p, r)
        for f in counting
        if f.end > date(p.due, 12, 31) and (r := _reading(p, f, base)) is not None
    ]
    if not later or later[-1] is None:
        return set()
    if short and later[-1]:
        return {"met_late"}
    return {"lapsed"} if own.status == "met" and not later[-1] else set()


def _stated_base(p: Promise, counting: list[Figure]) -> Figure | Verdict | None:
    if p.kind not in {"reduction", "rank_gain"}:
        return None
    of_year = [f for f in counting if f.end.year == p.baseline and is_final(f)]
    if not of_year:
        return Verdict("not_assessable", "base_missing")
    if p.kind == "reduction" and of_year[-1].compared == 0:
        return Verdict("not_assessable", "base_zero")
    return of_year[-1]


def _reading(p: Promise, f: Figure, base: Figure | None) -> Reading | None:
    actual = f.compared
    if p.kind == "reduction" and base:
        actual = rounded((base.compared - f.compared) / base.compared * 100, 2)
    if p.kind == "rank_gain" and base:
        actual = base.compared - f.compared
    return Reading(f.t, actual, is_final(f), f.end.year, f)


def _deciding(p: Promise, readings: list[Reading], due: bool, as_of: date) -> tuple[Reading, str | None]:
    if not due:
        return readings[-1], None
    of_due = [r for r in readings if r.year == p.due]
    final = [r for r in of_due if r.final]
    if final:
        return final[-1], None
    if of_due:
        return readings[-1], "final_figure_pending"
    within = as_of <= date(p.due, 12, 31) + timedelta(days=p.lag)
    return readings[-1], "awaiting_publication" if within else "overdue_publication"


def _other_field(p: Promise, base: Figure | None, f: Figure) -> bool:
    """Ranks among another number of units do not compare; where a source says no number it is the same field."""
    return p.kind == "rank_gain" and base is not None and base.n_ranked != f.n_ranked


def _meets(p: Promise, r: Reading) -> bool:
    return p.satisfied(r.actual) or (p.kind == "rank_gain" and r.figure.value == 1)


def _implied(p: Promise, f: Figure) -> bool | None:
    """Does the printed bound, «>90», imply the answer? None where it does not."""
    printed, bound = f.compared, f.bound or ""
    open_end = bound in {">", "<"}
    if (bound[0] == ">") == (p.way > 0):  # the truth lies on the good side of what is printed
        beyond = (printed - p.bound) * p.way
        return True if beyond > 0 or (beyond == 0 and (open_end or not p.strict)) else None
    short = (p.bound - printed) * p.way
    return False if short > 0 or (short == 0 and (open_end or p.strict)) else None


def _path_base(
    p: Promise, readings: list[Reading], base: Figure | None
) -> tuple[Fraction | None, Fraction | None, str | None]:
    if p.kind == "count":
        return Fraction(p.due - 1), Fraction(0), None
    if base:
        return base.t, Fraction(0), base.bound
    before = [r for r in readings if r.year < p.plan[0]]
    chosen = before[-1] if before else readings[0]
    return chosen.t, chosen.actual, chosen.figure.bound


def _fill_pace(p: Promise, v: Verdict, now: Reading, start_t: Fraction | None, start: Fraction | None) -> None:
    if start_t is None or start is None:
        return
    if start_t < now.t < p.due:
        v.required = (p.bound - now.actual) / (p.due - now.t)
        v.projected = now.actual + (now.actual - start) / (now.t - start_t) * (p.due - now.t)
        if p.kind == "level":  # of percentages and minutes, which end at 100 and at 0
            v.projected = min(v.projected, Fraction(100)) if p.direction > 0 else max(v.projected, Fraction(0))
    step = p.plan[0] == p.plan[1]
    if step and now.t < p.due:  # expects nothing before its 31 December
        return
    if step:
        v.expected = p.bound
    elif start_t <= now.t and start_t < p.due:
        v.expected = start + (p.bound - start) * (now.t - start_t) / (p.due - start_t)
    to_go = (p.bound - start) * p.way
    if to_go > 0 and start_t < now.t and start_t < p.due:
        v.pace = ((now.actual - start) * p.way / (now.t - start_t)) / (to_go / (p.due - start_t))


def _judge_pace(p: Promise, v: Verdict, now: Reading, start_t: Fraction | None, start: Fraction | None) -> None:
    if start is not None and start_t is not None and start_t < now.t and p.satisfied(start):
        v.status, v.reason, v.severity = "behind", "baseline_met_then_fell", "reversing"
        return
    v.status = "not_assessable"
    if p.plan[0] == p.plan[1] and now.t < p.due:  # expects nothing yet, whatever its base
        v.reason = "step_not_due"
    elif start_t is None or start is None:
        v.reason = "no_base"
    elif now.t <= start_t:
        v.reason = "no_observation_after_base"
    elif start_t >= p.due:
        v.reason = "base_not_before_due"
    elif v.pace is None:
        # The base stands exactly on a strict bound: the line is flat, so only standing still or falling remain.
        v.status, v.severity = ("behind", "reversing") if (now.actual - start) * p.way < 0 else ("on_track", None)
    elif v.pace >= Fraction(95, 100):
        v.status = "on_track"
    else:
        v.status = "behind"
        v.severity = "accelerate" if v.pace >= Fraction(60, 100) else "far_behind" if v.pace >= 0 else "reversing"
