"""The dictionary of the marts: what every table and column means, in Vietnamese and English. Pure.

What belongs here: reading `dbt_project/dictionary.yml`, checking it, and the texts made from it (dbt properties with
contracts and tests, dbt doc blocks, comments). What does not: the texts themselves, and anything that opens a database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import yaml

from pipelines.settings import PROJECT_ROOT
from pipelines.yaml_files import Said, read_yaml

DICTIONARY = PROJECT_ROOT / "dbt_project" / "dictionary.yml"
_MARTS = PROJECT_ROOT / "dbt_project" / "models" / "marts"
DOC_BLOCKS = _MARTS / "dictionary.md"
PROPERTIES = _MARTS / "_marts__models.yml"
# The folder of marts that no dbt model makes.
PUBLICATION = "publication"
_MADE = "Made from dbt_project/dictionary.yml by `cchc dictionary write`; write there, not here."


class Meaning(TypedDict):
    """What a column means, and its type; a shared name in a mart's own meaning."""

    type: str
    vi: str | None
    en: str | None


class RowsOf(TypedDict):
    """Of which mart another one is the rows, and the column that is true of them."""

    mart: str
    where: str


class Mart(TypedDict):
    """A mart: its folder, grain, key, order, columns, and what is tested of it."""

    folder: str
    vi: str
    en: str
    key: list[str]
    order_by: list[str]
    columns: list[str]
    not_null: NotRequired[list[str]]
    relationships: NotRequired[dict[str, str]]
    lists: NotRequired[dict[str, str]]
    meanings: NotRequired[dict[str, Meaning]]
    parts_by: NotRequired[str]
    stored_once: NotRequired[dict[str, list[str]]]
    rows_of: NotRequired[RowsOf]


class Described(TypedDict):
    """Shared columns and marts."""

    columns: dict[str, Meaning]
    models: dict[str, Mart]


class Content(Described):
    """dictionary.yml: of raw tables, too, what no mart has."""

    raw_columns: dict[str, Said]


class DictionaryError(ValueError):
    """The dictionary and the marts disagree, or a text is missing; the message names every place."""


@dataclass(frozen=True)
class Column:
    """A column of a mart: its type and what it means."""

    name: str
    type: str
    vi: str
    en: str

    @property
    def comment(self) -> str:
        """Both texts, as they stand in the published file."""
        return f"{self.vi} / {self.en}"


@dataclass(frozen=True)
class Model:
    """A mart: its grain in both languages, its key, its order, its columns in order, and what is tested of it."""

    name: str
    folder: str
    vi: str
    en: str
    key: tuple[str, ...]
    order_by: tuple[str, ...]
    columns: Mapping[str, Column]
    own_meanings: frozenset[str]
    not_null: tuple[str, ...]
    relationships: Mapping[str, str]
    lists: Mapping[str, str]
    parts_by: str | None = None  # the date whose year parts a mart that has grown large
    # Columns that repeat together, by what they depend on: a mart that has grown large stores each combination once.
    stored_once: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # The mart of which this one is some rows, in its order, and their condition: grown large it is a view of them.
    rows_of: RowsOf | None = None

    @property
    def comment(self) -> str:
        """The grain in both languages."""
        return f"{self.vi} / {self.en}"

    def block_name(self, column: str) -> str:
        """The doc block that describes a column of this mart."""
        return f"mart_column_{self.name}_{column}" if column in self.own_meanings else f"mart_column_{column}"


@dataclass(frozen=True)
class Dictionary:
    """All marts by name."""

    models: Mapping[str, Model]

    @cached_property
    def made_by_dbt(self) -> tuple[str, ...]:
        """The marts that dbt builds; the others are made when a build is published."""
        return tuple(name for name, model in self.models.items() if model.folder != PUBLICATION)

    @cached_property
    def blocks(self) -> Mapping[str, Column]:
        """Every meaning by the name of its doc block: one for a shared column, one for each mart's own meaning."""
        return {
            model.block_name(column): model.columns[column]
            for model in self.models.values()
            if model.folder != PUBLICATION
            for column in model.columns
        }

    def check(self, columns_by_model: Mapping[str, Iterable[str]]) -> None:
        """Compare with the columns that really are in the marts.

        Raises:
            DictionaryError: a mart or column is described and not there, or there and not described.
        """
        found = {name: set(columns) for name, columns in columns_by_model.items()}
        problems = [f"{name}: not described" for name in sorted(set(found) - set(self.models))]
        problems += [f"{name}: described, not built" for name in sorted(set(self.made_by_dbt) - set(found))]
        for name in sorted(set(found) & set(self.models)):
            described = set(self.models[name].columns)
            problems += [f"{name}.{column}: not described" for column in sorted(found[name] - described)]
            problems += [f"{name}.{column}: described, not built" for column in sorted(described - found[name])]
        if problems:
            raise DictionaryError("dbt_project/dictionary.yml and the marts differ: " + "; ".join(problems))


def load_dictionary(path: Path = DICTIONARY) -> Dictionary:
    """Read the dictionary.

    Raises:
        DictionaryError: a column has no type, no vi or no en text, or a mart names a column that is not described.
    """
    return parse_dictionary(_content(path))


@cache
def _content(path: Path) -> Content:
    return read_yaml(path, Content)


@cache
def column_meanings(path: Path = DICTIONARY) -> Mapping[str, str]:
    """What a column of a raw table means, in both languages: shared meanings and those of raw columns alone."""
    content = _content(path)
    return {
        name: f"{one['en']}\n\n{one['vi']}" for name, one in {**content["columns"], **content["raw_columns"]}.items()
    }


def parse_dictionary(content: Described) -> Dictionary:
    """The dictionary from its plain form (`columns` and `models`); see load_dictionary for what it raises."""
    columns = {name: Column(name, *_texts(entry)) for name, entry in content["columns"].items()}
    own = [_own_columns(entry) for entry in content["models"].values()]
    problems = [
        f"column {column.name}: no {missing}; write it {_where(column.name)}"
        for column in [*columns.values(), *(column for meanings in own for column in meanings.values())]
        for missing in ("type", "vi", "en")
        if not getattr(column, missing).strip()
    ]
    for name, entry in content["models"].items():
        problems += [f"{name}: no {text}" for text in ("vi", "en") if not str(entry.get(text) or "").strip()]
        wanted = [*entry["columns"], *entry["key"], *entry["order_by"], *entry.get("not_null", [])]
        wanted += [entry["parts_by"]] if "parts_by" in entry else []
        once = Counter(column for group in entry.get("stored_once", {}).values() for column in group)
        problems += [
            f"{name}.{column}: in {n} groups of stored_once, or no column of the mart"
            for column, n in once.items()
            if n > 1 or column not in entry["columns"]
        ]
        problems += [
            f"{name}.{column}: not described; write {_where(column)}"
            for column in dict.fromkeys(wanted)
            if column not in {**columns, **_own_columns(entry)}
        ]
    if problems:
        raise DictionaryError("; ".join(problems))
    return Dictionary({name: _model(name, entry, columns) for name, entry in content["models"].items()})


def doc_blocks(dictionary: Dictionary) -> str:
    """Dbt doc blocks, one per column, so that the YAML of the marts repeats no text."""
    blocks = [
        f"{{% docs {name} %}}\n{column.en}\n\n{column.vi}\n{{% enddocs %}}\n"
        for name, column in sorted(dictionary.blocks.items())
    ]
    return f"<!-- {_MADE} -->\n\n" + "\n".join(blocks)


def properties(dictionary: Dictionary) -> str:
    """Dbt's properties of the marts: enforced contracts, grain, keys, relationships and closed lists as tests."""
    content = {"version": 2, "models": [_properties_of(dictionary.models[name]) for name in dictionary.made_by_dbt]}
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
    return f"# {_MADE}\n{text}"


def out_of_step(dictionary: Dictionary) -> list[Path]:
    """The made files that no longer equal what the dictionary would make."""
    return [
        path for path, text in made_files(dictionary).items() if not path.is_file() or path.read_text("utf-8") != text
    ]


def made_files(dictionary: Dictionary) -> dict[Path, str]:
    """Every file made from the dictionary with its content."""
    return {DOC_BLOCKS: doc_blocks(dictionary), PROPERTIES: properties(dictionary)}


def _where(column: str) -> str:
    return f"in dbt_project/dictionary.yml, below columns: «{column}: {{type: varchar, vi: …, en: …}}»"


def _texts(entry: Meaning) -> tuple[str, str, str]:
    return str(entry.get("type") or ""), str(entry.get("vi") or ""), str(entry.get("en") or "")


def _own_columns(entry: Mart) -> dict[str, Column]:
    # A mart may use a shared name in its own meaning, said under `meanings`.
    return {name: Column(name, *_texts(texts)) for name, texts in entry.get("meanings", {}).items()}


def _model(name: str, entry: Mart, columns: Mapping[str, Column]) -> Model:
    return Model(
        name=name,
        folder=entry["folder"],
        vi=entry["vi"],
        en=entry["en"],
        key=tuple(entry["key"]),
        order_by=tuple(entry["order_by"]),
        columns={column: _own_columns(entry).get(column) or columns[column] for column in entry["columns"]},
        own_meanings=frozenset(entry.get("meanings", {})),
        not_null=tuple(entry.get("not_null", ())),
        relationships=dict(entry.get("relationships", {})),
        lists=dict(entry.get("lists", {})),
        parts_by=entry.get("parts_by"),
        stored_once={group: tuple(names) for group, names in entry.get("stored_once", {}).items()},
        rows_of=entry.get("rows_of"),
    )


def _properties_of(model: Model) -> dict[str, Any]:
    return {
        "name": model.name,
        "description": f"{model.en}\n\n{model.vi}",
        "config": {"contract": {"enforced": True}},
        **({"data_tests": _tests_of(model)} if _is_tested(model) else {}),
        "columns": [_column_properties(model, column) for column in model.columns.values()],
    }


def _is_tested(model: Model) -> bool:
    # A view over all figures, which grows large: key, codes and references are those of the raw table, which its
    # contract looks through, and a test of its own holds that no row was added. Each test would read it once more.
    return model.parts_by is None


def _tests_of(model: Model) -> list[dict[str, Any]]:
    tests: list[dict[str, Any]] = [{"unique_key": {"arguments": {"columns": list(model.key)}}}]
    return [*tests, {"closed_lists": {"arguments": {"lists": dict(model.lists)}}}] if model.lists else tests


def _column_properties(model: Model, column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": column.name,
        "data_type": column.type,
        "description": f"{{{{ doc('{model.block_name(column.name)}') }}}}",
    }
    if column.name in model.not_null or column.name in model.key:
        made["constraints"] = [{"type": "not_null"}]
    if column.name in model.relationships and _is_tested(model):
        target = model.relationships[column.name]
        made["data_tests"] = [{"relationships": {"arguments": {"to": f"ref('{target}')", "field": column.name}}}]
    return made
