"""How many promises have which answer: verdicts first, then why there is none; the same words and sums on every page.

What belongs here: counting the answers of a place or of all, the words of an answer. What does not: parting promises
(publishing/answers.py), charts, markup.
"""

from __future__ import annotations

import polars as pl

from pipelines.publishing.answers import DECIDED
from pipelines.scorecard.speech import Speech

UNDECIDED = ("known", "unpublished", "unjudged")
ANSWERS = (*DECIDED, *UNDECIDED)
Count = tuple[str, str, int]


def answered(promises: pl.DataFrame) -> pl.DataFrame:
    """Promises with `answer`: the verdict, or the part of the answers that says why there is none."""
    is_decided = pl.col("status").is_in(DECIDED)
    return promises.with_columns(pl.when(is_decided).then("status").otherwise("part").alias("answer"))


def word(answer: str, speech: Speech) -> str:
    """An answer in words."""
    return speech.term("status", answer) if answer in DECIDED else speech.say(f"answer.{answer}")


def counts(promises: pl.DataFrame, speech: Speech) -> list[Count]:
    """Every answer, its words and how many of the promises have it."""
    found = answered(promises)["answer"].to_list()
    return [(answer, word(answer, speech), found.count(answer)) for answer in ANSWERS]


def by_place(promises: pl.DataFrame) -> pl.DataFrame:
    """One row a place: `unit_id` and a column an answer."""
    columns = [(pl.col("answer") == answer).sum().alias(answer) for answer in ANSWERS]
    return answered(promises).group_by("unit_id", maintain_order=True).agg(columns)


def verdicts(found: list[Count], speech: Speech) -> str:
    """«42 đã có kết luận: 22 đạt, 18 không đạt.», or that none has one."""
    decided = [(said, n) for answer, said, n in found if answer in DECIDED and n]
    if not decided:
        return speech.say("answer.none_decided")
    said = ", ".join(f"{n} {words}" for words, n in decided)
    return speech.say("answer.decided", n=sum(n for _, n in decided), said=said)
