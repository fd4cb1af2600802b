"""Which language a person is answered in. Pure.

What belongs here: Vietnamese or English; numbers, days and places as each says them. What does not: sentences.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date
from typing import Literal

Language = Literal["vi", "en"]
VARIABLES = ("CCHC_LANG", "LANG")
# Bounds as they are printed before a number; a range and an equal have none.
SIGNS = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< "}
_SWAPPED = str.maketrans(",.", ".,")
# The words of a place in a file, as locators write them and as people say them; longer ones first.
_PLACE_WORDS = {
    "sheet": "trang tính",
    "paragraph": "đoạn",
    "page": "trang",
    "table": "bảng",
    "row": "hàng",
    "column": "cột",
    "cell": "ô",
    "offset": "vị trí",
    "line": "dòng",
}
# A place that is all of something, or what is told of all of it.
_WHOLE_PLACES = {"file": "cả tệp", "document": "cả văn bản", "metadata": "thông tin văn bản", "sidecar": "tệp mô tả"}
_WHOLE_IN_ENGLISH = re.compile(rf"(?:(?<=^)|(?<=; ))({'|'.join(_WHOLE_PLACES)})(?=$|[;,])")
_SAID_PLACES = {said: word for word, said in _PLACE_WORDS.items()}
_IN_ENGLISH = re.compile(rf"(?:(?<=^)|(?<=[,;(] ))({'|'.join(_PLACE_WORDS)})(?= )")
_IN_VIETNAMESE = re.compile(rf"(?:(?<=^)|(?<=[,;(] ))({'|'.join(_SAID_PLACES)})(?= )")


def language(chosen: str | None = None, environ: Mapping[str, str] | None = None) -> Language:
    """The language asked for, else that of CCHC_LANG, else that of LANG; English where none of them is Vietnamese."""
    known = os.environ if environ is None else environ
    said = chosen or next((known[name] for name in VARIABLES if known.get(name)), "")
    return "vi" if said.lower().startswith("vi") else "en"


def number(value: float, lang: Language, decimals: int = 2) -> str:
    """A number as people write it: «1.234,5» in Vietnamese, «1,234.5» in English; no zeros at the end of a fraction."""
    rounded = round(value, decimals)
    text = f"{0.0 if rounded == 0 else rounded:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.translate(_SWAPPED) if lang == "vi" else text


def date_said(day: date | str, lang: Language) -> str:
    """A day as people write it: «31/10/2026» in Vietnamese, «2026-10-31» in English."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return day.strftime("%d/%m/%Y") if lang == "vi" else day.isoformat()


def place_said(locator: str, lang: Language) -> str:
    """A place in a file in the words of a reader: «row 614, column L» is «hàng 614, cột L» in Vietnamese."""
    if lang == "en":
        return locator
    whole = _WHOLE_IN_ENGLISH.sub(lambda match: _WHOLE_PLACES[match[1]], locator)
    return _IN_ENGLISH.sub(lambda match: _PLACE_WORDS[match[1]], whole)


def place_meant(said: str) -> str:
    """The locator that a place said in either language means: «trang 2, vị trí 1367» is «page 2, offset 1367»."""
    return _IN_VIETNAMESE.sub(lambda match: _SAID_PLACES[match[1]], said)
