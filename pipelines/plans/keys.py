"""The ids of plans, mentions and targets, and the keys that reviewers' decisions are kept under.

What belongs here: making ids and keys from what was read. What does not: rows (rows), applying decisions (deciding).

Keys are a promise to reviewers: a decision made on one holds as long as its sentence, value, level and year stand. What
is hashed here must not change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from pipelines.plans.mentions import Mention
from pipelines.plans.phrasing import normalise

_LONGEST = 400
_PLAN_ID = 12


def plan_id_of(source_file: str) -> str:
    """12 hex digits of the path: stable while the file stays in place."""
    return _digest(source_file)[:_PLAN_ID]


def document_key_of(number: str | None, unit_id: str | None, source_file: str) -> str:
    """Number and issuer, which an extract and its original share; the path where one of them is not known."""
    return f"{number}|{unit_id}" if number and unit_id else source_file


def statement_keys(mentions: Sequence[Mention], document_key: str) -> list[str]:
    """For each mention its key: document, words, number, level, year; equal ones are numbered in reading order."""
    return _numbered(
        _key(document_key, normalise(m.quote)[:_LONGEST], m.number_text, str(m.level), str(m.year)) for m in mentions
    )


def unread_keys(refused: Iterable[tuple[str, str]], document_key: str) -> list[str]:
    """For each refused number (its sentence and words) its key, numbered as above."""
    return _numbered(_key(document_key, normalise(said)[:_LONGEST], words, "unread") for said, words in refused)


def target_ids(mentions: Sequence[Mention], keys: Sequence[str], plan_id: str) -> list[str]:
    """For each mention the id of its target: that of the first mention of the same commitment."""
    return [target_id(plan_id, keys[_origin(mentions, place)]) for place in range(len(mentions))]


def target_id(plan_id: str, key: str) -> str:
    """The id of the target first said under a statement key."""
    return _key(plan_id, key)


def mention_ids(mentions: Sequence[Mention], plan_id: str) -> list[str]:
    """For each mention its own id."""
    return [_key(plan_id, str(m.number_start), str(m.level), str(place)) for place, m in enumerate(mentions)]


def _origin(mentions: Sequence[Mention], place: int) -> int:
    earlier = mentions[place].repeat_of
    while earlier is not None:
        place, earlier = earlier, mentions[earlier].repeat_of
    return place


def _numbered(digests: Iterable[str]) -> list[str]:
    seen: dict[str, int] = {}
    keys: list[str] = []
    for digest in digests:
        seen[digest] = seen.get(digest, 0) + 1
        keys.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return keys


def _key(*parts: str) -> str:
    return _digest("\x1f".join(parts))[:16]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
