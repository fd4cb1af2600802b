"""Bytes of a text file to characters, with the way back: UTF-8, UTF-16, legacy TCVN3; NFC; look-alike letters.

What belongs here: finding the encoding and the normal form, and the map of positions where a length changes. What
does not: lines, paragraphs, markup.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.vietnamese import decode_bytes, looks_tcvn3, nfc, tcvn3_letters

_CLUSTER = re.compile("[^\u0300-\u036f]?[\u0300-\u036f]+|[^\u0300-\u036f]", re.DOTALL)
# Control characters that no plan holds: where they are many, the file is not text.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SAMPLE = 200_000


@dataclass(frozen=True)
class Decoded:
    """The characters of a file: `raw` as decoded, `text` normalised, `offsets` from text to raw (None: identity)."""

    raw: str
    text: str
    offsets: Sequence[int] | None
    encoding: str


class NotTextError(ValueError):
    """The bytes are no text in an encoding that plans come in; the message says what was found."""


def decode(data: bytes) -> Decoded:
    """Characters of a text file.

    Raises:
        NotTextError: the bytes decode to no text (binary content).
    """
    raw, encoding = _characters(data)
    if len(_CONTROL.findall(raw[:_SAMPLE])) * 50 > min(len(raw), _SAMPLE):
        raise NotTextError(f"binary content ({encoding}, {len(data)} bytes)")
    if looks_tcvn3(raw):
        raw, encoding = tcvn3_letters(raw), "tcvn3"
    text, offsets = normalise(raw)
    return Decoded(raw, text, offsets, encoding)


_SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")


def normalise(raw: str) -> tuple[str, Sequence[int] | None]:
    """NFC text, look-alikes resolved, runs of spaces inside a line as one; each character's place in `raw` (None: same)."""  # noqa: E501
    text, offsets = _composed(raw)
    if not _SPACES.search(text):
        return text, offsets
    kept: list[str] = []
    places = array("q")
    at = 0
    for match in _SPACES.finditer(text):
        kept.append(text[at : match.start() + 1])
        places.extend(range(at, match.start() + 1))
        at = match.end()
    kept.append(text[at:])
    places.extend(range(at, len(text)))
    return "".join(kept), places if offsets is None else array("q", (offsets[place] for place in places))


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
    if decoded.sure:
        return decoded.text, decoded.encoding
    replaced = data.decode("utf-8", errors="replace")
    if replaced.count("\ufffd") * 100 < len(replaced):
        return replaced, "utf-8 with errors"
    if decoded.encoding == "latin-1":
        raise NotTextError(f"no known text encoding ({len(data)} bytes)")
    return decoded.text, decoded.encoding
