"""The parts of a .docx: a zip and its XML, with caps that hostile or broken files can't pass.

What belongs here: opening the zip, sizes, parsing a part, relations between parts. What does not: paragraphs, tables.

Caps: at most MAX_PART bytes unpacked per part and MAX_RATIO between packed and unpacked; a document type declaration
(the door to XXE and entity bombs) is refused before any parser sees it.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Protocol

from pipelines.plans.documents.model import UnreadableError

MAX_PART = 60_000_000
MAX_RATIO = 200
# Bytes of a part that may be packed more tightly: long tables whose rows say the same.
HARMLESS_PART = 10_000_000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_USUAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", b"<\x00!\x00D\x00O")
_SAVE_AGAIN = "open it in Word or LibreOffice and save it again as .docx"
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Element(Protocol):
    """What is asked of an element of Word's XML; the library that makes them says no types."""

    @property
    def tag(self) -> str:
        """Its name with the namespace before it."""

    @property
    def text(self) -> str | None:
        """The text before its first child."""

    def get(self, name: str) -> str | None:
        """One of its attributes."""

    def find(self, path: str) -> Element | None:
        """The first element at a path below it."""

    def findall(self, path: str) -> list[Element]:
        """All elements at a path below it."""

    def iter(self, tag: str) -> Iterator[Element]:
        """All elements of that name in it, in the order of the document."""

    def __iter__(self) -> Iterator[Element]: ...

    def __reversed__(self) -> Iterator[Element]: ...


def part(data: bytes, name: str) -> bytes:
    """The bytes of one part.

    Raises:
        UnreadableError: no zip, encrypted, truncated, over a cap, or no such part.
    """
    if data.startswith(_OLD_WORD):
        raise UnreadableError(
            "encrypted_file",
            "a password-protected or old .doc file",
            "an open .docx",
            "remove the password, save as .docx",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo(name)
            _refuse_bomb(info)
            if len({one.CRC for one in archive.infolist() if one.filename == name}) > 1:
                # each program opens another one of them
                raise UnreadableError("broken_docx", f"two parts named {name}", "a complete .docx", _SAVE_AGAIN)
            with archive.open(info) as stream:
                content = stream.read(MAX_PART + 1)
    except UnreadableError:
        raise
    except KeyError:
        raise UnreadableError("not_a_word_document", f"a zip without {name}", "a Word document", _SAVE_AGAIN) from None
    except Exception as error:  # zlib.error and the like: whatever a broken archive makes the library raise
        found = f"{type(error).__name__}: {error}"
        raise UnreadableError("broken_docx", found, "a complete .docx", "ask for another copy") from error
    if len(content) > MAX_PART:
        raise _bomb(f"{name}: more than {MAX_PART} bytes")
    return content


def _refuse_bomb(info: zipfile.ZipInfo) -> None:
    found = f"{info.filename}: {info.compress_size} bytes unpack to {info.file_size}"
    if info.file_size > MAX_PART:
        raise _bomb(found)
    if info.file_size > max(MAX_RATIO * info.compress_size, HARMLESS_PART):
        raise _bomb(found, f"at most {MAX_RATIO} times its size")


def _bomb(found: str, expected: str = f"at most {MAX_PART} bytes") -> UnreadableError:
    return UnreadableError("zip_bomb", found, expected, _SAVE_AGAIN)


def xml_part(data: bytes, name: str) -> Element:
    """The root element of one part.

    Raises:
        UnreadableError: as `part`, or XML that is broken or declares entities.
    """
    return parsed(part(data, name), name)


def optional_xml(data: bytes, name: str) -> Element | None:
    """The root element of a part that a document may lack; None where it can't be read."""
    try:
        return xml_part(data, name)
    except UnreadableError:
        return None


def parsed(content: bytes, name: str) -> Element:
    """The root element of a part's bytes.

    Raises:
        UnreadableError: XML that is broken or declares entities.
    """
    from lxml import etree  # type: ignore[import-untyped]

    if any(sign in content for sign in _DECLARATIONS):
        raise UnreadableError(
            "xml_with_declaration", f"a document type declaration in {name}", "plain Word XML", _SAVE_AGAIN
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root: Element = etree.fromstring(content.replace(_STRICT, _USUAL), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError("broken_docx", f"{name}: {error}", "well-formed XML", "ask for another copy") from error
    return root


def related_parts(data: bytes) -> dict[str, str]:
    """Relation id -> name of the part it points to, for the parts that word/document.xml refers to inside the file."""
    relations = optional_xml(data, "word/_rels/document.xml.rels")
    return {
        str(item.get("Id")): posixpath.normpath(posixpath.join("word", str(item.get("Target"))).lstrip("/"))
        if not str(item.get("Target")).startswith("/")
        else str(item.get("Target")).lstrip("/")
        for item in (relations if relations is not None else ())
        if item.get("Target") and item.get("TargetMode") != "External"
    }
