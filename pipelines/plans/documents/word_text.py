"""The words of a Word paragraph that a person sees, and the text boxes anchored in it.

What belongs here: runs, symbols, equations, what Word hides. What does not: tables, numbering, the order of blocks.

Not read, because nobody sees it: hidden text, struck text, deletions, text moved away, field codes, the twin of a text
box for old programs. Superscripts without letters are marks of footnotes, never digits of the number before them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.plans.documents.decoding import symbol
from pipelines.plans.documents.word_package import Element, W

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_UNSEEN = frozenset(
    {
        f"{W}del",
        f"{W}moveFrom",
        f"{W}instrText",
        f"{W}delText",
        f"{W}delInstrText",
        f"{W}rPr",
        f"{W}pPr",
        f"{W}rt",
        f"{W}sdtPr",
        f"{W}sdtEndPr",
        f"{W}txbxContent",
        f"{_MC}Fallback",
        f"{_M}rPr",
        f"{_M}ctrlPr",
        f"{W}footnoteReference",
        f"{W}endnoteReference",
        f"{W}annotationRef",
        f"{W}softHyphen",
    }
)
_TEXTS, _RUNS = frozenset({f"{W}t", f"{_M}t"}), frozenset({f"{W}r", f"{_M}r"})
_PRINTED = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_OFF = frozenset({"0", "false", "off", "none"})
_HIDING = ("vanish", "strike", "dstrike")
_MOST_BASES = 12


@dataclass(frozen=True)
class Look:
    """What a style or a run says about how its words look; None: nothing, what stands above holds."""

    is_unseen: bool | None = None
    is_raised: bool | None = None

    def over(self, other: Look) -> Look:
        """This look where it says something, else the other."""
        return Look(
            other.is_unseen if self.is_unseen is None else self.is_unseen,
            other.is_raised if self.is_raised is None else self.is_raised,
        )


@dataclass
class Looks:
    """The looks of a document's styles by their id."""

    styles: dict[str, Look] = field(default_factory=dict)

    def of(self, properties: Element | None, reference: str) -> Look:
        """The look that properties (`w:rPr`, `w:pPr` or None) give, with that of the style they refer to."""
        if properties is None:
            return Look()
        style = properties.find(f"{W}{reference}")
        named = self.styles.get(style.get(f"{W}val") or "", Look()) if style is not None else Look()
        return _look(properties).over(named)


def read_looks(styles: Element) -> Looks:
    """The looks of styles.xml, inherited from the styles they are based on."""
    own: dict[str, tuple[Look, str]] = {}
    for style in styles.iter(f"{W}style"):
        properties, base = style.find(f"{W}rPr"), style.find(f"{W}basedOn")
        look = _look(properties) if properties is not None else Look()
        own[str(style.get(f"{W}styleId"))] = look, str(base.get(f"{W}val")) if base is not None else ""
    return Looks({name: _inherited(name, own) for name in own})


def _inherited(name: str, own: dict[str, tuple[Look, str]]) -> Look:
    look, base = own[name]
    for _ in range(_MOST_BASES):
        if base not in own:
            break
        above, base = own[base]
        look = look.over(above)
    return look


def _look(properties: Element) -> Look:
    hiding = [_is_on(found) for name in _HIDING if (found := properties.find(f"{W}{name}")) is not None]
    raised = properties.find(f"{W}vertAlign")
    return Look(any(hiding) if hiding else None, None if raised is None else raised.get(f"{W}val") == "superscript")


def _is_on(switch: Element) -> bool:
    return str(switch.get(f"{W}val") or "on").lower() not in _OFF


def words_of(paragraph: Element, looks: Looks) -> str:
    """The visible words of a paragraph as typed: tabs as spaces, its breaks as ends of lines, text boxes left out."""
    properties = paragraph.find(f"{W}pPr")
    return "".join(_words(paragraph, looks, looks.of(properties, "pStyle")))


def _words(element: Element, looks: Looks, above: Look) -> Iterator[str]:
    for node in element:
        tag = node.tag
        if tag in _TEXTS:
            yield node.text or ""
        elif tag in _RUNS:
            yield _run(node, looks, above)
        elif tag == f"{W}sym":
            yield symbol(str(node.get(f"{W}char") or ""))
        elif tag in _PRINTED:
            yield _PRINTED[tag]
        elif tag == f"{_M}num":
            yield from (*_words(node, looks, above), "/")
        elif tag not in _UNSEEN:
            yield from _words(node, looks, above)


def _run(run: Element, looks: Looks, above: Look) -> str:
    look = looks.of(run.find(f"{W}rPr"), "rStyle").over(above)
    if look.is_unseen:
        return ""
    words = "".join(_words(run, looks, above))
    return "" if look.is_raised and not any(ch.isalpha() for ch in words) else words


def text_boxes(paragraph: Element) -> Iterator[Element]:
    """The contents of text boxes anchored in a paragraph, once each, outermost first."""
    waiting = list(reversed(paragraph))
    while waiting:
        node = waiting.pop()
        if node.tag == f"{W}txbxContent":
            yield node
        elif node.tag not in _UNSEEN:
            waiting.extend(reversed(node))
