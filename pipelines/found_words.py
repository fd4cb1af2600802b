"""What a finding found, in the language of who reads it. Pure.

What belongs here: the entries of found_words.yml and putting a text into their words. What does not: raising findings,
their titles and remedies (finding_rules.py).
"""

from __future__ import annotations

from pathlib import Path

from pipelines.language import Language
from pipelines.sentence_pairs import SentencePairs

_WORDS = SentencePairs(Path(__file__).with_suffix(".yml"))
# What joins the texts of one cause at several places.
_JOINT = "; "


def found_in_words(found: str, language: Language) -> str:
    """The text of a finding in a language; texts that no entry knows, and all in English, stay as they are.

    Where several texts of one cause are joined, each is said by itself.
    """
    if language == "en" or not found:
        return found
    parts = [(part, _WORDS.in_vietnamese(part)) for part in found.split(_JOINT)]
    whole = None if all(said for _, said in parts) else _WORDS.in_vietnamese(found)
    return whole or _JOINT.join(said or part for part, said in parts)
