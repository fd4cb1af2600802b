"""What commands ask of single plan files, answered behind the fence (see fence/nursery.py). Pure.

What belongs here: the questions, asking them file by file. What does not: reading plans (plans), printing (cli), whole
runs (readers.py). Neither side imports an engine: one plan is answered within a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.fence.limits import Ended
from pipelines.fence.pool import Fence, shared_fence

if TYPE_CHECKING:
    from pipelines.plans.indicators import IndicatorMatcher
    from pipelines.plans.rows import MentionRow, PlanRow
    from pipelines.reference.registry import UnitChange
    from pipelines.reference.units import Alias, UnitResolver

ANSWERS = "pipelines.plan_answers"


@dataclass(frozen=True)
class Question:
    """One of `QUESTIONS` about a file: the file's path and what else the question needs."""

    name: str
    path: Path
    more: tuple[object, ...] = ()


@dataclass(frozen=True)
class Unanswered:
    """Why a file gave no answer, in words."""

    reason: str


@dataclass(frozen=True)
class Reference:
    """What statements of a world are read with: its own corrections of units and indicators."""

    unit_changes: Sequence[UnitChange] = ()
    unit_aliases: Sequence[Alias] = ()
    indicator_aliases: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True)
class Statements:
    """The numbers of a plan that decisions may be about: those read as promises, those no rule took for one."""

    plan: PlanRow
    mentions: Sequence[MentionRow]
    unread: Sequence[MentionRow]


def ask(questions: Sequence[Question], reference: Reference | None = None) -> Iterator[object]:
    """The answer to each question in order; `Unanswered` where the file can't be read, or ended its reader.

    The process that answers starts now, so that it gets ready while the command imports what it prints with.
    """
    return _answered(shared_fence(ANSWERS), questions, reference) if questions else iter(())


def _answered(fence: Fence, questions: Sequence[Question], reference: Reference | None) -> Iterator[object]:
    fence.prepare(reference)
    for answer in fence.work(questions):
        yield Unanswered(f"{answer.rule}: {answer.found}") if isinstance(answer, Ended) else answer


def warm_up() -> None:
    """Load what every question needs."""
    from pipelines.plans.reader import default_matcher

    default_matcher()


class _World:
    """What statements of the world asked about are read with."""

    units: UnitResolver
    matcher: IndicatorMatcher


def prepare(reference: Reference | None) -> None:
    """Get ready for a world's statements; the other questions need no world."""
    if reference is None:
        return
    from pipelines.plans.indicators import IndicatorMatcher
    from pipelines.reference.indicators import IndicatorCatalogue
    from pipelines.reference.units import UnitResolver

    _World.units = UnitResolver.of(reference.unit_changes, reference.unit_aliases)
    _World.matcher = IndicatorMatcher(IndicatorCatalogue.of(reference.indicator_aliases).indicators.values())


def work(question: Question) -> object:
    """Answer one question; a file that can't be read is an answer too."""
    try:
        return QUESTIONS[question.name](question.path, *question.more)
    except (ValueError, OSError) as error:
        return Unanswered(str(error))


def _targets(path: Path) -> object:
    from pipelines.plans.reader import targets_and_notes

    return targets_and_notes(path)


def _tasks(path: Path) -> object:
    from pipelines.plans.reader import tasks_of

    return tasks_of(path)


def _explain(path: Path, place: str) -> object:
    from pipelines.plans.explain import explain_at

    return explain_at(path, place)


def _statements(path: Path, source_file: str) -> Statements | None:
    from pipelines.plans.reader import read_plan
    from pipelines.plans.unread import row_of
    from pipelines.source import read_source

    reading = read_plan(read_source(path, source_file), _World.units, _World.matcher)
    plan = reading.document
    if plan is None:
        return None
    return Statements(plan, reading.mentions, [row_of(one, plan, _World.matcher) for one in reading.unread])


QUESTIONS: Mapping[str, Callable[..., object]] = {
    "targets": _targets,
    "tasks": _tasks,
    "explain": _explain,
    "statements": _statements,
}
