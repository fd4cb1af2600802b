"""How cell formats show a number: 0.985 is «98.5%» to whoever looks at it, 79.6 may be «80». Pure.

What belongs here: styles of .xlsx and .xls, a number as its cell shows it. What does not: the cells themselves
(workbooks.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlrd

_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*>")
_ID, _CODE = re.compile(rb"""\bnumFmtId=["'](\d+)["']"""), re.compile(rb"""\bformatCode=["']([^"']*)["']""")
_CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_FONTS = re.compile(rb"<(?:\w+:)?fonts\b.*?</(?:\w+:)?fonts>", re.DOTALL)
_FONT = re.compile(rb"<(?:\w+:)?font\b(?:[^>]*/>|.*?</(?:\w+:)?font>)", re.DOTALL)
_FONT_ID = re.compile(rb"""\bfontId=["'](\d+)["']""")
_STRUCK = re.compile(rb"""<(?:\w+:)?strike\b(?![^>]*val=["'](?:0|false)["'])""")
# Built-in formats that fix how many decimals are shown; 0 is General, 14 to 22 and 45 to 47 are dates.
_BUILT_IN = {
    "1": "0",
    "2": "0.00",
    "3": "#,##0",
    "4": "#,##0.00",
    "9": "0%",
    "10": "0.00%",
    "37": "#,##0",
    "38": "#,##0",
    "39": "#,##0.00",
    "40": "#,##0.00",
    "41": '#,##0;-#,##0;"-"',
    "42": '#,##0;-#,##0;"-"',
    "43": '#,##0.00;-#,##0.00;"-"',
    "44": '#,##0.00;-#,##0.00;"-"',
}
_NUMBER = 2  # xlrd's type of a cell that holds a number, not a date
# What a format prints beside the digits: quoted and escaped text, spaces, colours and conditions.
_BESIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[#0?,]*[#0?](?:\.(?P<decimals>[#0?]*))?(?![,.\w])")
_PER_MILLE = "‰"
# Units of measure that a format prints behind the digits, «0.0" điểm"», «0" hồ sơ"»: none of them is percent.
_MEASURE = re.compile(
    r"[0#?][\s\"\\]*(điểm|hồ sơ|phiếu|lượt|người|văn bản|thủ tục|tthc|đơn vị|cơ quan|nhiệm vụ|phút|giờ|ngày|lần)"
    r"(?!\w)",
    re.IGNORECASE,
)
# «#» and «?» show nothing for 0.
_ZERO = re.compile("0")
_SECTION_END = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|(-)')
_SPACING = re.compile(r"_.|\*.")
_ALL_DIGITS = 10
# Excel takes 255 characters of a format and shows 30 decimals at most; what is longer was made by nobody's hand.
_LONGEST, _MOST_DECIMALS = 1_000, 30
# A cell holds a double: below 10^309, so that with decimals no more digits are needed than these.
_LARGEST, _EXACT = 308, Context(prec=400)
_OTHER = re.compile(r"[a-z@/]", re.IGNORECASE)  # dates, fractions, powers of ten, text


@dataclass(frozen=True)
class CellFormat:
    """A format that fixes the decimals of a number.

    most: decimals it shows at most.
    least: zeros it keeps at the end.
    sign: «%» where the number is shown a hundredfold with that sign; «‰», « điểm», « hồ sơ» are only printed behind it.
    zero: what is seen instead of 0 («-», nothing); None where 0 is shown as digits.
    negative: what is seen instead of a number below 0; None where it is shown as digits.
    is_hidden: no number is seen (`;;;`), or it is struck through.
    """

    most: int
    least: int
    sign: str = ""
    zero: str | None = None
    negative: str | None = None
    is_hidden: bool = False

    def unseen(self, text: str | None) -> str | None:
        """What a person sees in place of the number («-», nothing); None where the number is seen, or there is none."""
        number = self.exact(text)
        if number is None:
            return None
        if self.is_hidden:
            return ""
        return self.zero if number == 0 else self.negative if number < 0 else None

    def shown(self, text: str | None) -> str | None:
        """The number of a cell as a person sees it, with a decimal point and no marks between thousands.

        None where the text is no number.
        """
        number = self.exact(text)
        if number is None:
            return None
        digits = f"{_to_decimals(number, self.most, ROUND_HALF_UP):f}"
        whole, _, decimals = digits.partition(".")
        decimals = decimals[: self.least] + decimals[self.least :].rstrip("0")
        return whole + (f".{decimals}" if decimals else "") + self.sign

    def exact(self, text: str | None) -> Decimal | None:
        """The number that the cell holds, a hundredfold where a percentage is shown; without a float's last noise."""
        try:
            number = Decimal(text or "")
        except InvalidOperation:
            return None
        if not number.is_finite() or number.adjusted() > _LARGEST:
            return None
        return _to_decimals(_EXACT.multiply(number, 100) if self.sign == "%" else number, _ALL_DIGITS)


def _to_decimals(number: Decimal, most: int, rounding: str | None = None) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-most), rounding, _EXACT)


def format_of(code: str) -> CellFormat | None:
    """What a format code says of a number; None where it says nothing (General, dates, fractions, text, thousands)."""
    if len(code) > _LONGEST:
        return None
    shown, *others = _SECTION_END.split(code)
    bare = _BESIDE.sub("", shown).strip()
    digits = _DIGITS.search(bare)
    if not shown.strip() and others:
        return CellFormat(_ALL_DIGITS, 0, is_hidden=True)
    if digits is None or _OTHER.search(bare):
        return CellFormat(_ALL_DIGITS, 0, _PER_MILLE) if _PER_MILLE in shown else None
    decimals = (digits["decimals"] or "")[:_MOST_DECIMALS]
    negative = _literal(others[0], _DIGITS) if others else None
    zero = _literal(others[1] if len(others) > 1 else shown, _ZERO)
    return CellFormat(len(decimals), decimals.count("0"), _sign(shown, bare), zero, negative)


def _sign(shown: str, bare: str) -> str:
    """What stands behind the digits and says the unit of measure."""
    if _PER_MILLE in shown:
        return _PER_MILLE
    measure = _MEASURE.search(shown)
    return "%" if "%" in bare else f" {measure.group(1).lower()}" if measure else ""


def _literal(section: str, digits: re.Pattern[str]) -> str | None:
    """The words that a section of a format shows for its numbers, «-» or nothing; None where it shows digits."""
    if digits.search(_BESIDE.sub("", section)):
        return None
    return "".join("".join(groups) for groups in _QUOTED.findall(_SPACING.sub("", section))).strip()


_WITHDRAWN = CellFormat(most=_MOST_DECIMALS, least=0, is_hidden=True)


def cell_styles(xml: bytes) -> dict[str, CellFormat]:
    """The formats of an .xlsx by index of cell style, where they fix the decimals or strike the text through."""
    codes = dict(_BUILT_IN)
    for tag in _FORMAT.findall(xml):
        ident, code = _ID.search(tag), _CODE.search(tag)
        if ident and code:
            codes[ident.group(1).decode()] = code.group(1).decode("utf-8", "replace").replace("&quot;", '"')
    formats = {ident: found for ident, code in codes.items() if (found := format_of(code)) is not None}
    inner = _CELL_STYLES.search(xml)
    used = _STYLE.findall(inner.group(0)) if inner else []
    idents = {str(place): ident.group(1).decode() for place, style in enumerate(used) if (ident := _ID.search(style))}
    shown = {style: formats[ident] for style, ident in idents.items() if ident in formats}
    return shown | dict.fromkeys(_struck(xml, used), _WITHDRAWN)


def _struck(xml: bytes, styles: list[bytes]) -> Iterator[str]:
    """The cell styles whose font strikes the text through: who struck a figure out withdrew it."""
    inner = _FONTS.search(xml)
    fonts = _FONT.findall(inner.group(0)) if inner else []
    struck = {place for place, font in enumerate(fonts) if _STRUCK.search(font)}
    for place, style in enumerate(styles):
        if (font := _FONT_ID.search(style)) and int(font.group(1)) in struck:
            yield str(place)


class OldFormats:
    """The formats of an .xls workbook, read only when asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @cached_property
    def _book(self) -> xlrd.book.Book | None:
        try:
            import xlrd  # only old workbooks need it

            return xlrd.open_workbook(file_contents=self._data, formatting_info=True, logfile=_Silent())
        except Exception:
            return None

    def formatted(self, position: int) -> Mapping[tuple[int, int], CellFormat]:
        """The formats that fix decimals, by place (row, column from 0) of the number cells that have one."""
        book = self._book
        if book is None or position >= book.nsheets:
            return {}
        codes = (book.format_map[style.format_key].format_str for style in book.xf_list)
        styles = {place: found for place, code in enumerate(codes) if (found := format_of(code)) is not None}
        sheet = book.sheet_by_index(position)
        return {
            (row, column): styles[style]
            for row in range(sheet.nrows)
            for column in range(sheet.row_len(row))
            if sheet.cell_type(row, column) == _NUMBER and (style := sheet.cell_xf_index(row, column)) in styles
        }


class _Silent:
    """A log nobody reads."""

    def write(self, _text: str) -> int:
        """Take the words."""
        return 0
