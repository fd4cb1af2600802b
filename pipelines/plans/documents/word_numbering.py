"""The marks that Word counts itself: «I.», «1.2.», «a)», «-» before paragraphs of automatic lists.

What belongs here: numbering.xml, what styles.xml says of it, the counters of a document. What does not: paragraphs,
words, the outline.

Source of the rules: ECMA-376, part 1, 17.9 (numbering definitions, level text, start and restart of levels).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.plans.documents.word_package import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


@dataclass(frozen=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass
class Numbering:
    """The lists of one document, counting as its paragraphs are read in order.

    `lists` maps a list's id to its definition's id, `levels` a list's id to its levels, `styles` a paragraph style to
    the list and level it carries.
    """

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    restarts: set[str] = field(default_factory=set)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counters: dict[str, list[int | None]] = field(default_factory=dict)

    def mark(self, properties: Element | None) -> str:
        """The mark before a paragraph with these properties (`w:pPr` or None) and a space; empty where it has none.

        Asking counts: call it once per paragraph, in the order of the document.
        """
        found = self._list_of(properties)
        if found is None or found[0] not in self.levels or found[1] not in self.levels[found[0]]:
            return ""
        list_id, depth = found
        level = self.levels[list_id][depth]
        counts = self._count(list_id, depth)
        if level.form == "bullet":
            return "+ " if level.text == "+" else "- "
        if level.form == "none":
            return ""
        text = level.text
        for other in range(_LEVELS):
            if f"%{other + 1}" in text:
                shown = self.levels[list_id].get(other, level)
                number = counts[other] if counts[other] is not None else shown.start
                text = text.replace(f"%{other + 1}", _written(number or 0, shown.form))
        return f"{text.strip()} " if text.strip() else ""

    def _list_of(self, properties: Element | None) -> tuple[str, int] | None:
        if properties is None:
            return None
        style = properties.find(f"{_W}pStyle")
        inherited = self.styles.get(style.get(f"{_W}val") or "") if style is not None else None
        own = properties.find(f"{_W}numPr")
        if own is None:
            return inherited
        list_id = _value(own.find(f"{_W}numId")) or (inherited[0] if inherited else "")
        depth = _whole(own.find(f"{_W}ilvl"), inherited[1] if inherited else 0)
        return (list_id, depth) if list_id not in ("", "0") and 0 <= depth < _LEVELS else None

    def _count(self, list_id: str, depth: int) -> list[int | None]:
        definition = self.lists[list_id]
        counts = self.counters.setdefault(definition, [None] * _LEVELS)
        if list_id in self.restarts:
            self.restarts.discard(list_id)
            counts[:] = [None] * _LEVELS
        before = counts[depth]
        counts[depth] = self.levels[list_id][depth].start if before is None else before + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        return counts


def read_numbering(numbering: Element | None, styles: dict[str, tuple[str, int]]) -> Numbering:
    """The lists that numbering.xml defines (None: none), with the list and level that each style carries."""
    made = Numbering(styles=styles)
    if numbering is None:
        return made
    definitions = {
        _attribute(item, "abstractNumId"): {
            _whole_of(_attribute(level, "ilvl")): _level(level) for level in item.findall(f"{_W}lvl")
        }
        for item in numbering.findall(f"{_W}abstractNum")
    }
    for item in numbering.findall(f"{_W}num"):
        list_id, definition = _attribute(item, "numId"), _value(item.find(f"{_W}abstractNumId"))
        levels = dict(definitions.get(definition, {}))
        for override in item.findall(f"{_W}lvlOverride"):
            depth = _whole_of(_attribute(override, "ilvl"))
            start, own = override.find(f"{_W}startOverride"), override.find(f"{_W}lvl")
            level = _level(own) if own is not None else levels.get(depth)
            if level is not None:
                levels[depth] = _Level(level.form, level.text, _whole(start, level.start))
            if start is not None:
                made.restarts.add(list_id)
        made.lists[list_id], made.levels[list_id] = definition, levels
    return made


def lists_of_styles(styles: Element) -> dict[str, tuple[str, int]]:
    """The list and level that paragraph styles of styles.xml carry, by the style's id."""
    found = {}
    for style in styles.findall(f"{_W}style"):
        own = style.find(f"{_W}pPr/{_W}numPr")
        if own is not None and (list_id := _value(own.find(f"{_W}numId"))) not in ("", "0"):
            found[_attribute(style, "styleId")] = (list_id, _whole(own.find(f"{_W}ilvl"), 0))
    return found


def _level(level: Element) -> _Level:
    form = _value(level.find(f"{_W}numFmt")) or "decimal"
    return _Level(form, _value(level.find(f"{_W}lvlText")), _whole(level.find(f"{_W}start"), 1))


def _attribute(element: Element, name: str) -> str:
    return str(element.get(f"{_W}{name}") or "")


def _value(element: Element | None) -> str:
    return _attribute(element, "val") if element is not None else ""


def _whole(element: Element | None, otherwise: int) -> int:
    value = _value(element)
    return int(value) if value.isdecimal() and len(value) < 6 else otherwise


def _whole_of(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 3 else 0


def _written(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letters = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman"):
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while number >= value and len(text) < 20:
            text += letters
            number -= value
    return text
