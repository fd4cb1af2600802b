"""The marts as one SQLite file with what their columns mean beside it, for Datasette and the like. Pure.

What belongs here: tables, views, the page texts that Datasette shows. What does not: serving (`make serve`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.publishing.dictionary import Dictionary, Model
from pipelines.publishing.layout import MANIFEST
from pipelines.publishing.parquet import read_mart
from pipelines.publishing.simulated import labelled
from pipelines.publishing.views import views

FILE, PAGE_TEXTS = "cchc.sqlite", "datasette.json"
_TYPES = {
    "varchar": "text",
    "double": "real",
    "integer": "integer",
    "bigint": "integer",
    "boolean": "integer",
    "date": "text",
}
# What a row of a table is called where another table points at it.
_LABELS = {"dim_indicator": "name_vi", "dim_admin_unit": "name_vi", "dim_plan": "title"}


def write_sqlite(build: Path, folder: Path, words: Dictionary) -> None:
    """Write the file and its texts anew into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as db:
        for model in words.models.values():
            _table(db, build, model, words)
        for name, view in views().items():
            db.execute(f"create view {name} as {view['sql']}")
    db.close()
    text = json.dumps(page_texts(build, words), ensure_ascii=False, indent=1)
    (folder / PAGE_TEXTS).write_text(text + "\n", encoding="utf-8")


def _table(db: sqlite3.Connection, build: Path, model: Model, words: Dictionary) -> None:
    lines = [f'"{column.name}" {_TYPES[column.type]}' for column in model.columns.values()]
    lines.append(f"primary key ({', '.join(model.key)})")
    lines += [
        f"foreign key ({column}) references {to} ({column})"
        for column, to in model.relationships.items()
        if to in words.models and list(words.models[to].key) == [column]
    ]
    db.execute(f"create table {model.name} ({', '.join(lines)})")
    places = ", ".join("?" * len(model.columns))
    db.executemany(f"insert into {model.name} values ({places})", _rows(build, model))


def _rows(build: Path, model: Model) -> Iterator[tuple[Any, ...]]:
    rows = read_mart(build, model.name).select(list(model.columns)).iter_rows()
    return (tuple(cell.isoformat() if isinstance(cell, date) else cell for cell in row) for row in rows)


def page_texts(build: Path, words: Dictionary) -> dict[str, object]:
    """Title, day and the meaning of every table, view and column, as Datasette's metadata names them."""
    manifest = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    title = "Cam kết và kết quả cải cách hành chính / Administrative reform: promised and measured"
    tables: dict[str, object] = {
        name: {
            "description": f"{view['vi']} / {view['en']}",
            "columns": {column: f"{said['vi']} / {said['en']}" for column, said in view["columns"].items()},
        }
        for name, view in views().items()
    }
    for model in words.models.values():
        columns = {column.name: column.comment for column in model.columns.values()}
        label = {"label_column": _LABELS[model.name]} if model.name in _LABELS else {}
        tables[model.name] = {"description": model.comment, "columns": columns, **label}
    return {
        "title": labelled(title, build),
        "description": f"Biết đến ngày / as known on {manifest['as_of']}; {manifest['build_id']}",
        "databases": {FILE.partition(".")[0]: {"tables": tables}},
    }
