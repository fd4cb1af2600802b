"""Vietnamese letters that came out broken: what they are called, mended where the letters are all still there.

What belongs here: fonts and encodings of before Unicode (VNI), UTF-8 read as another code and written again, letters
lost to «?», letters without a map (PDF), letters set apart. What does not: the encoding of a file (decoding), TCVN3
(vietnamese: exports come in it too).

Where letters are lost nothing is guessed: a text that says «t?i thi?u 85%» would give figures with wrong comparators,
so it is refused by one finding that names what happened and what to ask for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from pipelines.findings import Finding
from pipelines.plans.documents.model import UnreadableError
from pipelines.vietnamese import BYTES_OF_WINDOWS, TWICE_ENCODED

_SAMPLE = 200_000
# VNI writes a letter and then its marks as a code of their own; source: the VNI-Windows code table.
_VNI_MARKS = {
    "ù": "\u0301",
    "ø": "\u0300",
    "û": "\u0309",
    "õ": "\u0303",
    "ï": "\u0323",
    "â": "\u0302",
    "á": "\u0302\u0301",
    "à": "\u0302\u0300",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306",
    "é": "\u0306\u0301",
    "è": "\u0306\u0300",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
_VNI_LETTERS = str.maketrans("ôöñæóòîÔÖÑÆÓÒÎ", "ơưđỉĩịỵƠƯĐỈĨỊỴ")
_VNI_BASES = "aeiouyôö"
_VNI = re.compile(f"([{_VNI_BASES}])([{''.join(_VNI_MARKS)}])", re.IGNORECASE)
# Pairs that a text in VNI is full of and that neither Vietnamese in Unicode nor any other language writes.
_VNI_SIGNS = re.compile("[aeo][âáàåãä]|[aeou][ùøûõï]|[ôö][ùøûõï]|ñ[aeioöôuy]", re.IGNORECASE)
_QUESTION_IN_WORD = re.compile(r"\w\?+(?=[a-z])|(?<![\w?!.])\?+(?=\w)")
# Letters that stand for nothing: controls and private places, as a PDF without a map of its letters gives them.
_UNMAPPED = re.compile("[\x01-\x08\x0e-\x1f\ufffd\ue000-\uefff\uf100-\uf8ff]")
_UNICODE_ONLY = frozenset(map(chr, range(0x1EA0, 0x1EFA))) | frozenset("đĐơƠưƯ")
_APART = re.compile(r"(?:(?<!\S)[^\W\d_] +){5,}")


@dataclass(frozen=True)
class LegacyLetters:
    """Letters that can be mended: the rule of the finding, what a person should know, and how they are mended."""

    rule: str
    found: str
    remedy: str
    mend: Callable[[str], str]

    def finding(self) -> Finding:
        """The one finding of a text with such letters."""
        return Finding("plan", "", "file", self.rule, "warning", self.found, "letters in Unicode", self.remedy)


def mended_letters(text: str) -> tuple[str, LegacyLetters | None]:
    """The text with its letters mended where all of them are still there, and what was mended.

    Raises:
        UnreadableError: letters are lost (`letters_lost`), without a map (`letters_unmapped`) or apart
            (`letters_apart`) throughout.
    """
    legacy = legacy_letters(text[:_SAMPLE])
    return (legacy.mend(text), legacy) if legacy else (text, None)


def legacy_letters(sample: str) -> LegacyLetters | None:
    """What letters of before Unicode a text is in, None where in none; raises as `mended_letters`."""
    if ("á»" in sample or "Ã" in sample) and _many(TWICE_ENCODED, sample):
        return LegacyLetters(
            "double_encoded",
            "UTF-8 read as Windows-1252 and written again («Tá»‘i thiá»ƒu»), turned back",
            "ask for the file before it was converted and compare some names",
            _turned_back,
        )
    if is_vni(sample):
        return LegacyLetters(
            "legacy_font",
            "letters of a VNI font («Toái thieåu»), turned into Unicode",
            "convert the file to Unicode (UniKey: VNI Windows to Unicode) and compare some names",
            vni_letters,
        )
    refuse_lost_letters(sample)
    return None


def refuse_lost_letters(sample: str) -> None:
    """Raises UnreadableError where a sample of a text shows that its letters can't be read."""
    if "?" in sample and _many(_QUESTION_IN_WORD, sample):
        raise UnreadableError(
            "letters_lost",
            f"letters saved as «?» («{_shown(_QUESTION_IN_WORD, sample)}»)",
            "Vietnamese letters",
            "ask for the file before it was converted, or type it again; the letters are not in this file",
        )
    if _many(_UNMAPPED, sample):
        raise UnreadableError(
            "letters_unmapped",
            f"signs without a letter («{_shown(_UNMAPPED, sample)}»)",
            "a text layer with letters",
            "ask for the Word file, or run text recognition (OCR)",
        )
    apart = sum(len(run.group()) for run in _APART.finditer(sample)) if sample.count(" ") * 3 > len(sample) else 0
    if apart * 2 > len(sample) > 200:
        raise UnreadableError(
            "letters_apart",
            f"letters set apart («{_shown(_APART, sample)}»)",
            "words",
            "ask for the Word file, or run text recognition (OCR)",
        )


def is_vni(sample: str) -> bool:
    """Whether a text is typed in a VNI font; «ñ» and «ö» are its «đ» and «ư», which no text does without."""
    return ("ñ" in sample or "ö" in sample) and _many(_VNI_SIGNS, sample)


def vni_letters(text: str) -> str:
    """Letters of a VNI font in Unicode, NFC; lines that are in Unicode already stay as they are."""
    return "".join(_vni_line(line) for line in text.splitlines(keepends=True))


def _vni_line(line: str) -> str:
    if not _UNICODE_ONLY.isdisjoint(line):
        return line
    return unicodedata.normalize("NFC", _VNI.sub(_vni_letter, line).translate(_VNI_LETTERS))


def _vni_letter(match: re.Match[str]) -> str:
    return match.group(1).translate(_VNI_LETTERS) + _VNI_MARKS[match.group(2).lower()]


def _turned_back(text: str) -> str:
    return b"".join(BYTES_OF_WINDOWS.get(ch, ch.encode()) for ch in text).decode("utf-8", errors="replace")


def _many(signs: re.Pattern[str], sample: str) -> bool:
    """Whether signs stand in so many words that a whole text is meant, not a foreign name in it."""
    count = len(signs.findall(sample))
    return count >= 8 and count * 6 > len(sample.split())


def _shown(signs: re.Pattern[str], sample: str) -> str:
    match = signs.search(sample)
    at = match.start() if match else 0
    return "".join(ch if ch.isprintable() else "□" for ch in sample[max(at - 12, 0) : at + 28])
