"""An HTML plan to a document, with positions in the decoded file.

What belongs here: tags to boxes of pieces, entities, what a browser does not show. What does not: encodings, which
tables hold data (boxes).

Why an own tokenizer: no library at hand keeps the source position of each character, and a reviewer must find a
number in the file. It only ever moves forward, so a broken page costs linear time.
"""

from __future__ import annotations

import html
import re
from array import array
from collections import Counter
from dataclasses import dataclass, field

from pipelines.findings import Finding
from pipelines.plans.documents.boxes import Box, Frame, Piece, blocks_of
from pipelines.plans.documents.decoding import Decoded, normalise
from pipelines.plans.documents.model import Document

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})((?:\s[^<>]*)?)/?>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});?")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_ATTRIBUTE = re.compile(r"([a-zA-Z][\w:-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+)))?")
_PICTURE, _ENDS_PICTURE = ";base64,", "\"')>"
# What makes a browser show nothing of an element, or strike it through: written on it, or in the page's style sheet.
_UNSHOWN = (
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|text-decoration[-a-z]*\s*:[a-z\s]*line-through)"
)
_UNSHOWN_STYLE = re.compile(_UNSHOWN, re.IGNORECASE)
_UNSHOWN_CLASS = re.compile(rf"\.([\w-]+)\s*\{{[^{{}}]*{_UNSHOWN}", re.IGNORECASE)
_RAW = frozenset({"script", "style", "textarea", "title"})
_ENDS_FIELD = re.compile(r"</(script|style|textarea|title|select)\b", re.IGNORECASE)
# Nobody reads them, they are struck through, or they tell how what they stand over is spoken.
UNREAD = frozenset({"template", "noscript", "svg", "s", "del", "strike", "rt", "rp"})
_SILENT = frozenset({"head", "select", "datalist", "object", "iframe", *UNREAD, *_RAW})
# Fields of a form that show their value; a page without a type shows a text field.
_SHOWN_FIELDS = frozenset({"", "text", "number", "date", "month", "email", "tel", "url", "search"})
_BREAKS = frozenset(
    {
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "blockquote",
        "pre",
        "hr",
        "center",
        "dd",
        "dt",
        "dl",
        "form",
        "body",
        "main",
        "aside",
        "nav",
        "figure",
        "caption",
    }
)
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "embed", "source", "track"}
)
# What an opening tag ends without a closing one.
_ENDS = {
    "p": {"p"},
    "li": {"li", "p"},
    "td": {"td", "th", "p"},
    "th": {"td", "th", "p"},
    "tr": {"tr", "td", "th", "p"},
    "option": {"option"},
}
_DEEPEST_TABLE = 30
_ALL_ROWS = 65_534


@dataclass
class _Page:
    """The text built so far, the source position of each of its characters, and the boxes it stands in."""

    hidden_classes: frozenset[str]
    pieces: list[str] = field(default_factory=list)
    offsets: array[int] = field(default_factory=lambda: array("q"))
    length: int = 0
    start: int = 0
    heading: int = 0
    root: Box = field(default_factory=Box)
    frames: list[Frame] = field(default_factory=list)
    boxes: list[Box | None] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    open_tags: list[tuple[str, bool]] = field(default_factory=list)
    open_names: Counter[str] = field(default_factory=Counter)
    unseen: int = 0
    never_closed: bool = False  # a list without an end: none behind it has one
    raised_at: int | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def box(self) -> Box:
        """The box that words go to: the innermost open cell, or the page."""
        return next((box for box in reversed(self.boxes) if box is not None), self.root)

    def add(self, text: str, offsets: list[int]) -> None:
        """Take words in."""
        self.pieces.append(text)
        self.offsets.extend(offsets)
        self.length += len(text)

    def cut(self, start: int) -> str:
        """Take the words from `start` on out again."""
        taken: list[str] = []
        while self.length > start:
            taken.append(self.pieces.pop())
            self.length -= len(taken[-1])
        del self.offsets[self.length :]
        return "".join(reversed(taken))

    def end_piece(self, at: int) -> None:
        """What was read since the last break is a piece of its own."""
        if self.length > self.start:
            self.box.items.append(Piece(self.start, self.length, self.heading))
            self.add("\n", [at])
        self.start, self.heading = self.length, 0


def read_html(decoded: Decoded, limit: int) -> Document:
    """The document in an HTML page; what a browser does not show is left out."""
    source = _up_to(decoded.raw, limit * 2)
    page = _Page(frozenset(_UNSHOWN_CLASS.findall(source)))
    at = 0
    while at < len(source):
        opening = source.find("<", at)
        opening = len(source) if opening < 0 else opening
        if opening > at and not page.unseen:
            _words(page, source, at, opening)
        at = _markup(page, source, opening) if opening < len(source) else opening
    page.end_piece(at)
    while page.frames:
        _end_table(page, at)
    text = "".join(page.pieces)
    document = Document(text, blocks_of(page.root, text), "html", offsets=page.offsets, findings=page.findings)
    if decoded.legacy is not None:
        document.findings.append(decoded.legacy.finding())
    if len(decoded.raw) > len(source):
        document.findings.append(_cut_finding(len(decoded.raw), limit * 2))
    return document


def _up_to(raw: str, most: int) -> str:
    """So much of a page, pictures written into it not counted, never up to the middle of a tag."""
    if len(raw) <= most:
        return raw
    source = raw[: most + sum(_ends(part) for part in raw.split(_PICTURE)[1:])]
    opened = source.rfind("<")
    is_whole = len(source) == len(raw) or opened < 0 or source.find(">", opened) > 0
    return source if is_whole else source[:opened]


def _ends(part: str) -> int:
    """Where a picture ends that a text begins with."""
    return min((at for sign in _ENDS_PICTURE if (at := part.find(sign)) >= 0), default=len(part))


def _cut_finding(found: int, limit: int) -> Finding:
    remedy = "split the file; the rest was not read"
    return Finding("plan", "", "file", "text_cut", "warning", f"{found} characters", f"at most {limit}", remedy)


def _markup(page: _Page, source: str, opening: int) -> int:
    """Deal with what begins at «<»; returns where to go on."""
    if source.startswith("<!--", opening):
        end = source.find("-->", opening + 4)
        return len(source) if end < 0 else end + 3
    if source.startswith(("<!", "<?"), opening):
        end = source.find(">", opening)
        return len(source) if end < 0 else end + 1
    match = _TAG.match(source, opening)
    if match is None:
        if not page.unseen:
            page.add("<", [opening])
        return opening + 1
    name = match.group(2).lower()
    if match.group(1):
        _closing(page, name, opening)
    elif name in _RAW and not match.group().endswith("/>"):
        end = _end_of(name, source, match.end())
        _field(page, source, match, (match.end(), end) if name == "textarea" else None)
        return end
    elif name == "select" and (end := _end_of_list(page, source, match.end())):
        _field(page, source, match, _chosen(source, match.end(), end))
        return end
    else:
        _opening(page, name, match)
        _field(page, source, match, _value(source, match) if name == "input" else None)
    return match.end()


def _end_of_list(page: _Page, source: str, at: int) -> int:
    """Where a list of options is closed; 0 where it never is, nor any behind it."""
    end = 0 if page.never_closed else _end_of("select", source, at)
    page.never_closed = end in (0, len(source))
    return 0 if page.never_closed else end


def _end_of(name: str, source: str, at: int) -> int:
    """Where an element that holds no other tags is closed; the end of the page where it never is."""
    ends = (end.start() for end in _ENDS_FIELD.finditer(source, at) if end.group(1).lower() == name)
    return next(ends, len(source))


def _field(page: _Page, source: str, tag: re.Match[str], span: tuple[int, int] | None) -> None:
    """What a field of a form shows: its words stand where the field does."""
    if span is not None and not page.unseen and not _is_unshown(page, _attributes(tag)):
        _words(page, source, *span)


def _chosen(source: str, start: int, end: int) -> tuple[int, int] | None:
    """The words of the chosen option of a list; of the first where none is chosen, as a browser shows it."""
    tags = (tag for tag in _TAG.finditer(source, start, end) if not tag.group(1))
    options = [tag for tag in tags if tag.group(2).lower() == "option"]
    chosen = (option for option in options if "selected" in _attributes(option))
    option = next(chosen, options[0] if options else None)
    return (option.end(), min(end, source.find("<", option.end()))) if option else None


def _value(source: str, tag: re.Match[str]) -> tuple[int, int] | None:
    """Where the value of a field that shows it stands."""
    if _attributes(tag).get("type", "").lower() not in _SHOWN_FIELDS:
        return None
    values = (one for one in _ATTRIBUTE.finditer(source, *tag.span(3)) if one.group(1).lower() == "value")
    said = next(values, None)
    return said.span(said.lastindex) if said and said.lastindex and said.lastindex > 1 else None


def _attributes(match: re.Match[str]) -> dict[str, str]:
    return {name.lower(): one or two or three for name, one, two, three in _ATTRIBUTE.findall(match.group(3))}


def _opening(page: _Page, name: str, match: re.Match[str]) -> None:
    attributes = _attributes(match) if match.group(3) else {}
    ends = _ENDS.get(name, ())
    while page.open_tags and page.open_tags[-1][0] in ends:
        _pop(page)
    if name not in _VOID and not match.group().endswith("/>"):
        is_unseen = name in _SILENT or _is_unshown(page, attributes)
        page.open_tags.append((name, is_unseen))
        page.open_names[name] += 1
        page.unseen += is_unseen
    if page.unseen:
        return
    at = match.start()
    if name == "table":
        _begin_table(page, at)
    elif name in ("tr", "td", "th") and page.frames:
        _begin_cell(page, name, attributes, at)
    elif name in _BREAKS or name == "tr":
        page.end_piece(at)
        page.heading = int(name[1]) if name[0] == "h" and name[1:].isdecimal() else 0
    elif name == "sup":
        page.raised_at = page.length


def _closing(page: _Page, name: str, at: int) -> None:
    was_unseen = page.unseen
    if page.open_names[name]:
        while _pop(page) != name:
            pass
    if was_unseen:
        return
    if name == "table" and page.frames:
        _end_table(page, at)
    elif name in ("tr", "td", "th") and page.frames:
        _end_cell(page, at)
    elif name in _BREAKS:
        page.end_piece(at)
    elif name == "sup" and page.raised_at is not None:
        _lower(page)


def _pop(page: _Page) -> str:
    name, is_unseen = page.open_tags.pop()
    page.open_names[name] -= 1
    page.unseen -= is_unseen
    return name


def _is_unshown(page: _Page, attributes: dict[str, str]) -> bool:
    if "hidden" in attributes or _UNSHOWN_STYLE.search(attributes.get("style", "")):
        return True
    return not page.hidden_classes.isdisjoint(attributes.get("class", "").split())


def _lower(page: _Page) -> None:
    """What stands raised is a footnote's mark unless it holds letters."""
    start, page.raised_at = page.raised_at or 0, None
    offsets = list(page.offsets[start:])
    raised = page.cut(start) if start >= page.start else ""
    if any(ch.isalpha() for ch in raised):
        page.add(raised, offsets)


def _begin_table(page: _Page, at: int) -> None:
    page.end_piece(at)
    if len(page.frames) < _DEEPEST_TABLE:
        frame = Frame(page.length)
        page.box.items.append(frame)
        page.frames.append(frame)
        page.boxes.append(None)
        page.spans.append((1, 1))


def _begin_cell(page: _Page, name: str, attributes: dict[str, str], at: int) -> None:
    _end_cell(page, at)
    if name == "tr":
        page.frames[-1].grid.next_row()
        return
    page.boxes[-1] = Box(start=page.length)
    page.spans[-1] = (_span(attributes, "colspan"), _span(attributes, "rowspan"))


def _span(attributes: dict[str, str], name: str) -> int:
    """How many columns or rows a cell spans; for rows «0» means all that follow."""
    said = attributes.get(name, "1").strip()
    return (int(said) or _ALL_ROWS) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def _end_cell(page: _Page, at: int) -> None:
    box = page.boxes[-1]
    page.end_piece(at)
    if box is not None:
        box.end = page.length
        page.boxes[-1] = None
        page.frames[-1].grid.place(box, *page.spans[-1])


def _end_table(page: _Page, at: int) -> None:
    _end_cell(page, at)
    page.boxes.pop()
    page.spans.pop()
    frame = page.frames.pop()
    frame.grid.end_row()
    frame.end = page.length
    page.findings += frame.findings()


def _words(page: _Page, source: str, start: int, end: int) -> None:
    """Text between tags: entities read, white space squeezed, NFC; every character keeps its source position."""
    chars: list[str] = []
    offsets: list[int] = []
    at = start
    while at < end:
        amp = source.find("&", at, end)
        stop = amp if amp >= 0 else end
        chars.append(source[at:stop])
        offsets.extend(range(at, stop))
        if amp < 0:
            break
        entity = _ENTITY.match(source, amp, end)
        at = entity.end() if entity else amp + 1
        said = html.unescape(entity.group()) if entity else "&"
        chars.append(said)
        offsets.extend([amp] * len(said))
    text, offsets = _squeezed("".join(chars), offsets)
    text, places = normalise(text)
    offsets = offsets if places is None else [offsets[place] for place in places]
    before = page.pieces[-1][-1:] if page.pieces else "\n"
    if text.startswith(" ") and before in (" ", "\n"):
        text, offsets = text[1:], offsets[1:]
    if text:
        page.add(text, offsets)


def _squeezed(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    pieces: list[str] = []
    kept: list[int] = []
    last = 0
    for match in _SPACES.finditer(text):
        pieces += [text[last : match.start()], " "]
        kept += [*offsets[last : match.start()], offsets[match.start()]]
        last = match.end()
    return "".join([*pieces, text[last:]]), [*kept, *offsets[last:]]
