"""What the exported files hold, for programs: datapackage.json (Frictionless) and a JSON Schema a mart. Pure."""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.exports.comma_files import MACHINES
from pipelines.inputs import hash_file
from pipelines.publishing.dictionary import Column, Dictionary, Model
from pipelines.publishing.layout import MANIFEST
from pipelines.publishing.parquet import read_mart
from pipelines.publishing.simulated import labelled

PACKAGE, SCHEMAS = "datapackage.json", "schema"
# Type in the dictionary -> type in a table schema, type in JSON Schema.
TYPES = {
    "varchar": ("string", "string"),
    "double": ("number", "number"),
    "integer": ("integer", "integer"),
    "bigint": ("integer", "integer"),
    "boolean": ("boolean", "boolean"),
    "date": ("date", "string"),
}


def write_descriptions(build: Path, folder: Path, words: Dictionary) -> None:
    """Write datapackage.json over the CSV files in `folder`, and the JSON Schema of every mart."""
    terms = read_mart(build, "dim_term")
    lists = dict(terms.group_by("term_list", maintain_order=True).agg("term_code").iter_rows())
    (folder / SCHEMAS).mkdir(parents=True, exist_ok=True)
    for model in words.models.values():
        _write(folder / SCHEMAS / f"{model.name}.schema.json", json_schema(model, lists))
    manifest = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    package = _package(folder, words, manifest)
    _write(folder / PACKAGE, package | {"title": labelled(str(package["title"]), build)})


def json_schema(model: Model, lists: dict[str, list[str]]) -> dict[str, object]:
    """The rows of a mart as JSON objects. `lists`: codes of the closed lists by name."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": model.name,
        "description": model.comment,
        "type": "array",
        "items": {
            "type": "object",
            "properties": {name: _property(model, column, lists) for name, column in model.columns.items()},
            "required": list(model.columns),
            "additionalProperties": False,
        },
    }


def _property(model: Model, column: Column, lists: dict[str, list[str]]) -> dict[str, object]:
    kind = TYPES[column.type][1]
    is_needed = column.name in {*model.key, *model.not_null}
    made: dict[str, object] = {"type": kind if is_needed else [kind, "null"], "description": column.comment}
    if column.type == "date":
        made["format"] = "date"
    codes = lists.get(model.lists.get(column.name, ""))
    # A list of flags in one text has no closed set of values.
    if codes and column.name != "flags":
        nothing: list[str | None] = [] if is_needed else [None]
        made["enum"] = [*codes, *nothing]
    return made


def _package(folder: Path, words: Dictionary, manifest: dict[str, object]) -> dict[str, object]:
    return {
        "profile": "tabular-data-package",
        "name": "cchc",
        "title": "Cam kết và kết quả cải cách hành chính / Administrative reform: promised and measured",
        "version": manifest["build_id"],
        "as_of": manifest["as_of"],
        "resources": [_resource(folder, model, words) for model in words.models.values()],
    }


def _resource(folder: Path, model: Model, words: Dictionary) -> dict[str, object]:
    path = folder / MACHINES / f"{model.name}.csv"
    return {
        "profile": "tabular-data-resource",
        "name": model.name,
        "path": f"{MACHINES}/{path.name}",
        "description": model.comment,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{hash_file(path)}",
        "schema": {
            "fields": [_field(model, column) for column in model.columns.values()],
            "primaryKey": list(model.key),
            "foreignKeys": [
                {"fields": [column], "reference": {"resource": to, "fields": [column]}}
                for column, to in model.relationships.items()
                if to in words.models
            ],
        },
    }


def _field(model: Model, column: Column) -> dict[str, object]:
    made: dict[str, object] = {"name": column.name, "type": TYPES[column.type][0], "description": column.comment}
    if column.name in {*model.key, *model.not_null}:
        made["constraints"] = {"required": True}
    return made


def _write(path: Path, content: dict[str, object]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
