"""Texts of the pages in one language. Pure.

What belongs here: finding and filling texts.yml, days and numbers as people write them. What does not: the texts
themselves, words of closed lists and of answers (publishing/said.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from pipelines.language import Language, number
from pipelines.publishing.said import Words
from pipelines.publishing.said import texts as answer_texts
from pipelines.yaml_files import Texts, read_yaml


@cache
def site_texts() -> dict[str, Texts]:
    """The texts of texts.yml."""
    return read_yaml(Path(__file__).with_name("texts.yml"), dict[str, Texts])


@cache
def _text(key: str, lang: Language, *, is_one: bool) -> str:
    """A text with its places in braces; English has a text of its own for one thing where the plural would be wrong."""
    group, _, name = key.partition(".")
    forms = (site_texts().get(group) or answer_texts()[group])[name]
    return str(forms["one"] if is_one and lang == "en" and "one" in forms else forms[lang])


class Speech:
    """What a page says in one language: its own texts, words of closed lists, numbers and days."""

    def __init__(self, terms: pl.DataFrame, lang: Language) -> None:
        """Args: `terms`: dim_term; `lang`: the language of everything said."""
        self.lang: Language = lang
        self.words = Words(terms, lang)

    def say(self, key: str, **filled: object) -> str:
        """A text of texts.yml, or of answers.yml, by its «group.name», its places filled; `n` is what is counted."""
        text = _text(key, self.lang, is_one=filled.get("n") == 1)
        return text.format(**filled) if filled else text

    def term(self, kind: str, code: str | None) -> str:
        """The word of a code of a closed list."""
        return self.words.term(kind, code)

    def number(self, value: float | None, decimals: int = 2) -> str:
        """«1.234,5»; a dash where there is none."""
        return "–" if value is None else number(value, self.lang, decimals)

    def day(self, value: date | None) -> str:
        """«1/7/2025» in Vietnamese, «1 July 2025» in English."""
        if value is None:
            return "–"
        return (
            f"{value.day}/{value.month}/{value.year}" if self.lang == "vi" else f"{value.day} {value:%b} {value.year}"
        )

    def name(self, row: Mapping[str, object], stem: str) -> str:
        """A name in the language of the page where the row has one in it."""
        return str(row.get(f"{stem}_{self.lang}") or row.get(f"{stem}_vi") or "")
