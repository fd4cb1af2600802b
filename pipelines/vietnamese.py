"""The Vietnamese language at the level of characters, numbers, dates and names. Pure.

What belongs here: normal forms and keys used by more than one room. What does not: plan grammar, KPI layouts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from pipelines.number_words import bounds, content, measures, scales

# Look-alikes: U+00D0 and U+0189 print like U+0110 «Đ»; U+00F0 and U+0256 like U+0111 «đ»; old fonts set U+01A3 for «ư».
_LOOKALIKES = (
    *(("\u00d0", "Đ"), ("\u0189", "Đ"), ("\u00f0", "đ"), ("\u0256", "đ"), ("\u01a2", "Ư"), ("\u01a3", "ư")),
    *(("\u00a0", " "), ("\u2007", " "), ("\u202f", " "), ("\uff05", "%"), ("\ufe6a", "%"), ("\u066a", "%")),
)

# Vietnamese alphabetical order: base letters, then tones in dictionary order.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def nfc(text: str) -> str:
    """NFC with look-alike letters and odd spaces replaced by the ones meant."""
    text = unicodedata.normalize("NFC", text)
    for sign, meant in _LOOKALIKES:  # ten looks and replacements cost a tenth of one table of characters
        if sign in text:
            text = text.replace(sign, meant)
    return text


def squeeze(text: str) -> str:
    """Runs of white space to one space, ends trimmed."""
    if "  " not in text and text.isprintable():  # of white space only the space is printable: a third of the cost
        return text.strip(" ")
    return " ".join(text.split())


def fold(text: str) -> str:
    """A matching key that keeps Vietnamese marks: NFC, lower case, single spaces."""
    return squeeze(nfc(text)).lower()


def ascii_fold(text: str) -> str:
    """A matching key without marks («Điện Biên» -> «dien bien»); Đ/đ become d."""
    return "".join(map(_unmarked, fold(text)))


def name_ascii(text: str) -> str:
    """The name without marks, case kept («Điện Biên» -> «Dien Bien»)."""
    return "".join(map(_unmarked, squeeze(nfc(text))))


@lru_cache(maxsize=5_000)
def _unmarked(letter: str) -> str:
    """A letter without its marks; empty for a mark."""
    decomposed = unicodedata.normalize("NFD", {"đ": "d", "Đ": "D"}.get(letter, letter))
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))


def sort_key(text: str) -> str:
    """A string whose byte order is Vietnamese dictionary order: letters first, tones as a second key."""
    keys = [_letter_key(letter) for letter in fold(text)]
    return "".join(place for place, _ in keys) + "." + "".join(tone for _, tone in keys)


@lru_cache(maxsize=5_000)
def _letter_key(letter: str) -> tuple[str, str]:
    """The place of a letter in the alphabet, and its tone."""
    parts = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[mark] for mark in parts if mark in _TONES), 0)
    base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
    place = _ALPHABET.find(base) if len(base) == 1 else -1
    return (f"{place + 40:02d}" if place >= 0 else f"{min(ord(base[0]) % 40, 39):02d}"), str(tone)


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


# TCVN 5712:1993 (VN1), bytes 0x80..0xff, as glibc's iconv knows it; fonts «.Vn…» print its VN3 subset.
_TCVN3 = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\u00a0ĂÂÊÔƠƯĐăâêôơưđẶ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệ"
    "ìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_TCVN3_TABLE = {0x80 + place: letter for place, letter in enumerate(_TCVN3) if letter != "\ufffd"}
_COMMON_WORDS = frozenset(content()["common"])
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Decoded:
    """Text of a file and the encoding it was in; `sure` is False where the encoding had to be guessed from words."""

    text: str
    encoding: str
    sure: bool


def decode_bytes(data: bytes) -> Decoded:
    """Text of UTF-8, UTF-16 (with or without mark), TCVN3 or Windows-1258 bytes; Latin-1 where nothing fits.

    Never raises. `sure` is False for TCVN3, Windows-1258 and Latin-1, which carry no mark of their own, and where a
    few bytes of another code stand in UTF-8 or UTF-16: each of them is U+FFFD in the text.
    """
    marked = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    for mark, encoding in marked.items():
        if data.startswith(mark):
            return _decode_marked(data, encoding)
    zeros = data[:2000].count(0)
    if zeros > len(data[:2000]) // 5:
        little = data[1:2000:2].count(0) >= data[0:2000:2].count(0)
        encoding = "utf-16-le" if little else "utf-16-be"
        return _decode_marked(data, encoding)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", True)
    except UnicodeDecodeError:
        return _decode_damaged(data) or _decode_legacy(data)


def _decode_marked(data: bytes, encoding: str) -> Decoded:
    """Text whose encoding is known; not sure of it where bytes of another were pasted into it."""
    try:
        return Decoded(data.decode(encoding), encoding, True)
    except UnicodeDecodeError:
        return Decoded(data.decode(encoding, errors="replace"), encoding, False)


def _decode_damaged(data: bytes) -> Decoded | None:
    """UTF-8 into which a few bytes of another code were pasted: the letters stay, the bytes become U+FFFD."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    letters = sum(ch > "\x7f" for ch in text[:_SAMPLE]) - text[:_SAMPLE].count("\ufffd")
    return Decoded(text, "utf-8", False) if 0 < bad <= 20 and letters > 3 * bad else None


def _decode_legacy(data: bytes) -> Decoded:
    sample = data[:200_000]
    readings = {
        "tcvn3": _from_tcvn3(sample),
        "windows-1258": unicodedata.normalize("NFC", sample.decode("cp1258", errors="replace")),
        "latin-1": sample.decode("latin-1"),
    }
    best = max(readings, key=lambda name: _count_common(readings[name]))
    if best == "tcvn3":
        return Decoded(_from_tcvn3(data), best, False)
    if best == "windows-1258":
        return Decoded(unicodedata.normalize("NFC", data.decode("cp1258", errors="replace")), best, False)
    return Decoded(data.decode("latin-1"), "latin-1", False)


def _from_tcvn3(data: bytes) -> str:
    return repair_tcvn3(data.decode("latin-1"))


def _count_common(text: str) -> int:
    return sum(word in _COMMON_WORDS and not word.isascii() for word in _WORD.findall(text.lower()))


# UTF-8 bytes of Vietnamese letters read as Windows-1252, and what each letter of that code is as a byte.
TWICE_ENCODED = re.compile("á[º»]|Ã[\u0080-\u00bf‚ƒˆŠŒ‰™š]|Ä[\u0080-\u0091‘’]|Æ[°¯]|Æ¡|Ä©|Å©")
BYTES_OF_WINDOWS = {chr(byte): bytes([byte]) for byte in range(256)}
BYTES_OF_WINDOWS |= {
    bytes([byte]).decode("cp1252"): bytes([byte]) for byte in range(256) if byte not in (129, 141, 143, 144, 157)
}


def undo_second_encoding(text: str) -> str | None:
    """UTF-8 that was read as Windows-1252 and written again, as it was; None for a text that shows no sign of it."""
    if len(TWICE_ENCODED.findall(text[:_SAMPLE])) < 3 or any(ch not in BYTES_OF_WINDOWS for ch in text):
        return None
    try:
        return b"".join(BYTES_OF_WINDOWS[ch] for ch in text).decode("utf-8")
    except UnicodeDecodeError:
        return None


_TCVN3_LETTERS = re.compile("[¨-®µ-¹»-¾§ÆÇ-ËÌÎ-Ñß-ø]")
# Letters that only Vietnamese in Unicode has: their presence rules the legacy reading out.
_UNICODE_ONLY = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]+")
_SAMPLE = 200_000


def looks_tcvn3(text: str) -> bool:
    """Whether a text is TCVN3 that somebody decoded as Latin-1 («TØnh §iÖn Biªn»), as cells of old workbooks are."""
    sample = text[:_SAMPLE]
    if sample.isascii() or not _TCVN3_LETTERS.search(sample) or _UNICODE_ONLY.search(sample):
        return False
    return _count_common(repair_tcvn3(sample)) > _count_common(sample)


def tcvn3_letters(text: str) -> str:
    """TCVN3 read as Latin-1 back to Vietnamese, position by position; characters beyond Latin-1 stay as they are.

    The fonts of capitals («.VnTimeH») print small-letter codes as capitals, and TCVN3 proper has few capitals with
    marks: a line whose letters without marks are all capitals is made capitals throughout.
    """
    return _LINE.sub(_capitals, text.translate(_TCVN3_TABLE))


def _capitals(match: re.Match[str]) -> str:
    line = match.group()
    plain = [ch for ch in line if "a" <= ch.lower() <= "z"]
    return line.upper() if len(plain) >= 4 and all(ch.isupper() for ch in plain) else line


def repair_tcvn3(text: str) -> str:
    """`tcvn3_letters` in NFC: marks that TCVN3 prints as a code of their own join their letter."""
    return unicodedata.normalize("NFC", tcvn3_letters(text))


@dataclass(frozen=True)
class Number:
    """A number as printed: value, digits after the decimal mark, and what stood around it.

    `bound` is the side left open («trên 90%» -> «>», «gần 90%» -> «<», «khoảng 90%» -> «~» for either); `over` the
    number after a slash («17,1/18» -> 18); `inner` the one in brackets («06 (0,679)» -> 0.679, «1.775/1.775 (đạt 100%)»
    -> 100); `is_approximate` for «gần», «khoảng»; `words` what stands behind it («80 hồ sơ»).
    """

    value: float
    decimals: int = 0
    bound: str | None = None
    has_percent: bool = False
    is_approximate: bool = False
    over: float | None = None
    inner: float | None = None
    inner_decimals: int = 0
    words: str = ""


@dataclass(frozen=True)
class NumberProblem:
    """Why a text is no number: a rule code and what would be read."""

    rule: str
    expected: str


# No count, amount or rate of the field comes near; a number beyond has no exact value in a column of numbers.
LARGEST = 9e15
_TOO_LARGE = NumberProblem("number_too_large", "a number below 9 000 000 000 000 000")
BLANKS = frozenset(content()["blanks"])
_FORMULA_ERROR = re.compile(r"^#(REF!|N/A|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!)", re.IGNORECASE)
_PER_MILLE = re.compile(r"‰|phần\s+(?:nghìn|ngàn)", re.IGNORECASE)
_DIGITS = r"[+\-−]?\d[\d.,]*(?: \d{3})*(?:[.,]\d+)?"
_PRINTED = re.compile(
    rf"^(?P<main>{_DIGITS})\s*(?P<percent>%|phần trăm)?\s*(?P<factor>{'|'.join(scales())})?\s*"
    rf"(?:/\s*(?P<over>{_DIGITS})\s*%?)?\s*(?:\((?P<before>[^()\d]*)(?P<inner>{_DIGITS})\s*%?\s*[^()]*\))?(?P<rest>.*)$"
)
_GAP_IN_DECIMAL = re.compile(r"(?<=\d), +(?=\d+\s*%)")


# «1.000*», «150²»: a figure and the mark of a footnote, which may say that it is of another day or unit.
_MARKED = re.compile(r"(.*\d%?)\s*([*†‡§]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\(\*+\))")


def parse_number(
    text: str, *, whole: bool = False, high: float | None = None, is_cell_number: bool = False
) -> Number | NumberProblem | None:
    """Read a printed number with the help of what its column declares.

    Args:
        text: as printed, «1.234», «12,5», «98.5%», «82,92% điểm», «5,65 ngàn hồ sơ», «>90%», «17,1/18».
        whole: the column holds counts or ranks: «1.234» is 1234 and a fraction is a problem.
        high: the highest value the column can hold; it tells «1.234» (decimal) from 1234 where it is smaller.
        is_cell_number: the cell held a number, not text: the point is the decimal mark.

    Returns:
        The number; None for a blank («», «-», «N/A»); a problem where it can't be read in one way only.
    """
    if text.isascii() and text.isdigit() and len(text) <= 15:  # most cells; the rest of the work is for the others
        return Number(float(text))
    printed = squeeze(nfc(text))
    if printed.lower() in BLANKS:
        return None
    if _FORMULA_ERROR.match(printed):
        return NumberProblem("formula_error", "a number; repair the formula or paste its value")
    if _PER_MILLE.search(printed):
        return NumberProblem("wrong_unit", "a percentage: 5‰ is 0,5%")
    if is_cell_number:
        return _cell_number(printed, whole)
    bound, near, rest = _lead(printed)
    if rest.startswith("(") and rest.endswith(")") and rest.count("(") == 1:
        rest = rest[1:-1].strip()
    match = _PRINTED.match(_GAP_IN_DECIMAL.sub(",", rest))
    if match is None or not _is_known_tail(match["rest"]):
        marked = _MARKED.fullmatch(printed)
        if marked and isinstance(parse_number(marked[1], whole=whole, high=high), Number):
            return NumberProblem("footnote_mark", f"a number without the mark «{marked[2]}» of a footnote")
        return NumberProblem("not_a_number", "a number such as 1.234 or 98,5%")
    return _assemble(match, bound, near, whole, high)


def _assemble(
    match: re.Match[str], bound: str | None, near: bool, whole: bool, high: float | None
) -> Number | NumberProblem:
    if match["over"] and not whole:
        counts = _assemble(match, bound, near, True, None)
        if isinstance(counts, Number):
            return counts
    factor = scales().get(match["factor"] or "", 1)
    main = _read_digits(match["main"], whole and factor == 1, high)
    if isinstance(main, NumberProblem):
        return main
    over = _read_digits(match["over"], whole, None) if match["over"] else None
    inner = _read_digits(match["inner"], False, 100) if match["inner"] else None
    if isinstance(over, NumberProblem) or isinstance(inner, NumberProblem):
        return NumberProblem("ambiguous_number", "one number in the cell, or «numerator/denominator»")
    if max(abs(main[0] * factor), abs(over[0]) if over else 0) > LARGEST:
        return _TOO_LARGE
    value = round(main[0] * factor, 6)
    decimals = main[1] if factor == 1 else 0
    share, share_decimals = inner or (None, 0)
    words = match["rest"].lower().replace(",", " ").strip()
    return Number(
        value, decimals, bound, bool(match["percent"]), near, over[0] if over else None, share, share_decimals, words
    )


def _cell_number(printed: str, whole: bool) -> Number | NumberProblem:
    try:
        value = float(printed)
    except ValueError:
        return NumberProblem("not_a_number", "a number")
    if not math.isfinite(value):
        return NumberProblem("not_a_number", "a number")
    if abs(value) > LARGEST:
        return _TOO_LARGE
    if whole and value != int(value):
        return NumberProblem("fraction_in_count", "a whole number; was a thousands dot read as a decimal point?")
    fraction = repr(value).partition(".")[2]
    decimals = 0 if value == int(value) else 12 if "e" in fraction else min(len(fraction), 12)
    return Number(value, decimals)


def _lead(printed: str) -> tuple[str | None, bool, str]:
    if printed[0].isdigit():
        return None, False, printed
    lowered = printed.lower()
    for words, bound, is_near in bounds():
        if lowered.startswith(words):
            return bound, is_near, printed[len(words) :].strip()
    return None, False, printed


def _is_known_tail(tail: str) -> bool:
    return all(word in measures() for word in tail.lower().replace(",", " ").split())


def _read_digits(text: str, whole: bool, high: float | None) -> tuple[float, int] | NumberProblem:
    """Value and number of decimals of digits with dots, commas or spaces between them."""
    sign = -1 if text[0] in "-−" else 1
    digits = text.lstrip("+-−")
    if not re.fullmatch(r"\d+(?:[., ]\d+)*", digits):
        return NumberProblem("not_a_number", "a number such as 1.234 or 98,5%")
    marks = [ch for ch in digits if not ch.isdigit()]
    if not marks:
        return sign * float(digits), 0
    groups = re.split(r"[., ]", digits)
    grouped = 1 <= len(groups[0]) <= 3 and groups[0] != "0" and all(len(group) == 3 for group in groups[1:])
    if len(set(marks)) == 1 and grouped:
        return _thousands_or_decimal(sign, digits, marks, whole, high)
    return _decimal(sign, digits, marks, whole)


def _thousands_or_decimal(
    sign: int, digits: str, marks: list[str], whole: bool, high: float | None
) -> tuple[float, int] | NumberProblem:
    thousands = sign * float(re.sub(r"[., ]", "", digits))
    if whole or len(marks) > 1 or marks[0] == " ":
        return thousands, 0
    decimal = sign * float(digits.replace(",", "."))
    if high is not None and abs(thousands) > high:
        return decimal, 3
    if marks[0] == ",":
        return decimal, 3
    return NumberProblem("ambiguous_number", f"{thousands:.0f} or {decimal}: write it without the dot, or with a comma")


def _decimal(sign: int, digits: str, marks: list[str], whole: bool) -> tuple[float, int] | NumberProblem:
    mark = marks[-1]
    head, _, tail = digits.rpartition(mark)
    if mark == " " or mark in head or len(set(marks[:-1])) > 1:
        return NumberProblem("not_a_number", "digits in groups of three with one decimal mark")
    parts = re.split(r"[., ]", head)
    if len(parts) > 1 and not (1 <= len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])):
        return NumberProblem("not_a_number", "digits in groups of three with one decimal mark")
    if whole and tail.strip("0"):
        return NumberProblem("fraction_in_count", "a whole number")
    return sign * float("".join(parts) + "." + tail), 0 if whole else len(tail)


_DATE_FORMS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$"),
    re.compile(r"(?P<d>\d{1,2})\s*[/.\-]\s*(?P<m>\d{1,2})\s*[/.\-]\s*(?P<y>\d{4})$"),
    re.compile(r"(?:ngày\s+)?(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>\d{4})$", re.IGNORECASE),
)


_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})")
_VIET_NAM = timezone(timedelta(hours=7))


def _day_in_viet_nam(stamp: str) -> date | None:
    """The day a moment belongs to in Viet Nam: 17:30 UTC is the next day there."""
    try:
        return datetime.fromisoformat(stamp).astimezone(_VIET_NAM).date()
    except (ValueError, OverflowError):  # the first day of all, further west
        return None


def parse_date(text: str) -> date | None:
    """A day in ISO form, DD/MM/YYYY («1/7/2025», «01.07.2025») or words («ngày 01 tháng 7 năm 2025»); else None."""
    printed = squeeze(nfc(text))
    if zoned := _ZONED.fullmatch(printed):
        return _day_in_viet_nam(zoned.group())
    for form in _DATE_FORMS:
        match = form.match(printed)
        if match:
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                return None
    return None
