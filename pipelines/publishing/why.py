"""One status in words: the derivation of a mart row, from its own columns alone. Pure.

What belongs here: filling the sentences of why.yml from a row. What does not: the sentences (why.yml), arithmetic
(every number is a column of the row), opening the published file (tell_why.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from pipelines.language import Language, date_said, number, place_said
from pipelines.vietnamese import squeeze
from pipelines.yaml_files import Said, read_yaml

# Which closed list of dim_term words the codes of a column; «flags» is a list of codes.
LISTS = {
    "target_kind": "target_kind",
    "measure_unit": "measure_unit",
    "year_source": "year_source",
    "target_level": "level",
    "coverage_level": "coverage_level",
    "basis": "basis",
    "path": "path",
    "actual_source": "figure_source",
    "figure_role": "figure_role",
    "base_source": "base_source",
    "growth_base_source": "base_source",
    "status": "status",
    "reason": "reason",
    "severity": "severity",
    "verdict_at_end": "verdict_at_end",
    "flags": "flag",
}
# What turns a statement where no single word does: the reader's own doubt, a rise or cut against the sense.
_TURNED = {
    "polarity_opposite": {"vi": "lời văn nêu điều ngược lại", "en": "words of the opposite"},
    "increase": {"vi": "tăng điều lẽ ra phải giảm", "en": "a rise of what should fall"},
    "reduction": {"vi": "giảm điều lẽ ra phải tăng", "en": "a cut of what should rise"},
}
_EMPTY = {
    "target_level": {"vi": "tất cả các cấp", "en": "all levels"},
    "document_number": {"vi": "không số", "en": "no number"},
    "indicator_name_vi": {"vi": "chưa gắn chỉ tiêu", "en": "no indicator yet"},
    "indicator_name_en": {"vi": "chưa gắn chỉ tiêu", "en": "no indicator yet"},
}
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "=", "range": "…"}
# What a scope without figures has before its words, as in «other:…».
_OF_WORDS = ":"
_WHOLE = {"vi": "toàn bộ", "en": "the whole"}
_DECIMALS = 4
_MISSING = {"vi": "không có", "en": "none"}
_BOOLEAN = {"vi": ("không", "có"), "en": ("no", "yes")}
_PLACE = re.compile(r"\{(\w+)\}")


def explain(
    row: Mapping[str, object], terms: Mapping[tuple[str, str], Mapping[str, str]], language: Language
) -> list[tuple[str, str]]:
    """Label and sentence pairs that derive the row's status; the first pair is the heading with an empty label.

    Args:
        row: a row of mart_gap_to_target or mart_gap_latest.
        terms: (closed list, code) -> texts by language, from dim_term.
        language: «vi» or «en».
    """
    said = _sentences()
    lines = [("", _filled(said["head"][language], row, terms, language))]
    lines += [
        (line["label"][language], _filled(line[language], row, terms, language))
        for line in said["lines"]
        if all(_holds(condition, row) for condition in line.get("when", ()))
    ]
    hint = said["next"]["reasons"].get(_text(row["reason"]))
    if hint:
        lines.insert(-1, (said["next"]["label"][language], _filled(hint[language], row, terms, language)))
    return lines


class Line(TypedDict):
    """A sentence with its label, and the conditions under which it is said."""

    label: Said
    vi: str
    en: str
    when: NotRequired[list[str]]


class Next(TypedDict):
    """What would lift each reason."""

    label: Said
    reasons: dict[str, Said]


class Sentences(TypedDict):
    """why.yml."""

    head: Said
    lines: list[Line]
    next: Next


@cache
def _sentences() -> Sentences:
    return read_yaml(Path(__file__).with_name("why.yml"), Sentences)


def _holds(condition: str, row: Mapping[str, Any]) -> bool:
    column, unequal, value = condition.partition("!=")
    if unequal:
        return _text(row[column]) not in value.split("|")
    column, equal, value = condition.partition("=")
    if equal:
        return _text(row[column]) in value.split("|")
    return _text(row.get(column)) != ""  # a build published by an older version lacks what was added since


def _filled(
    template: str, row: Mapping[str, Any], terms: Mapping[tuple[str, str], Mapping[str, str]], language: Language
) -> str:
    return _PLACE.sub(lambda match: _worded(match[1], _told(match[1], row), terms, language), template)


def _told(column: str, row: Mapping[str, Any]) -> object:
    """The column's value; of a scope without figures the statement's own words, which its code only spells."""
    value = row[column]
    return row["scope"] or value if column == "scope_code" and _OF_WORDS in _text(value) else value


def _worded(column: str, value: object, terms: Mapping[tuple[str, str], Mapping[str, str]], language: Language) -> str:
    if isinstance(value, bool):
        return _BOOLEAN[language][value]
    if isinstance(value, float) and column.endswith("_t"):  # a year with its fraction: no mark between thousands
        return _text(value).replace(".", "," if language == "vi" else ".")
    if isinstance(value, float):
        return number(value, language, _DECIMALS)
    if isinstance(value, date):
        return date_said(value, language)
    text = _text(value)
    if column in _SAID:
        return _SAID[column](text, language)
    if not text:
        return _EMPTY.get(column, _MISSING)[language]
    if column not in LISTS:
        return text
    words = [terms.get((LISTS[column], code), {}).get(language, code) for code in text.split("|")]
    return "; ".join(words)


def _sign(text: str, _language: Language) -> str:
    return _SIGNS.get(text, text)


def _bound(text: str, _language: Language) -> str:
    return f"{_SIGNS.get(text, text)} " if text else ""


def _scope(text: str, language: Language) -> str:
    return _WHOLE[language] if text == "all" else text.rpartition(_OF_WORDS)[2].replace("_", " ")


def _turned(text: str, language: Language) -> str:
    words = text.split("|")
    return ", ".join(_TURNED[word][language] if word in _TURNED else f"«{word}»" for word in words)


def _place(text: str, language: Language) -> str:
    return place_said(text, language) or _MISSING[language]


# Columns that are said in a way of their own.
_SAID: dict[str, Callable[[str, Language], str]] = {
    "op": _sign,
    "effective_op": _sign,
    "actual_bound": _bound,
    "scope_code": _scope,
    "turned_by": _turned,
    "target_locator": _place,
    "actual_locator": _place,
    "held_back_at": _place,
}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return squeeze(str(value))
