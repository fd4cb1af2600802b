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

from pipelines.vietnamese import nfc

# TCVN 5712:1993 (ABC) lower-case letters and the capitals that have a code of their own, read as Latin-1.
_TCVN3_CODES = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦"
_TCVN3_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
_FROM_TCVN3 = str.maketrans(_TCVN3_CODES, _TCVN3_LETTERS)
# Letters that only Vietnamese in Unicode has: their presence rules the legacy reading out.
_UNICODE_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹĐ]", re.IGNORECASE)
_TCVN3_TYPICAL = re.compile("[®¸µ¶·¹¨»¾¼½©ª«¬\xad¢§£¤¥¦]")
_CLUSTER = re.compile("[^\u0300-\u036f]?[\u0300-\u036f]+|[^\u0300-\u036f]", re.DOTALL)
# Control characters that no plan holds: where they are many, the file is not text.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_LINE = re.compile(r"[^\r\n]+")
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
    if is_tcvn3(raw):
        return Decoded(raw, from_tcvn3(raw), None, "tcvn3")
    text, offsets = normalise(raw)
    return Decoded(raw, text, offsets, encoding)


def is_tcvn3(text: str) -> bool:
    """Whether characters look like TCVN3 read as Latin-1: many of its codes, no letter of Unicode Vietnamese."""
    sample = text[:_SAMPLE]
    return len(_TCVN3_TYPICAL.findall(sample)) * 50 > len(sample) and not _UNICODE_VIETNAMESE.search(sample)


def from_tcvn3(text: str) -> str:
    """The text with TCVN3 codes turned into letters, same length.

    TCVN3 has no codes for most capitals with marks: a line whose other letters are capitals is made capitals throughout.
    """  # noqa: E501
    return _LINE.sub(_capitals, text.translate(_FROM_TCVN3))


def _capitals(match: re.Match[str]) -> str:
    line = match.group()
    plain = [ch for ch in line if "a" <= ch.lower() <= "z"]
    return line.upper() if len(plain) >= 4 and not any(ch.islower() for ch in plain) else line


def normalise(raw: str) -> tuple[str, Sequence[int] | None]:
    """NFC text with look-alikes resolved, and for each of its characters the position in `raw` (None: the same)."""
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
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding
    sample = data[:4096]
    if sample.count(0) * 4 > len(sample):
        encoding = "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"
        return data.decode(encoding, errors="replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        latin = data.decode("latin-1")
        if is_tcvn3(latin):
            return latin, "tcvn3"
        if error.start * 20 > len(data) * 19 or data.decode("utf-8", errors="ignore"):
            replaced = data.decode("utf-8", errors="replace")
            if replaced.count("\ufffd") * 100 < len(replaced):
                return replaced, "utf-8 with errors"
        raise NotTextError(f"no known text encoding ({len(data)} bytes)") from error
