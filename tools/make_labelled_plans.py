"""Make the project's own labelled plans and their labels from their sources (`tests/data/plans*/sources`).

What belongs here: the inline label notation, the place of each label in the file written, and the folder outside git
that keeps what was made. What does not: the documents' wording and labels (the sources), the format writers
(`tools/plan_markup.py`).

Tests call `made(name)`, which makes a group once for its sources (five seconds in all) and finds it again afterwards.
`python -m tools.make_labelled_plans` prints where the documents lie; the same sources give the same bytes.

Notation, on top of the plan markup:

- `[[80% :: >= online_dossier_rate lv=province]]` is the text «80%» with a label: comparator (default `=`), catalogue
  code (`-` where there is none; then `vi="…"` names the measure) and `key=value` pairs: `y yf lv k base u v hi scope
  vi unsure area`; `rep` marks a repeat of an earlier mention with the same code, scope, year, level and value.
- `lv=district+commune` gives one label a level.
- `@set area=procedures y=2025` sets what the labels below it share, until the next `@set` of the same key.

Front matter `encoding: nfd | utf-16 | tcvn3` chooses how a text file is stored (default UTF-8, NFC), `wrap: 76` breaks
its lines after that many characters, as a text copied from a page has them.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import json
import re
import shlex
import shutil
import textwrap
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tools import plan_markup
from tools.plan_markup import Source

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"
GROUPS = ("plans", "plans_unseen")
MADE = ROOT / ".tmp" / "labelled_plans"
WRITERS = ("fpdf2", "python-docx", "fontpkg-be-vietnam-pro")  # another release may write other bytes
CATALOGUE = ROOT / "dbt_project" / "seeds" / "indicator_catalogue.csv"
OPERATORS = (">=", "<=", ">", "<", "=", "range")
AREAS = ("institutions", "procedures", "apparatus", "civil_service", "public_finance", "digital_government", "steering")
SHORT = {
    "y": "year",
    "yf": "year_from",
    "lv": "level",
    "k": "kind",
    "base": "baseline_year",
    "u": "unit",
    "v": "value",
    "hi": "value_high",
    "scope": "scope",
    "vi": "indicator_vi",
    "unsure": "unsure",
    "area": "area",
}
LABEL = re.compile(r"\[\[(.+?) ::(.*?)\]\]")
NUMBER = re.compile(r"\d[\d.]*(?:,\d+)?")
CLAUSE_END = re.compile(r"[;.](?=\s|$)|$")


@dataclass
class Passage:
    """One paragraph or table row as printed, with its labels: each a place in the passage and the label's fields."""

    text: str
    is_row: bool = False
    labels: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


def catalogue_names() -> dict[str, str]:
    """Catalogue code to Vietnamese name."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name_vi"] for row in csv.DictReader(file)}


def number_value(text: str) -> float:
    """«1.600» is 1600, «39,5» is 39.5: as Vietnamese documents print numbers."""
    return float(text.rstrip(".").replace(".", "").replace(",", "."))


def label_fields(number_text: str, notation: str, shared: dict[str, str], names: dict[str, str]) -> dict[str, Any]:
    """One label's fields from its notation, over what the section shares.

    Raises:
        ValueError: an unknown key, code, area or comparator.
    """
    given, code, op, is_repeat = dict(shared), None, "=", False
    for token in shlex.split(notation):
        if token in OPERATORS:
            op = token
        elif token == "rep":
            is_repeat = True
        elif "=" in token:
            key, _, value = token.partition("=")
            given[key] = value
        else:
            code = token
    fields: dict[str, Any] = {SHORT[key]: (None if value == "null" else value) for key, value in given.items()}
    numbers = [number_value(found) for found in NUMBER.findall(number_text)]
    if code is None or (code != "-" and code not in names) or fields["area"] not in AREAS:
        raise ValueError(f"label [[{number_text} ::{notation}]]: unknown code or area")
    fields["op"] = op
    fields["indicator"] = None if code == "-" else code
    fields["value"] = float(fields["value"]) if fields.get("value") else numbers[0]
    high = fields.get("value_high")
    fields["value_high"] = float(high) if high else (numbers[1] if op == "range" else None)
    fields["unit"] = fields.get("unit") or "percent"
    fields["kind"] = fields.get("kind") or "level"
    fields["indicator_vi"] = fields.get("indicator_vi") or names[code]
    for key in ("year", "year_from"):
        fields[key] = int(fields[key]) if fields.get(key) else None
    return {"number_text": number_text, **fields, "is_repeat": is_repeat}


def passage(marked: str, is_row: bool, shared: dict[str, str], names: dict[str, str]) -> Passage:
    """A marked paragraph or table row as printed text and labels."""
    result, position = Passage("", is_row), 0
    for match in LABEL.finditer(marked):
        result.text += marked[position : match.start()]
        fields = label_fields(match[1], match[2], shared, names)
        result.labels.append((len(result.text), fields))
        result.text += match[1]
        position = match.end()
    result.text += marked[position:]
    return result


def printed(line: str) -> str:
    """What one source line prints: a table row with one bar between cells, or the line without its directive."""
    if line.startswith("| "):
        return " | ".join(cell.strip() for cell in line.strip()[1:-1].split("|"))
    return re.sub(r"^(#+|@\w+) ", "", line)


def strip_marks(text: str) -> tuple[str, list[Passage]]:
    """The source without label notation, ready for the plan markup, and its labelled passages in order."""
    names, shared, lines, passages = catalogue_names(), {}, [], []
    front, body = text.split("---\n", 2)[1:]
    for line in body.split("\n"):
        if line.startswith("@set "):
            shared.update(token.split("=", 1) for token in line.split()[1:])
            continue
        found = passage(printed(line), line.startswith("| "), shared, names)
        passages += [found] if found.labels else []
        lines.append(LABEL.sub(lambda match: match[1], line))
    return f"---\n{front}---\n" + "\n".join(lines), passages


# --- labels in the file as written ----------------------------------------------------------------------------


def clause(text: str, position: int) -> tuple[int, int]:
    """Bounds of the clause of `text` that holds `position`: between semicolons or full stops."""
    starts = [match.end() for match in re.finditer(r"[;.]\s+", text) if match.end() <= position]
    end = CLAUSE_END.search(text, position)
    return (starts[-1] if starts else 0), (end.start() if end else len(text))


def labels_of(source: Source, passages: list[Passage], decoded: str | None) -> list[dict[str, Any]]:
    """Label rows in the gold format; offsets into `decoded` for text formats, none for the others.

    Every row also holds its `quote` (a clause, or a table row with bars between its cells) and the number's place in
    it, `number_offset`, so that it can be found in a reader's own text.
    """
    rows: list[dict[str, Any]] = []
    searched = 0
    for item in passages:
        text = stored(item.text, source)
        if decoded is not None:
            searched = decoded.index(text, searched)
        for position, fields in item.labels:
            place = len(stored(item.text[:position], source))
            begin, end = (0, len(text)) if item.is_row else clause(text, place)
            base = searched if decoded is not None else None
            rows += [
                {
                    "doc": source.file,
                    "start": None if base is None else base + begin,
                    "length": end - begin,
                    "number_text": stored(fields["number_text"], source),
                    "number_start": None if base is None else base + place,
                    **{key: fields.get(key) for key in GOLD_FIELDS},
                    "repeat_of": repeat_of(fields, rows) if fields["is_repeat"] else None,
                    "unsure": fields.get("unsure"),
                    "quote": text[begin:end],
                    "number_offset": place - begin,
                }
                for fields in one_a_level(fields)
            ]
        searched += len(text) if decoded is not None else 0
    return rows


def one_a_level(fields: dict[str, Any]) -> list[dict[str, Any]]:
    """One label for each level of «lv=district+commune»: a number that serves several levels is several targets."""
    return (
        [{**fields, "level": level} for level in str(fields["level"]).split("+")] if fields.get("level") else [fields]
    )


GOLD_FIELDS = (
    "area",
    "year",
    "year_from",
    "level",
    "op",
    "value",
    "value_high",
    "unit",
    "kind",
    "baseline_year",
    "indicator",
    "indicator_vi",
    "scope",
)


def repeat_of(fields: dict[str, Any], rows: list[dict[str, Any]]) -> int:
    """What the repeat points to: the first mention's number_start, or its 1-based row where there are no offsets.

    Raises:
        ValueError: nothing equal stands above it.
    """
    keys = ("indicator", "indicator_vi", "scope", "year", "level", "value")
    for row_no, row in enumerate(rows, start=1):
        if all(row[key] == fields.get(key) for key in keys):
            return row["number_start"] if row["number_start"] is not None else row_no
    raise ValueError(f"no earlier mention of {fields['number_text']} {fields['indicator_vi']}")


# --- encodings ------------------------------------------------------------------------------------------------

# TCVN 5712 as the .VnTime fonts use it: one byte a letter, capitals with tone marks share the small letters' bytes.
TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ",
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô­õö÷øùúûüýþ¡¢§£¤¥¦",
        strict=True,
    )
)

TCVN3_CAPITALS = {letter.upper(): letter for letter in TCVN3 if letter.upper() not in TCVN3}


def stored(text: str, source: Source) -> str:
    """The text as the decoded file holds it: decomposed in NFD; in TCVN3 toned capitals share the small letters."""
    name = source.front.get("encoding")
    if name == "tcvn3":
        return "".join(TCVN3_CAPITALS.get(letter, letter) for letter in unicodedata.normalize("NFC", text))
    return unicodedata.normalize("NFD" if name == "nfd" else "NFC", text)


def encoded(text: str, source: Source) -> bytes:
    """A text file's bytes in the encoding that the source asks for."""
    name = source.front.get("encoding")
    if name == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    if name == "tcvn3":
        return "".join(TCVN3.get(letter, letter) for letter in text).encode("latin-1")
    return text.encode()


def wrapped(text: str, width: int) -> str:
    """The text with a line end for the last space before `width`: no offset changes. Width 0: as it stands."""
    if not width:
        return text
    pieces = (textwrap.wrap(line, width, break_on_hyphens=False) for line in text.split("\n"))
    return "\n".join("\n".join(piece) for piece in pieces)


def plan_files(folder: Path) -> dict[str, bytes]:
    """Every file that `folder/sources` gives, by name: documents and `labels/<document>.jsonl`."""
    files: dict[str, bytes] = {}
    for path in sorted((folder / "sources").glob("*.md")):
        clean, passages = strip_marks(path.read_text(encoding="utf-8"))
        source = plan_markup.parse(clean)
        content = plan_markup.render(source)
        decoded = None
        if source.file.endswith((".txt", ".md")):
            decoded = stored(content.decode(), source)
            content = encoded(wrapped(decoded, int(source.front.get("wrap", 0))), source)
        rows = labels_of(source, passages, decoded)
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        files[source.file] = content
        files[f"labels/{source.file}.jsonl"] = "".join(lines).encode()
    return files


# --- the folder that keeps what was made ------------------------------------------------------------------------


def fingerprint(folder: Path) -> str:
    """What the files of a group depend on: its sources, these writers and the catalogue."""
    digest = hashlib.sha256(" ".join(version(name) for name in WRITERS).encode())
    for path in (*sorted((folder / "sources").glob("*.md")), Path(__file__), Path(plan_markup.__file__), CATALOGUE):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def write(files: dict[str, bytes], folder: Path) -> None:
    """Write a group's files below a folder that is not there yet; it appears whole or not at all."""
    unfinished = folder.with_suffix(".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    (unfinished / "labels").mkdir(parents=True)
    for name, content in files.items():
        (unfinished / name).write_bytes(content)
    unfinished.rename(folder)


@cache
def made(name: str) -> Path:
    """The folder of a group's documents and `labels/`, made when its sources changed; processes wait in line."""
    folder = MADE / f"{name}-{fingerprint(DATA / name)}"
    MADE.mkdir(parents=True, exist_ok=True)
    with (MADE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            for old in MADE.glob(f"{name}-*"):
                shutil.rmtree(old)
            write(plan_files(DATA / name), folder)
    return folder


if __name__ == "__main__":
    print("\n".join(str(made(group)) for group in GROUPS))
