"""The Vietnamese language at the level of characters, numbers, dates and names. Pure.

What belongs here: normal forms and keys used by more than one room. What does not: plan grammar, KPI layouts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Look-alikes: U+00D0 and U+0189 print like U+0110 «Đ»; U+00F0 and U+0256 like U+0111 «đ».
_LOOKALIKES = str.maketrans(
    {"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ", "\u00a0": " ", "\u2007": " ", "\u202f": " "}
)
_SPACE = re.compile(r"\s+")

# Vietnamese alphabetical order: base letters, then tones in dictionary order.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def nfc(text: str) -> str:
    """NFC with look-alike letters and odd spaces replaced by the ones meant."""
    return unicodedata.normalize("NFC", text).translate(_LOOKALIKES)


def squeeze(text: str) -> str:
    """Runs of white space to one space, ends trimmed."""
    return _SPACE.sub(" ", text).strip()


def fold(text: str) -> str:
    """A matching key that keeps Vietnamese marks: NFC, lower case, single spaces."""
    return squeeze(nfc(text)).lower()


def ascii_fold(text: str) -> str:
    """A matching key without marks («Điện Biên» -> «dien bien»); Đ/đ become d."""
    decomposed = unicodedata.normalize("NFD", fold(text).replace("đ", "d"))
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))


def name_ascii(text: str) -> str:
    """The name without marks, case kept («Điện Biên» -> «Dien Bien»)."""
    decomposed = unicodedata.normalize("NFD", squeeze(nfc(text)).replace("đ", "d").replace("Đ", "D"))
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))


def sort_key(text: str) -> str:
    """A string whose byte order is Vietnamese dictionary order: letters first, tones as a second key."""
    letters: list[str] = []
    tones: list[str] = []
    for ch in fold(text):
        parts = unicodedata.normalize("NFD", ch)
        tone = next((_TONES[mark] for mark in parts if mark in _TONES), 0)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
        place = _ALPHABET.find(base) if len(base) == 1 else -1
        letters.append(f"{place + 40:02d}" if place >= 0 else f"{min(ord(base[0]) % 40, 39):02d}")
        tones.append(str(tone))
    return "".join(letters) + "." + "".join(tones)


def roman_to_int(text: str) -> int | None:
    """«IV» -> 4; None where the text is no Roman number up to 89."""
    total, last = 0, 0
    for ch in reversed(text.strip().lower()):
        value = _ROMAN.get(ch)
        if value is None:
            return None
        total += -value if value < last else value
        last = max(last, value)
    return total or None


_PUNCTUATION = re.compile(r"[^\w\s]+", re.UNICODE)
_TONE_MARKS = frozenset(_TONES)


def name_key(text: str) -> str:
    """A key under which spellings of one name meet.

    Case, spaces, punctuation and the place of the tone mark don't count; letters and tones do.

    «Hoà Bình» and «Hòa Bình» share a key, «Bà Rịa – Vũng Tàu» and «Bà Rịa-Vũng Tàu» too.
    """
    words = _PUNCTUATION.sub(" ", fold(text)).replace("_", " ").split()
    return " ".join(_tone_last(word) for word in words)


@lru_cache(maxsize=50_000)
def _tone_last(word: str) -> str:
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    tones = "".join(ch for ch in parts if ch in _TONE_MARKS)
    base = "".join(ch for ch in parts if ch not in _TONE_MARKS)
    return unicodedata.normalize("NFC", base) + tones
