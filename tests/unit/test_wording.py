"""Counts as people read them."""

from pipelines.wording import counted, promised


def test_one_is_singular_and_everything_else_plural() -> None:
    said = [counted(number, "finding") for number in (0, 1, 2, 1000)]
    assert said == ["0 findings", "1 finding", "2 findings", "1,000 findings"]


def test_numbers_and_the_commitments_they_repeat_are_told_apart() -> None:
    mentions = [{"target_id": "a"}, {"target_id": "a"}, {"target_id": "b"}]
    assert promised(mentions) == "3 numbers promised (2 commitments, the others repeat them)"
    assert promised(mentions[1:]) == "2 numbers promised"
