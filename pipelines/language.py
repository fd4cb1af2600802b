"""Which language a person is answered in. Pure.

What belongs here: choosing Vietnamese or English, and numbers as each writes them. What does not: any sentence.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from typing import Literal

Language = Literal["vi", "en"]
VARIABLES = ("CCHC_LANG", "LANG")
_SWAPPED = str.maketrans(",.", ".,")


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
