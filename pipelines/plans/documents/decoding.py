"""Bytes of a text file to characters, with the way back: UTF-8, UTF-16, legacy letters; NFC; what nobody sees.

What belongs here: finding the encoding and the normal form, what is no character to a reader (soft hyphens, zero-width
marks, markdown's backslashes, marks of footnotes), and the map of positions where a length changes. What does not:
letters that are broken (letters), lines, paragraphs, markup.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.plans.documents.letters import LegacyLetters, is_vni, mended_letters
from pipelines.vietnamese import decode_bytes, looks_tcvn3, nfc, tcvn3_letters

_CLUSTER = re.compile("[^\u0300-\u036f]?[\u0300-\u036f]+|[^\u0300-\u036f]", re.DOTALL)
# Control characters that no plan holds: where they are many, the file is not text.
_CONTROLS = bytes([*range(9), *range(14, 32), 127])
_SAMPLE = 200_000
# What a reader does not see: soft hyphens, zero-width and direction marks; «1\.» of markdown; «80¹%» of a footnote; and
# of several spaces inside a line all but one. A character each, none of which is a letter or a digit of a number.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]+"
    r"|\\(?=[!-/:-@\[-`{-~])|(?<=[\d%.,;:)”»])[¹²³⁰⁴-⁹]+(?!\w)|(?<=\S )[ ]+(?=\S)|[\uf000-\uf0ff]+"
)
_UNSEEN_SIGNS = re.compile(
    "  |[\\\\¹²³⁰⁴-⁹\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\uf000-\uf0ff]"
)
# Signs of Word's Symbol font that were copied out of it: its places begin at U+F000.
_SYMBOLS = str.maketrans(
    {
        "\uf0b3": "≥",
        "\uf0a3": "≤",
        "\uf0bb": "≈",
        "\uf0b4": "×",
        "\uf0b1": "±",
        "\uf0b9": "≠",
        "\uf0b0": "°",
        "\uf0b7": "•",
        "\uf02d": "-",
        "\uf0d8": "-",
        "\uf0a7": "-",
        "\uf0fc": "-",
        "\uf025": "%",
        "\uf03e": ">",
        "\uf03c": "<",
        "\uf03d": "=",
        "\uf02b": "+",
    }
)
_GAP = "  "
_SPACED_HEAD = "TT" + _GAP
_MOST_SPACED = 200
_FEWEST_GAPS = 2
# So far in may a head stand.
_DEEPEST = 80
_PRIVATE = frozenset(map(chr, range(0xF000, 0xF100)))


def symbol(code: str) -> str:
    """The character of a place in Word's Symbol font («F0B3» -> «≥»); a space where no plan needs it."""
    place = int(code, 16) if len(code) <= 6 and all(ch in "0123456789abcdefABCDEF" for ch in code) and code else 0
    return _SYMBOLS.get(place | 0xF000 if place < 0x100 else place, " ")


@dataclass(frozen=True)
class Decoded:
    """The characters of a file: `raw` as decoded, `text` normalised, `offsets` from text to raw (None: identity).

    `legacy` names letters that had to be mended first; `raw` holds them mended.
    """

    raw: str
    text: str
    offsets: Sequence[int] | None
    encoding: str
    legacy: LegacyLetters | None = None


class NotTextError(ValueError):
    """The bytes are no text in an encoding that plans come in; the message says what was found."""


def decode(data: bytes) -> Decoded:
    """Characters of a text file.

    Raises:
        NotTextError: the bytes decode to no text (binary content).
    """
    raw, encoding = _characters(data)
    sample = raw[:_SAMPLE].encode(errors="replace")
    if (len(sample) - len(sample.translate(None, _CONTROLS))) * 50 > len(raw[:_SAMPLE]):
        raise NotTextError(f"binary content ({encoding}, {len(data)} bytes)")
    if looks_tcvn3(raw):
        raw, encoding = tcvn3_letters(raw), "tcvn3"
    raw, legacy = mended_letters(raw)
    text, offsets = normalise(raw)
    return Decoded(raw, text, offsets, encoding, legacy)


def normalise(raw: str) -> tuple[str, Sequence[int] | None]:
    """The text a reader sees: NFC, look-alikes resolved, the unseen gone; each letter's place in `raw` (None: same)."""
    text, offsets = _composed(raw)
    if not _UNSEEN_SIGNS.search(text):
        return text, offsets
    kept: list[str] = []
    places = array("q")
    at = 0
    spaced = _spaced_tables(text)
    for start, end in _unseen(text):
        if text[start] == " " and any(first <= start < last for first, last in spaced):
            continue  # what stands below what is told by these gaps
        kept.append(text[at:start])
        places.extend(range(at, start))
        if text[start] in _PRIVATE:
            kept.append(text[start:end].translate(_SYMBOLS))
            places.extend(range(start, end))
        at = end
    kept.append(text[at:])
    places.extend(range(at, len(text)))
    return "".join(kept), places if offsets is None else array("q", (offsets[place] for place in places))


def _unseen(text: str) -> Iterator[tuple[int, int]]:
    """Where `_UNSEEN` is found: tried only where one of its signs stands, a third of the cost of seeking it."""
    at = 0
    for sign in _UNSEEN_SIGNS.finditer(text):
        start = sign.end() - 1  # the second of two spaces
        match = _UNSEEN.match(text, start) if start >= at else None
        if match:
            at = match.end()
            yield start, at


def _spaced_tables(text: str) -> list[tuple[int, int]]:
    """Where tables stand whose columns gaps of spaces part: from «STT   Chỉ tiêu   …» on, while lines have gaps."""
    found: list[tuple[int, int]] = []
    at = text.find(_SPACED_HEAD)
    while at >= 0 and len(found) < _MOST_SPACED:
        end = _end_of_gaps(text, at) if _opens_its_line(text, at) else at
        if end > at:
            found.append((at, end))
        at = text.find(_SPACED_HEAD, end + 1)
    return found


def _opens_its_line(text: str, at: int) -> bool:
    start = max(at - _DEEPEST, 0)
    _, newline, before = text[start:at].rpartition("\n")
    return not before.strip(" SsốỐ") and (bool(newline) or start == 0)


def _end_of_gaps(text: str, at: int) -> int:
    """The end of the last line below a head that has gaps; the head's own place where it parts too few columns."""
    end = _line_end(text, at)
    if text.count(_GAP, at, end) < _FEWEST_GAPS:
        return at
    while end < len(text) and text.find(_GAP, end + 1, after := _line_end(text, end + 1)) >= 0:
        end = after
    return end


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _composed(raw: str) -> tuple[str, Sequence[int] | None]:
    if unicodedata.is_normalized("NFC", raw):
        return nfc(raw), None
    pieces: list[str] = []
    offsets = array("q")
    for match in _CLUSTER.finditer(raw):
        piece = nfc(match.group())
        pieces.append(piece)
        offsets.extend(min(match.start() + i, match.end() - 1) for i in range(len(piece)))
    return "".join(pieces), offsets


def _characters(data: bytes) -> tuple[str, str]:
    decoded = decode_bytes(data)
    if decoded.encoding.startswith("utf"):
        return decoded.text, decoded.encoding if decoded.sure else f"{decoded.encoding} with errors"
    replaced = data.decode("utf-8", errors="replace")
    if replaced.count("\ufffd") * 100 < len(replaced):
        return replaced, "utf-8 with errors"
    latin = data.decode("latin-1")
    if is_vni(latin[:_SAMPLE]):
        return latin, "latin-1"
    if decoded.encoding == "latin-1":
        raise NotTextError(f"no known text encoding ({len(data)} bytes)")
    return decoded.text, decoded.encoding
