"""Statements that need a person, and the file that keeps what was decided.

What belongs here: listing the statements of a world exactly as a run reads them, finding one by key, writing and taking
back decisions. What does not: which decisions are allowed and what they change (plans/decisions.py), printing
(cli/decide.py).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.plans.decisions import DECIDABLE, IS_A_RESULT, IS_A_TARGET, NOT_A_RESULT, NOT_A_TARGET
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.plans.rows import MentionRow, PlanRow

COLUMNS = ("document_number", "statement_key", "field", "value", "decided_by", "decided_on", "note")
KEY = ("document_number", "statement_key", "field")
SHORTEST_PREFIX = 4
# Which decisions end which doubt.
SETTLED_BY: dict[str, set[str]] = {
    "indicator_unknown": {"indicator_code", NOT_A_TARGET},
    "reading_unsure": set(DECIDABLE),
    "unread_number": {IS_A_TARGET, NOT_A_TARGET},
    "told_unsure": {IS_A_RESULT, NOT_A_RESULT},
}


class ReviewError(ValueError):
    """A key that names no statement or several; the text says what to do."""


@dataclass(frozen=True)
class Statement:
    """One number of a plan that a decision may be about, and what was decided on it so far.

    `why`: indicator_unknown, reading_unsure, unread_number, told_unsure, or empty where nothing is in doubt;
    `candidates`: code, score and name of indicators, best first; `same_target`: keys of all statements of its target,
    for which a decision on one holds; `decisions`: value by field.
    """

    statement_key: str
    document: str
    source_file: str
    locator: str
    number_text: str
    quote: str
    why: str
    is_repeat: bool
    indicator_code: str | None
    same_target: tuple[str, ...]
    candidates: tuple[dict[str, Any], ...] = ()
    decisions: dict[str, str] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether a person should look at it: in doubt, said here first, and the doubt not decided."""
        return bool(self.why) and not self.is_repeat and not SETTLED_BY.get(self.why, set()) & set(self.decisions)

    def as_row(self) -> dict[str, object]:
        """The statement as `cchc review --format jsonl` prints it."""
        return asdict(self)


def statements_of(settings: Settings) -> tuple[list[Statement], list[str]]:
    """Every statement of a world's plans in the order of files and words, read with the reference a run reads with.

    Returns:
        The statements, and a line for each plan that gave none because it can't be read.
    """
    from pipelines.ingest import context_of
    from pipelines.inputs import find_inputs
    from pipelines.plan_answers import Question, Reference, Statements, Unanswered, ask
    from pipelines.reference.indicators import IndicatorCatalogue

    context = context_of(settings)
    reference = Reference(context.unit_changes, context.unit_aliases, context.indicator_aliases)
    catalogue = IndicatorCatalogue.of(context.indicator_aliases)
    names = {code: indicator.name_vi for code, indicator in catalogue.indicators.items()}
    made: dict[tuple[str, str], dict[str, str]] = {}
    for one in context.decisions:
        made.setdefault((one.document, one.statement_key), {})[one.field] = one.value or ""
    items = [item for item in find_inputs(settings.raw, "plan")[0] if item.has_reader]
    questions = [Question("statements", item.path, (item.source_file,)) for item in items]
    found: list[Statement] = []
    unread: list[str] = []
    for item, answer in zip(items, ask(questions, reference), strict=True):
        if isinstance(answer, Unanswered):
            unread.append(f"{item.source_file}: {answer.reason}")
        elif isinstance(answer, Statements):
            found += _of_document(answer.mentions, answer.unread, answer.plan, names, made)
    return [*found, *_told(settings, made)], unread


def _told(settings: Settings, made: Mapping[tuple[str, str], dict[str, str]]) -> list[Statement]:
    """Numbers that reports tell and that are not sure, as the last published run found them."""
    import polars as pl

    path = settings.marts / "parquet" / "mart_review_queue.parquet"
    if not path.is_file():
        return []
    queue = pl.read_parquet(path, glob=False).filter(pl.col("review_reason") == "told_unsure")
    return [
        Statement(
            statement_key=row["statement_key"],
            document=row["source_file"],
            source_file=row["source_file"],
            locator=row["locator"],
            number_text=row["quote"].split(", ")[0],
            quote=row["quote"],
            why="told_unsure",
            is_repeat=False,
            indicator_code=None,
            same_target=(row["statement_key"],),
            decisions=made.get((row["source_file"], row["statement_key"]), {}),
        )
        for row in queue.iter_rows(named=True)
    ]


def find_statement(statements: Sequence[Statement], key: str, document: str | None = None) -> Statement:
    """The statement whose key is, or alone begins with, what was given.

    Raises:
        ReviewError: none or several do.
    """
    fit = [s for s in statements if s.statement_key == key and document in (None, s.document, s.source_file)]
    if not fit and len(key) >= SHORTEST_PREFIX:
        fit = [
            s for s in statements if s.statement_key.startswith(key) and document in (None, s.document, s.source_file)
        ]
    if not fit:
        raise ReviewError(f"no statement {key!r}; `cchc review --all` lists the keys of all statements")
    if len({(s.statement_key, s.document) for s in fit}) > 1:
        listed = "\n".join(f"  {s.statement_key}  {s.document}  {s.quote[:60]}" for s in fit[:12])
        raise ReviewError(f"{len(fit)} statements fit {key!r}; give more of the key or --document:\n{listed}")
    return fit[0]


def record(raw: Path, statement: Statement, decisions: Mapping[str, str], **about: str) -> Path:
    """Write decisions on a statement, one row per field, in place of what was decided on these fields before.

    A field decided takes «not a target» back, and the other way round: a statement is one or the other.

    Args:
        raw: the world's `raw` folder.
        statement: what is decided about.
        decisions: value by field, both checked.
        about: decided_by, decided_on, note.
    """
    replaced = set(decisions) | ({IS_A_TARGET} if NOT_A_TARGET in decisions else {NOT_A_TARGET})
    replaced |= {IS_A_RESULT} if NOT_A_RESULT in decisions else {NOT_A_RESULT}
    withdraw(raw, statement, replaced)
    path = raw / "reference" / "target_decisions.csv"
    header, rows, delimiter = _read(path)
    header = header or list(COLUMNS)
    header += [name for name in COLUMNS if name not in header]
    for name, value in decisions.items():
        key = dict(zip(KEY, (statement.document, statement.statement_key, name), strict=True))
        rows.append({**key, "value": value, **about})
    _write(path, header, rows, delimiter)
    return path


def withdraw(raw: Path, statement: Statement, fields: Iterable[str] | None = None) -> int:
    """Take decisions on a statement back (all, or those on some fields) in every file that holds one; how many."""
    wanted = None if fields is None else set(fields)
    taken = 0
    for path in sorted((raw / "reference").glob("target_decisions*.csv")):
        header, rows, delimiter = _read(path)
        kept = [row for row in rows if not _is_about(row, statement, wanted)]
        if len(kept) < len(rows):
            _write(path, header, kept, delimiter)
            taken += len(rows) - len(kept)
    return taken


def withdraw_key(raw: Path, key: str) -> int:
    """Take back the decisions under a full key whose statement no plan holds any more; how many."""
    gone = Statement(key, "", "", "", "", "", "", False, None, (key,))
    return withdraw(raw, gone)


def _is_about(row: Mapping[str, str], statement: Statement, fields: set[str] | None) -> bool:
    names = {statement.document, statement.source_file} - {""}
    name = "indicator_code" if row.get("field") == "indicator" else row.get("field")
    return (
        row.get("statement_key") in statement.same_target
        and (not names or row.get("document_number") in names)
        and (fields is None or name in fields)
    )


def _of_document(
    mentions: Sequence[MentionRow],
    unread: Sequence[MentionRow],
    plan: PlanRow,
    names: Mapping[str, str],
    made: Mapping[tuple[str, str], Mapping[str, str]],
) -> list[Statement]:
    from pipelines.plans.deciding import names_of

    by_target: dict[str, dict[str, str]] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for row in (*mentions, *unread):  # a decision on one mention holds for all mentions of its target
        keys[row["target_id"]] = (*keys.get(row["target_id"], ()), row["statement_key"])
        for name in sorted(names_of(plan)):
            by_target.setdefault(row["target_id"], {}).update(made.get((name, row["statement_key"]), {}))
    reasons = [(row, _why(row)) for row in mentions] + [(row, "unread_number") for row in unread]
    return [
        Statement(
            statement_key=row["statement_key"],
            document=plan["document_number"] or plan["source_file"],
            source_file=plan["source_file"],
            locator=row["locator"],
            number_text=row["number_text"],
            quote=row["quote"],
            why=why,
            is_repeat=row["repeat_of_mention_id"] is not None,
            indicator_code=None if why == "unread_number" else row["indicator_code"],
            same_target=keys[row["target_id"]],
            candidates=tuple({**c, "name": names.get(c["code"], "")} for c in json.loads(row["candidates"])),
            decisions=by_target[row["target_id"]],
        )
        for row, why in reasons
    ]


def _why(row: MentionRow) -> str:
    if row["indicator_code"] is None:
        return "indicator_unknown"
    return "reading_unsure" if "unsure" in row["flags"] else ""


def _read(path: Path) -> tuple[list[str], list[dict[str, str]], str]:
    """Header, rows and delimiter of a decisions file; nothing where there is none.

    Raises:
        ReviewError: it can't be read whole, so writing it anew would lose what a person decided.
    """
    from pipelines.reference.overrides import MAX_BYTES
    from pipelines.vietnamese import decode_bytes

    if not path.is_file():
        return [], [], ","
    if path.stat().st_size > MAX_BYTES:
        raise ReviewError(f"{path}: larger than {MAX_BYTES} bytes; split it first, nothing was written")
    decoded = decode_bytes(path.read_bytes())
    text = decoded.text.lstrip("\ufeff")
    if not decoded.sure or "\0" in text:
        raise ReviewError(
            f"{path}: no text in UTF-8; save it so first (`cchc findings` tells more), nothing was written"
        )
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="", restval="", strict=True)
    try:
        header = [name.strip() for name in reader.fieldnames or []]
        reader.fieldnames = header
        return header, [dict(row) for row in reader], delimiter
    except csv.Error as error:
        raise ReviewError(f"{path}, line {reader.line_num}: {error}; mend it first, nothing was written") from error


def _write(path: Path, header: Sequence[str], rows: Iterable[Mapping[str, str]], delimiter: str) -> None:
    """The whole file anew, swapped in by rename: a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.new")
    with scratch.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, delimiter=delimiter, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    scratch.replace(path)
