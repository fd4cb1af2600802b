"""Layouts: what a template's header and body look like, as data. Pure.

What belongs here: reading `layouts/*.yml` into layouts. What does not: comparing words (header_words.py), matching a
sheet against layouts (matching.py), turning rows into figures (extract.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from pipelines.kpi.headers.header_words import FOLDER, Content
from pipelines.kpi.headers.layout_spec import ColumnSpec, LayoutSpec, TitledSpec
from pipelines.yaml_files import read_yaml

Path_ = tuple[tuple[str, ...], ...]
# Columns that every layout knows by the shared wordings of layouts/_words.yml, beside its own.
SHARED: dict[str, Literal["unit_columns", "number_columns", "period_columns"]] = {
    "unit": "unit_columns",
    "number": "number_columns",
    "period": "period_columns",
}


@dataclass(frozen=True)
class Column:
    """One column of a layout. `path` holds the accepted wordings per segment; «» among them makes the segment optional.

    Roles: `number` (STT), `unit`, `group` (a field or level), `field`, `period`, `count`, `rate`, `score`, `rank`,
    `answer`, `ignored`.
    """

    id: str
    path: Path_
    role: str
    required: bool
    repeats: bool


class Scores(NamedTuple):
    """How well a header path fits each column of a layout, by its id; and those whose wordings it says, mostly none."""

    of_all: dict[str, float]
    same: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Layout:
    """One template. `spec` is the YAML as read: measures, identities, units, period."""

    name: str
    title: str
    columns: tuple[Column, ...]
    spec: LayoutSpec = field(hash=False, compare=False)
    file: str = ""

    @cached_property
    def _by_id(self) -> dict[str, Column]:
        return {column.id: column for column in self.columns}

    @cached_property
    def scores(self) -> dict[tuple[str, ...], Scores]:
        """Scores of header paths, remembered by matching.py; the same header stands in every month's file."""
        return {}

    def column(self, name: str) -> Column | None:
        """The column with that id."""
        return self._by_id.get(name)

    def role(self, name: str) -> str:
        """The role of a column; `ignored` for one that the layout does not have."""
        column = self._by_id.get(name)
        return column.role if column else "ignored"


@lru_cache(maxsize=1)
def load_layouts(folder: Path = FOLDER) -> tuple[Layout, ...]:
    """All layouts in the order of their file names.

    Raises:
        KeyError: a layout lacks `layout` or `columns`.
    """
    words = read_yaml(folder / "_words.yml", Content)
    shared = {role: tuple(words[key]) for role, key in SHARED.items()}
    files = sorted(path for path in folder.glob("*.yml") if not path.name.startswith("_"))
    specs = {path: read_yaml(path, LayoutSpec) for path in files}
    layouts = [_layout(path, spec, shared) for path, spec in specs.items()]
    titled = [(path, one) for path, spec in specs.items() for one in spec.get("where_titled", [])]
    for path, one in titled:
        others = "|".join(other["title"] for _, other in titled if other["title"] != one["title"])
        layouts.append(_layout(path, _where_titled(specs[path], one, others), shared))
    return tuple(layouts)


def _where_titled(spec: LayoutSpec, titled: TitledSpec, others: str) -> LayoutSpec:
    """The layout as it is below a title that names it, and no other that means the same words otherwise."""
    columns: dict[str, ColumnSpec] = {**spec["columns"]}
    for name, words in titled["words"].items():
        *heads, last = columns[name]["path"]
        columns[name] = {**columns[name], "path": [*heads, [*last, *words]]}
    cells_like = {**spec.get("cells_like", {}), **titled.get("cells_like", {})}
    said: LayoutSpec = {**spec, "columns": columns, "titled": titled["title"], "never_titled": others}
    one_of = [*spec.get("one_of", []), *titled.get("one_of", [])]
    return {**said, "cells_like": cells_like, "one_of": one_of} if one_of else {**said, "cells_like": cells_like}


def _layout(path: Path, spec: LayoutSpec, shared: dict[str, tuple[str, ...]]) -> Layout:
    given = dict(spec["columns"])
    given.setdefault("number", {"role": "number", "required": False, "path": [[]]})
    given["period"] = {"role": "period", "required": False, "repeats": True, "path": [[]]}
    columns = tuple(_column(name, column, shared.get(str(column["role"]), ())) for name, column in given.items())
    return Layout(spec["layout"], spec["title"], columns, spec, path.name)


def _column(name: str, given: ColumnSpec, shared: tuple[str, ...]) -> Column:
    *heads, last = [tuple(segment) for segment in given["path"]]
    role = str(given["role"])
    required = bool(given.get("required", role in ("unit", "count", "rate", "score", "points")))
    return Column(name, (*heads, tuple(dict.fromkeys((*last, *shared)))), role, required, bool(given.get("repeats")))
