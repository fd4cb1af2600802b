"""Answers fetched before anybody asks: given once, to who asks for just them; nothing else runs beside them."""

import threading
from collections.abc import Iterator

import pytest

from pipelines.fence.begun import begin, taken_over


def test_what_was_begun_is_given_once_in_its_order() -> None:
    begin("plans", iter(range(3)))
    given = taken_over("plans")
    assert given is not None and list(given) == [0, 1, 2]
    assert taken_over("plans") is None


def test_who_asks_for_something_else_ends_it_first() -> None:
    """A list longer than what may wait: the thread waits for room, and is ended nevertheless."""
    seen: list[int] = []

    def answers() -> Iterator[int]:
        for number in range(100_000):
            seen.append(number)
            yield number

    begin("plans", answers())
    assert taken_over("exports") is None
    ended = len(seen)
    assert ended < 100_000
    assert not any(thread.name == "begun" for thread in threading.enumerate())
    assert taken_over("plans") is None and len(seen) == ended


def test_a_second_beginning_ends_the_first() -> None:
    begin("plans", iter(range(100_000)))
    begin("exports", iter("ab"))
    assert taken_over("exports") is not None
    assert sum(thread.name == "begun" for thread in threading.enumerate()) <= 1
    assert taken_over("plans") is None


def test_what_breaks_is_raised_where_it_is_asked_for() -> None:
    def answers() -> Iterator[int]:
        yield 1
        raise ValueError("the fence died")

    begin("plans", answers())
    given = taken_over("plans")
    assert given is not None and next(given) == 1
    with pytest.raises(ValueError, match="the fence died"):
        next(given)
