"""Words and ruled lines of a PDF page with their places, turned so that the text runs from left to right.

What belongs here: asking the PDF library for characters and paths. What does not: what stands in a table or a column
(pdf_layout), pages and findings (pdf).

Caps: at most MAX_LETTERS characters of a page and MAX_RULES ends of ruled lines are looked at.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, Protocol

MAX_LETTERS = 100_000
MAX_RULES = 20_000
_SAMPLED = 40


class Page(Protocol):
    """A page as the PDF library opens it, known to its C functions as `raw`; the library says no types."""

    @property
    def raw(self) -> object:
        """What the library's C functions take."""

    def get_rotation(self) -> int:
        """By how many degrees the page is shown turned."""


class TextPage(Protocol):
    """The characters of a page as the PDF library gives them."""

    @property
    def raw(self) -> object:
        """What the library's C functions take."""

    def count_chars(self) -> int:
        """How many characters the page has."""

    def get_text_range(self, index: int, count: int) -> str:
        """So many characters from a place on, in the file's order; -1: all."""


class Word(NamedTuple):
    """Letters without a space between them, their left and right end, their foot and their height."""

    text: str
    left: float
    right: float
    foot: float
    height: float


class Rule(NamedTuple):
    """A ruled line from one end to the other; `is_upright` where it stands between columns."""

    is_upright: bool
    at: float
    start: float
    end: float


class Turn(NamedTuple):
    """How the text of a page runs: its direction, and the direction up from its foot."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page as if the text ran from left to right."""
        return self.a * x + self.b * y, self.c * x + self.d * y


UPRIGHT = Turn()


def turn_of(textpage: TextPage) -> Turn:
    """The direction in which most letters of a page run, to a quarter turn."""
    import pypdfium2.raw as pdfium

    count = textpage.count_chars()
    matrix = pdfium.FS_MATRIX()
    seen: Counter[Turn] = Counter()
    for place in range(0, count, max(count // _SAMPLED, 1)):
        if pdfium.FPDFText_GetMatrix(textpage.raw, place, matrix):
            size = max(abs(matrix.a), abs(matrix.b), abs(matrix.c), abs(matrix.d)) or 1.0
            seen[Turn(*(float(round(part / size)) for part in (matrix.a, matrix.b, matrix.c, matrix.d)))] += 1
    return seen.most_common(1)[0][0] if seen else UPRIGHT


def words_of(textpage: TextPage, turn: Turn) -> list[Word]:
    """The words of a page in the order of the file."""
    words: list[Word] = []
    letters: list[tuple[str, float, float, float, float]] = []
    for letter in _letters(textpage, turn):
        if letter[0].isspace():
            words += _word(letters)
            letters = []
            continue
        if letters and _is_apart(letters[-1], letter):
            words += _word(letters)
            letters = []
        letters.append(letter)
    return words + _word(letters)


def _letters(textpage: TextPage, turn: Turn) -> Iterator[tuple[str, float, float, float, float]]:
    import pypdfium2.raw as pdfium

    box = pdfium.FS_RECTF()  # the box of the font, so that letters of a line stand on one foot
    code_of, box_of, page = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox, textpage.raw
    for place in range(min(textpage.count_chars(), MAX_LETTERS)):
        code = code_of(page, place)
        letter = "-" if code in (2, 0xFFFE) else chr(code) if code else "\ufffd"
        if letter.isspace():
            yield letter, 0.0, 0.0, 0.0, 0.0
            continue
        box_of(page, place, box)
        one, two = turn(box.left, box.bottom), turn(box.right, box.top)
        yield letter, min(one[0], two[0]), max(one[0], two[0]), min(one[1], two[1]), max(one[1], two[1])


def _is_apart(one: tuple[str, float, float, float, float], two: tuple[str, float, float, float, float]) -> bool:
    """Whether two letters without a space between them stand too far from each other for one word."""
    height = max(one[4] - one[3], two[4] - two[3], 4.0)
    return two[1] - one[2] > 1.5 * height or two[1] < one[1] - 3 * height or abs(two[3] - one[3]) > 1.2 * height


def _word(letters: list[tuple[str, float, float, float, float]]) -> list[Word]:
    if not letters:
        return []
    feet = sorted(letter[3] for letter in letters)
    foot, top = feet[len(feet) // 2], max(letter[4] for letter in letters)
    text = "".join(letter[0] for letter in letters)
    left, right = min(letter[1] for letter in letters), max(letter[2] for letter in letters)
    return [Word(text, left, right, foot, max(top - foot, 1.0))]


def rules_of(page: Page, turn: Turn) -> list[Rule]:
    """The upright and level lines that are drawn on a page: borders of cells, however they are drawn."""
    import pypdfium2.raw as pdfium

    rules: list[Rule] = []
    left = MAX_RULES
    for place in range(min(pdfium.FPDFPage_CountObjects(page.raw), MAX_RULES)):
        drawn = pdfium.FPDFPage_GetObject(page.raw, place)
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_PATH:
            points = _points(drawn, left)
            left -= len(points)
            rules += _rules([turn(x, y) for x, y in points])
        if left <= 0:
            break
    return rules


def _points(drawn: object, most: int) -> list[tuple[float, float]]:
    """The ends of the lines of a path on the page."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(drawn, matrix):
        return []
    x, y = ctypes.c_float(), ctypes.c_float()
    points = []
    for place in range(min(pdfium.FPDFPath_CountSegments(drawn), most)):
        segment = pdfium.FPDFPath_GetPathSegment(drawn, place)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(
            (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        )
    return points


def _rules(points: list[tuple[float, float]]) -> Iterator[Rule]:
    for (x1, y1), (x2, y2) in pairwise(points):
        if abs(x1 - x2) < 1.5 and abs(y1 - y2) > 5:
            yield Rule(True, (x1 + x2) / 2, min(y1, y2), max(y1, y2))
        elif abs(y1 - y2) < 1.5 and abs(x1 - x2) > 5:
            yield Rule(False, (y1 + y2) / 2, min(x1, x2), max(x1, x2))
