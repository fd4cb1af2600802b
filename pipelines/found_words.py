"""What a finding found, expected and says to do, in the language of who reads it. Pure.

What belongs here: the entries of found_words.yml, expected_words.yml and remedy_words.yml, putting a text into their
words. What does not: raising findings, the titles and remedies of their kinds (finding_rules.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pipelines.findings import as_listed
from pipelines.language import Language
from pipelines.sentence_pairs import SentencePairs

_WORDS = SentencePairs(Path(__file__).with_suffix(".yml"))
_EXPECTED = SentencePairs(Path(__file__).with_name("expected_words.yml"))
_REMEDIES = SentencePairs(Path(__file__).with_name("remedy_words.yml"))
# What joins the texts of one cause at several places.
_JOINT = "; "
# A code of the catalogue or the id of a unit, standing alone: no part of a file's name.
_CODE = re.compile(r"(?<![\w./-])(?:[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[PDC]\d+-\d{2})(?![\w./-])")


def found_in_words(found: str, language: Language) -> str:
    """The text of a finding in a language; texts that no entry knows, and all in English, stay as they are.

    Where several texts of one cause are joined, each is said by itself.
    """
    if language == "en" or not found:
        return found
    return _JOINT.join(_said(text) or text for text in _apart(found))


def _said(text: str) -> str | None:
    return _WORDS.in_vietnamese(as_listed(text))


def _apart(found: str) -> list[str]:
    """The texts that were joined, some of which hold the joint themselves.

    A part that an entry fits begins a text, and parts that none fits go on with it; a text that begins with a part that
    none fits ends where an entry fits the whole.
    """
    texts: list[str] = []
    is_open = False
    begins_known = False
    for part in found.split(_JOINT):
        is_known = _said(part) is not None
        if is_known or not is_open:
            texts.append(part)
            begins_known, is_open = is_known, True
        else:
            texts[-1] += _JOINT + part
            is_open = begins_known or _said(texts[-1]) is None
    return texts


def with_names(found: str, names: Mapping[str, str]) -> str:
    """A text whose codes of indicators and ids of units say their names: «SIPAS (sipas_index)»; a code once.

    Args:
        found: a text of a finding.
        names: the names people use, by code and id; what is not in it stays as it is.
    """
    said: set[str] = set()

    def named(match: re.Match[str]) -> str:
        code = match[0]
        if code not in names:
            return code
        is_new = code not in said
        said.add(code)
        return f"{names[code]} ({code})" if is_new else names[code]

    return _CODE.sub(named, found)


def own_expectation(expected: str, language: Language) -> str | None:
    """What one finding expected where it names more than its kind does (candidates, a range); else None."""
    said = _EXPECTED.in_vietnamese(expected)
    return expected if said and language == "en" else said


def remedy_in_vietnamese(remedy: str) -> str | None:
    """What one finding says to do, in Vietnamese; None where an entry for it, or for a part of it, is missing."""
    parts = remedy.replace(". Another form", "; Another form").split(_JOINT)
    said: list[str] = []
    while parts:
        # An entry may hold «; » itself: the shortest run of parts that one fits.
        runs = ((n, _REMEDIES.in_vietnamese(_JOINT.join(parts[:n]))) for n in range(1, len(parts) + 1))
        taken, words = next(((n, words) for n, words in runs if words), (0, ""))
        if not words:
            return None
        said.append(words)
        parts = parts[taken:]
    return _JOINT.join(said)
