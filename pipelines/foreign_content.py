"""Contents that no reader here reads, told by their first bytes whatever the file is called. Pure.

What belongs here: what a file really is where its name says something else, and what a person does about it. What does
not: formats that are read (plans/documents, kpi/sheets).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Foreign:
    """A kind of content: the first bytes that tell it, its name, what to do."""

    begins: bytes
    name: str
    remedy: str


_UNPACK = "unpack it and put the file inside in its place"
_SAVE = "open it in Word or LibreOffice and save it as .docx (a table as .xlsx)"
_PICTURE = "ask for the document itself, or run text recognition (OCR)"
_MAIL = "a web archive or a mail (.mht, .eml)"
_EXPORT = "export the table as .csv or .xlsx"
_SAVE_BOOK = "open it in Excel or LibreOffice and save it as .xlsx"
_FETCH = "fetch the file itself: git lfs pull"
_COPY = "it was cut off while it was copied or downloaded: copy it again"
# An OpenDocument file is an archive whose first part, unpacked, says what it is.
_OPEN = b"mimetypeapplication/vnd.oasis.opendocument."
_AT_PART = 30
KINDS = (
    Foreign(b"\x1f\x8b", "a file packed with gzip", _UNPACK),
    Foreign(b"BZh", "a file packed with bzip2", _UNPACK),
    Foreign(b"\xfd7zXZ\x00", "a file packed with xz", _UNPACK),
    Foreign(b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    Foreign(b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    Foreign(b"{\\rtf", "a rich text document (RTF)", _SAVE),
    Foreign(_OPEN, "an OpenDocument file (.odt, .ods)", _SAVE),
    Foreign(b"\x89PNG\r\n", "a picture (PNG)", _PICTURE),
    Foreign(b"\xff\xd8\xff", "a picture (JPEG)", _PICTURE),
    Foreign(b"GIF8", "a picture (GIF)", _PICTURE),
    Foreign(b"II*\x00", "a picture (TIFF)", _PICTURE),
    Foreign(b"MM\x00*", "a picture (TIFF)", _PICTURE),
    Foreign(b"SQLite format 3\x00", "a database (SQLite)", _EXPORT),
    Foreign(b"PAR1", "a table in Parquet", _EXPORT),
    Foreign(b"ID;P", "a table in SYLK (.slk)", _EXPORT),
    Foreign(b"TABLE\r\n0,1\r\n", "a table in DIF", _EXPORT),
    Foreign(b"TABLE\n0,1\n", "a table in DIF", _EXPORT),
    Foreign(b'[{"', "data in JSON", _EXPORT),
    Foreign(b'{"', "data in JSON", _EXPORT),
    Foreign(b"\x09\x00\x04\x00", "a workbook of Excel 2 to 4", _SAVE_BOOK),
    Foreign(b"\x09\x02\x06\x00", "a workbook of Excel 2 to 4", _SAVE_BOOK),
    Foreign(b"\x09\x04\x06\x00", "a workbook of Excel 2 to 4", _SAVE_BOOK),
    Foreign(b"\xff\xfe\x00\x00", "a text in UTF-32", "save it as UTF-8"),
    Foreign(b"\x00\x00\xfe\xff", "a text in UTF-32", "save it as UTF-8"),
    Foreign(b"MIME-Version:", _MAIL, _SAVE),
    Foreign(b"Return-Path:", _MAIL, _SAVE),
    Foreign(b"Received: ", _MAIL, _SAVE),
    Foreign(b"From: ", _MAIL, _SAVE),
    Foreign(b"version https://git-lfs.", "a pointer of Git LFS, without the file", _FETCH),
)

CUT_OFF = Foreign(b"", "a text that ends in zero bytes", _COPY)
# A copy that stopped has its whole length, zeros from there on; these formats may end in some.
_TAIL = b"\x00" * 16
_BEGINNING = 16  # of a text, without a zero in it
_PADDED = (b"PK", b"%PDF", b"\xd0\xcf\x11\xe0", *(kind.begins for kind in KINDS))


def foreign_content(data: bytes) -> Foreign | None:
    """The kind of a content that no reader reads; None for all others."""
    if data.endswith(_TAIL) and b"\x00" not in data[:_BEGINNING] and not data.startswith(_PADDED):
        return CUT_OFF
    head = data[_AT_PART : _AT_PART + len(_OPEN)] if data.startswith(b"PK") else data[:32]
    return next((kind for kind in KINDS if head.startswith(kind.begins)), None)
