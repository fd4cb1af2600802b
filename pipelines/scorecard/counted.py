"""How many promises have which answer: verdicts first, then why there is none; the same words and sums on every page.

What belongs here: the words of an answer. What does not: parting and counting promises
(publishing/answers.py), charts, markup.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.publishing.answers import ANSWERS, DECIDED, count_answers
from pipelines.scorecard.speech import Speech

Count = tuple[str, str, int]


def word(answer: str, speech: Speech) -> str:
    """An answer in words."""
    return speech.term("status", answer) if answer in DECIDED else speech.say(f"answer.{answer}")


def words(speech: Speech) -> list[tuple[str, str]]:
    """Every answer with its words, in their order."""
    return [(answer, word(answer, speech)) for answer in ANSWERS]


def counts(answers: Iterable[str], speech: Speech) -> list[Count]:
    """Every answer, its words and how many times it was given."""
    return [(answer, word(answer, speech), n) for answer, n in count_answers(answers).items()]


def verdicts(found: list[Count], speech: Speech) -> str:
    """«42 đã có kết luận: 22 đạt, 18 không đạt.», or that none has one."""
    decided = [(said, n) for answer, said, n in found if answer in DECIDED and n]
    if not decided:
        return speech.say("answer.none_decided")
    said = ", ".join(f"{n} {words}" for words, n in decided)
    return speech.say("answer.decided", n=sum(n for _, n in decided), said=said)
