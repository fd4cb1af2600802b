"""The fence: every way that work can end is an answer for that task, and all other tasks get theirs."""

import os
import time
from collections.abc import Iterator

import pytest

from pipelines.fence.limits import Ended, Limits
from pipelines.fence.pool import HEAVY, LIGHT, Fence, FenceError

LIMITS = Limits(seconds=1, clock=2, memory=200_000_000, asked=400_000_000, output=20_000_000)


@pytest.fixture(scope="module")
def fence() -> Iterator[Fence]:
    made = Fence("tests.unit.fence.tasks", LIMITS, size=2)
    made.prepare("given")
    yield made
    made.close()


ENDINGS = {
    "raise": "file_breaks_the_reader",
    "panic": "file_breaks_the_reader",
    "abort": "file_breaks_the_reader",
    "segfault": "file_breaks_the_reader",
    "exit": "file_breaks_the_reader",
    "recurse": "file_breaks_the_reader",
    "spin": "file_takes_too_long",
    "sleep": "file_takes_too_long",
    "hoard": "file_needs_too_much_memory",
    "hoard slowly": "file_needs_too_much_memory",
    "hoard and wait": "file_needs_too_much_memory",
    "hoard outside python": "file_breaks_the_reader",
    "shout": "file_gives_too_much",
    "killed": "file_breaks_the_reader",
}


@pytest.mark.parametrize("way", list(ENDINGS))
def test_work_that_ends_badly_is_said_and_its_neighbours_get_their_answers(fence: Fence, way: str) -> None:
    answers = list(fence.work([("echo", 1), (way, 2), ("echo", 3), ("echo", 4)]))
    assert [answers[0], *answers[2:]] == [1, 3, 4]
    assert isinstance(answers[1], Ended)
    assert answers[1].rule == ENDINGS[way]
    assert answers[1].found


def test_answers_come_in_the_order_of_the_tasks_whatever_takes_longer(fence: Fence) -> None:
    tasks = [("slow", 1), ("echo", 2), ("slow", 3), ("echo", 4)]
    assert list(fence.work(tasks)) == [1, 2, 3, 4]
    assert list(fence.work(tasks, weights=[1, 10**6, 2, 10**7])) == [1, 2, 3, 4]


def test_a_list_begun_before_another_ended_costs_neither_an_answer(fence: Fence) -> None:
    first = fence.work([("slow", number) for number in range(4)])
    got = [next(first)]
    assert list(fence.work([("echo", 9)])) == [9]
    assert [*got, *first] == [0, 1, 2, 3]


@pytest.mark.parametrize("way", ["raise", "abort", "spin", "shout"])
def test_of_light_tasks_done_together_only_the_bad_one_ends_badly(fence: Fence, way: str) -> None:
    tasks = [("echo", number) for number in range(40)]
    tasks[21] = (way, 21)
    answers = list(fence.work(tasks, weights=[1] * 40, together=5))
    assert isinstance(answers[21], Ended)
    assert answers[21].rule == ENDINGS[way]
    assert [*answers[:21], *answers[22:]] == [*range(21), *range(22, 40)]


def test_only_light_tasks_that_follow_one_another_are_done_together() -> None:
    fence = Fence("tests.unit.fence.tasks", LIMITS, size=1)
    tasks = [("together", 0)] * 12
    weights = [1, 1, 1, LIGHT, 1, 1, 1, 1, 1, LIGHT, HEAVY + 1, 1]
    assert list(fence.work(tasks, weights, together=100)) == [3, 3, 3, 1, 3, 3, 3, 2, 2, 1, 1, 1]
    fence.close()


def test_two_workers_work_at_once(fence: Fence) -> None:
    assert len(set(fence.work([("slow process", 0), ("slow process", 0)]))) == 2


def test_a_worker_that_something_outside_ended_is_replaced_and_the_task_tried_again(fence: Fence) -> None:
    assert list(fence.work([("die once", os.getpid())])) == [os.getpid()]


def test_a_task_that_only_waited_for_a_busy_machine_is_tried_again(fence: Fence) -> None:
    number = os.getpid() + 1
    assert list(fence.work([("wait once", number), ("echo", 2)])) == [number, 2]


def test_two_that_need_much_memory_together_get_their_answers_one_after_the_other(fence: Fence) -> None:
    assert list(fence.work([("much", 1), ("much", 2), ("echo", 3)])) == [1, 2, 3]


def test_workers_know_the_context_of_the_last_preparation() -> None:
    fence = Fence("tests.unit.fence.tasks", LIMITS, size=1)
    for context in ("one", "two", "two"):
        fence.prepare(context)
        assert list(fence.work([("context", 0)])) == [context]
    with pytest.raises(FenceError, match="no such context"):
        fence.prepare("refused")
    fence.close()


def test_nothing_runs_on_after_the_fence_is_closed() -> None:
    fence = Fence("tests.unit.fence.tasks", LIMITS, size=2)
    workers = list(fence.work([("slow process", 0), ("slow process", 0)]))
    fence.close()
    end = time.monotonic() + 30
    while any(map(_runs, workers)) and time.monotonic() < end:
        time.sleep(0.02)  # who was killed still stands until the system has taken note
    assert not any(map(_runs, workers))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_module_that_does_not_import_is_said() -> None:
    fence = Fence("tests.unit.fence.nothing", LIMITS)
    with pytest.raises(ModuleNotFoundError, match="nothing"):
        fence.prepare("anything")
    fence.close()
