"""Plans and reports that say more than they promise, or whose file stores their words otherwise.

What belongs here: changes of a document's source and of its written file (messes.yml says how often, in which words,
and what must be said). What does not: what clean documents say (plans, carriers), tables (table_dresses).
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace

from tools.demo.document_files import document
from tools.plan_markup import Block, Source, parse, write_pdf, write_pdf_in_columns

_PARAGRAPH = re.compile(r"<w:p>.*?</w:p>", re.DOTALL)
_RUN = re.compile(r"<w:r>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t(?: [^>]*)?>([^<]{12,})</w:t></w:r>")
_SIGN = re.compile(r"<w:t>([≥≤]) ")
_SYMBOL = {"≥": "F0B3", "≤": "F0A3"}
_CELL_OF_NUMBER = re.compile(r"(<w:r>(?:<w:rPr/>)?<w:t>(?:[≥≤] )?\d+(?:,\d+)?</w:t></w:r>)(?=</w:p></w:tc>)")
_MARK = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r>'
_BODY = re.compile(r"(<w:body>)(.*)(<w:sectPr.*</w:body>)", re.DOTALL)
_PAGE_BODY = re.compile(r"(<body>)(.*)(</body>)", re.DOTALL)
_TABLES = re.compile(r"(<w:tbl>.*?</w:tbl>)", re.DOTALL)
_NUMBERED_HEADING = re.compile(r"(?m)^(#+ [\dIVX]+)\. ")
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_LETTER_LETTER = re.compile(r"(?<=[^\W\d_])(?=[^\W\d_])")
_TARGET = re.compile(r"<w:p>(?:(?!</w:p>).)*<w:t>- (?:(?!</w:p>).)*</w:p>", re.DOTALL)
_NUMBER_IN_RUN = re.compile(r"<w:t>(- [^<]*?)(\d+(?:,\d+)?)(%[^<]*)</w:t>")
_PAGES = re.compile(rb"<<\n/Count (\d+)\n/Kids \[([^\]]*)\]\n/MediaBox \[0 0 595.28 841.89\]\n/Type /Pages\n>>")
_VNI_TONES = {"": "", "\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_VNI_ROOFS = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_VNI_BOWLS = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_VNI_WHOLE = {"đ": "ñ", "í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}
_ROOF, _BOWL, _HORN = "\u0302", "\u0306", "\u031b"
_WINDOWS = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256)}


# --- what the document says ----------------------------------------------------------------------------------------


def paragraphs_at_the_end(source: Source, *, markup: str) -> Source:
    """More paragraphs before the last heading of the first order, as plans bring in what is no target."""
    place = max(n for n, block in enumerate(source.blocks) if block.kind == "h1")
    return _with(source, place, markup)


def paragraphs_at_the_beginning(source: Source, *, markup: str) -> Source:
    """More paragraphs before the first heading."""
    place = next(n for n, block in enumerate(source.blocks) if block.kind == "h1")
    return _with(source, place, markup)


def paragraphs_under_targets(source: Source, *, markup: str) -> Source | None:
    """More paragraphs under the first heading of the second order, before its first target."""
    places = [n for n, block in enumerate(source.blocks) if block.kind == "h2"]
    return _with(source, places[0] + 1, markup) if places else None


def _with(source: Source, place: int, markup: str) -> Source:
    more = parse(f"---\nfile: none\n---\n{markup}").blocks
    return replace(source, blocks=[*source.blocks[:place], *more, *source.blocks[place:]])


def sentence_otherwise(source: Source, *, about: str, text: str) -> Source:
    """Another sentence where one speaks of something."""
    return _each(source, lambda block: replace(block, text=text) if _speaks(block, about) else block)


def sentence_goes_on(source: Source, *, about: str, text: str) -> Source:
    """More words before the full stop of a sentence about something."""
    return _each(
        source, lambda block: replace(block, text=f"{block.text[:-1]} {text}.") if _speaks(block, about) else block
    )


def _speaks(block: Block, about: str) -> bool:
    return block.kind == "text" and about in block.text.lower()


def _each(source: Source, change: Callable[[Block], Block]) -> Source:
    return replace(source, blocks=[change(block) for block in source.blocks])


# --- forms in reports ----------------------------------------------------------------------------------------------


def forms_over_two_pages(source: Source, *, between: list[str] | str) -> Source:
    """A form's table cut in two before some row; its second half has the header again."""
    blocks: list[Block] = []
    for block in source.blocks:
        place = next((n for n, row in enumerate(block.rows) if n > 1 and row[0] == between), 0)
        if block.kind != "table" or not place:
            blocks.append(block)
            continue
        halves = block.rows[:place], (block.rows[0], *block.rows[place:])
        blocks += [replace(block, rows=halves[0]), Block("page"), replace(block, rows=halves[1])]
    return replace(source, blocks=blocks)


def numbers_with_dots(source: Source) -> Source:
    """«3.2.1.» for «3.2.1»."""
    return _each_line(source, lambda row: (f"{row[0]}." if row[0][:1].isdigit() else row[0], *row[1:]))


def counts_with_zeros(source: Source) -> Source:
    """«02» for «2»."""
    return _each_line(source, lambda row: (*row[:3], row[3].zfill(2) if row[3].isdigit() else row[3], *row[4:]))


def cell_of_form(
    source: Source, *, row: str, column: int, text: str, label: str = "", is_below: bool = False
) -> Source:
    """Another text in one cell of the row with a number and the beginning of a label, and of the rows below it."""

    def changed(line: tuple[str, ...]) -> tuple[str, ...]:
        is_it = line[0] == row or (is_below and line[0].startswith(f"{row}."))
        return (*line[:column], text, *line[column + 1 :]) if is_it and line[1].startswith(label) else line

    return _each_line(source, changed)


def row_of_form(source: Source, *, after: str, cells: list[str] | str) -> Source:
    """One more row after the one whose label begins so."""
    more = tuple(str(cells).split(" | "))
    blocks = []
    for block in source.blocks:
        place = next((n for n, row in enumerate(block.rows) if len(row) > 1 and row[1].startswith(after)), None)
        rows = block.rows if place is None else (*block.rows[: place + 1], more, *block.rows[place + 1 :])
        blocks.append(replace(block, rows=rows))
    return replace(source, blocks=blocks)


def draft_head(source: Source) -> Source:
    """Number and day of the letterhead still blank, as in drafts."""

    def changed(block: Block) -> Block:
        if block.kind != "head":
            return block
        left, right = block.rows[0]
        left = "Số:      /BC-UBND" if left.startswith("Số:") else left
        place, comma, _ = right.partition(", ngày")
        return replace(block, rows=((left, f"{place}, ngày      tháng      năm" if comma else right),))

    return _each(source, changed)


def _each_line(source: Source, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Source:
    """The document with the lines of its forms changed."""
    return _each(
        source,
        lambda block: replace(block, rows=tuple(map(change, block.rows))) if block.kind == "table" else block,
    )


# --- how a program stores it ---------------------------------------------------------------------------------------


def _in_word(change: Callable[[str], str]) -> Callable[[Source], bytes | None]:
    """A change of the body of a Word file; None where it changes nothing."""

    def changed(source: Source) -> bytes | None:
        buffer, is_same = io.BytesIO(), False
        with zipfile.ZipFile(io.BytesIO(document(source))) as old, zipfile.ZipFile(buffer, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name == "word/document.xml":
                    text = content.decode()
                    content = change(text).encode()
                    is_same = content == text.encode()
                new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)
        return None if is_same else buffer.getvalue()

    return changed


def runs_apart(text: str) -> str:
    """Every longer text in three runs, cut inside words, as a corrected text is stored."""

    def cut(match: re.Match[str]) -> str:
        form, said = match[1] or "", match[2]
        third = len(said) // 3
        parts = said[:third], said[third : 2 * third], said[2 * third :]
        return "".join(f'<w:r>{form}<w:t xml:space="preserve">{part}</w:t></w:r>' for part in parts)

    return _RUN.sub(cut, text)


def content_controls(text: str) -> str:
    """Every paragraph inside a content control."""
    lead, body, rest = _BODY.split(text)[1:4]
    pieces = _TABLES.split(body)
    boxed = [
        piece
        if piece.startswith("<w:tbl>")
        else _PARAGRAPH.sub(lambda one: f"<w:sdt><w:sdtContent>{one[0]}</w:sdtContent></w:sdt>", piece)
        for piece in pieces
    ]
    return text.replace(lead + body + rest, lead + "".join(boxed) + rest)


def signs_as_symbols(text: str) -> str:
    """«≥» put in by «Insert symbol»."""
    return _SIGN.sub(
        lambda sign: f'<w:sym w:font="Symbol" w:char="{_SYMBOL[sign[1]]}"/><w:t xml:space="preserve"> ', text
    )


def marks_behind_numbers(text: str) -> str:
    """A raised footnote mark behind each number of a table."""
    return _CELL_OF_NUMBER.sub(rf"\1{_MARK}", text)


def hidden_and_struck(text: str) -> str:
    """Two targets that are hidden and struck out."""
    gone = "".join(
        f"<w:p><w:r><w:rPr><w:{how}/></w:rPr><w:t>Tối thiểu 97% hồ sơ được nộp trực tuyến.</w:t></w:r></w:p>"
        for how in ("vanish", "strike")
    )
    return text.replace("<w:sectPr", gone + "<w:sectPr", 1)


def inside_a_table(text: str) -> str:
    """The whole text in one cell of a table, as templates lay a page out; its own tables are nested."""
    return _BODY.sub(r"\1<w:tbl><w:tr><w:tc>\2<w:p/></w:tc></w:tr></w:tbl><w:p/>\3", text)


def box_for_two_programs(text: str) -> str:
    """The first target in a text box, stored once for new programs and once for old ones."""

    def boxed(match: re.Match[str]) -> str:
        box = f"<w:txbxContent>{match[0]}</w:txbxContent>"
        return (
            f'<w:p><w:r><mc:AlternateContent xmlns:mc="{_COMPATIBLE}"><mc:Choice Requires="wps">{box}</mc:Choice>'
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )

    return _TARGET.sub(boxed, text, count=1)


def numbers_from_fields(text: str) -> str:
    """Shares of sentences that are the results of fields."""
    field = '<w:fldSimple w:instr=" REF muc_tieu "><w:r><w:t>\\2</w:t></w:r></w:fldSimple>'
    space = ' xml:space="preserve"'
    return _NUMBER_IN_RUN.sub(rf"<w:t{space}>\1</w:t></w:r>{field}<w:r><w:t{space}>\3</w:t>", text)


def embedded_page(text: str) -> str:
    """Nothing but a link to an embedded page, which is not there."""
    return _BODY.sub(r'\1<w:altChunk r:id="rId99"/>\3', text)


def page_in_a_table(source: Source) -> bytes:
    """A page laid out by an outer table."""
    text = document(source).decode()
    return _PAGE_BODY.sub(r'\1<table><tr><td width="20"></td><td>\2</td></tr></table>\3', text).encode()


def hidden_in_page(source: Source) -> bytes:
    """A target that the page does not show."""
    gone = '<p style="display:none">Tối thiểu 97% hồ sơ được nộp trực tuyến.</p></body>'
    return document(source).decode().replace("</body>", gone).encode()


def turned_pages(source: Source) -> bytes:
    """Pages that are shown turned by a quarter, as landscape annexes are scanned in."""

    def turned(match: re.Match[bytes]) -> bytes:
        count, kids = match[1], match[2]
        said = b"<</Count %s/Kids[%s]/MediaBox[0 0 595 842]/Rotate 90/Type/Pages>>" % (count, kids)
        return said.ljust(len(match[0]))  # what stands behind keeps its place in the file

    return _PAGES.sub(turned, document(source))


def letters_without_map(source: Source) -> bytes:
    """The fonts' maps from signs to letters are gone."""
    return document(source).replace(b"/ToUnicode", b"/ToNothing")


def in_two_columns(source: Source) -> bytes | None:
    """The text in two columns, as gazettes print it; None where a table would not fit."""
    return None if any(block.kind == "table" for block in source.blocks) else write_pdf_in_columns(source)


def only_a_picture(source: Source) -> bytes:
    """Scanned pages: nothing in them but a picture."""
    return write_pdf(replace(source, blocks=[Block("picture")]))


def _in_utf8(change: Callable[[str], bytes]) -> Callable[[Source], bytes | None]:
    """A change of a text's file; None where it is in another encoding already."""

    def changed(source: Source) -> bytes | None:
        return None if source.front.get("encoding") else change(document(source).decode())

    return changed


def invisible_inside_words(text: str) -> bytes:
    """Soft hyphens between letters, a space without width before «%»."""
    return _LETTER_LETTER.sub("\u00ad", text).replace("%", "\u200b%").encode()


def text_encoded_twice(text: str) -> bytes:
    """UTF-8 read as Windows-1252 and saved again."""
    return "".join(_WINDOWS[byte] for byte in text.encode()).encode()


def typed_in_vni(text: str) -> bytes:
    """Typed in a font «VNI-…»: a letter, then a code of its own for its marks (the VNI-Windows code table)."""
    return "".join(map(_vni, text)).encode()


def _vni(letter: str) -> str:
    whole = _VNI_WHOLE.get(letter.lower())
    if whole:
        return whole if letter.islower() else whole.upper()
    base, *marks = unicodedata.normalize("NFD", letter)
    if not marks or not base.isalpha():
        return letter
    shape = next((mark for mark in marks if mark in (_ROOF, _BOWL, _HORN)), "")
    tone = next((mark for mark in marks if mark != shape), "")
    if shape == _HORN:
        base = {"o": "ô", "u": "ö", "O": "Ô", "U": "Ö"}[base]
    table = {_ROOF: _VNI_ROOFS, _BOWL: _VNI_BOWLS}.get(shape, _VNI_TONES)
    code = table[tone]
    return base + (code if letter.islower() else code.upper())


def text_letters_lost(text: str) -> bytes:
    """Letters with marks saved as «?»."""
    return text.encode("ascii", "replace")


def escapes_of_markdown(source: Source) -> bytes:
    """Points and hyphens with backslashes, as converters write Markdown."""
    text = document(source).decode()
    return _NUMBERED_HEADING.sub(r"\1\\. ", text).replace(" - ", r" \- ").encode()


IN_DOCUMENTS: dict[str, Callable[..., Source | bytes | None]] = {
    change.__name__: change
    for change in (
        paragraphs_at_the_end,
        paragraphs_at_the_beginning,
        paragraphs_under_targets,
        sentence_otherwise,
        sentence_goes_on,
        forms_over_two_pages,
        numbers_with_dots,
        counts_with_zeros,
        cell_of_form,
        row_of_form,
        draft_head,
        page_in_a_table,
        hidden_in_page,
        escapes_of_markdown,
        turned_pages,
        letters_without_map,
        in_two_columns,
        only_a_picture,
    )
}
IN_DOCUMENTS |= {
    change.__name__: _in_word(change)
    for change in (
        runs_apart,
        content_controls,
        signs_as_symbols,
        marks_behind_numbers,
        hidden_and_struck,
        inside_a_table,
        box_for_two_programs,
        numbers_from_fields,
        embedded_page,
    )
}
IN_DOCUMENTS |= {
    change.__name__: _in_utf8(change)
    for change in (invisible_inside_words, text_encoded_twice, text_letters_lost, typed_in_vni)
}
