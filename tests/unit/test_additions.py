"""What is added and left half done is named: the file, the place, and what to write there.

Each rule is a function from data to complaints, so that it is asked twice: of the repository, and of something that a
newcomer might leave out.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml

from pipelines.publishing.dictionary import DICTIONARY, DictionaryError, load_dictionary, parse_dictionary
from pipelines.settings import PROJECT_ROOT

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
LEXICON = PROJECT_ROOT / "pipelines" / "plans" / "lexicon"
EXAMPLES = ("example", "counter", "counter_example")
OUTSIDE = {"claims", "unless"}  # parts of an entry that are no entries
LISTS = "dbt_project/seeds/closed_lists.csv"
Rows = Iterable[dict[str, str]]


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# --- an indicator and its scopes --------------------------------------------------------------------------------


def scopes_left_out(catalogue: Rows, scopes: Rows) -> list[str]:
    """Scopes that an indicator names and the seed of scopes lacks, and the other way round."""
    known: dict[str, list[str]] = {}
    for row in scopes:
        known.setdefault(row["indicator_code"], []).append(row["scope_code"])
    return [line for row in catalogue for line in _scopes_of(row, known.get(row["code"], []))]


def _scopes_of(row: dict[str, str], known: list[str]) -> Iterator[str]:
    named = row["scope_codes"].split("|")
    for code in [code for code in named if code not in known]:
        names = "Toàn bộ,All" if code == "all" else "<tên>,<name>"
        yield (
            f"dbt_project/seeds/indicator_scope.csv: add the line "
            f"«{row['code']},{code},{names},{row['unit']},{row['valid_max']}»"
        )
    if not set(named) - set(known) and named != known:
        yield (
            f"dbt_project/seeds/indicator_catalogue.csv: in the line of {row['code']} write scope_codes "
            f"«{'|'.join(known)}», as indicator_scope.csv has them"
        )


NEW = {"code": "my_rate", "scope_codes": "all", "unit": "percent", "valid_max": "100"}


def test_every_indicator_has_the_rows_of_its_scopes():
    assert scopes_left_out(seed("indicator_catalogue"), seed("indicator_scope")) == []


def test_an_indicator_without_its_scope_row_is_told_the_line():
    (said,) = scopes_left_out([NEW], [])
    assert said == "dbt_project/seeds/indicator_scope.csv: add the line «my_rate,all,Toàn bộ,All,percent,100»"


def test_a_scope_that_the_catalogue_does_not_name_is_told_the_field():
    scopes = [{"indicator_code": "my_rate", "scope_code": code} for code in ("all", "rural")]
    (said,) = scopes_left_out([NEW], scopes)
    assert "in the line of my_rate write scope_codes «all|rural»" in said


# --- phrases and their examples ---------------------------------------------------------------------------------


def examples_left_out(text: str, file: str) -> list[str]:
    """Entries without the example or counter-example that the entries beside them carry."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    return [line for entries in _lists_of(root) for line in _bare(entries, file)]


def _lists_of(node: yaml.Node | None) -> Iterator[list[yaml.MappingNode]]:
    if isinstance(node, yaml.SequenceNode):
        entries = [item for item in node.value if isinstance(item, yaml.MappingNode)]
        yield from [entries] if entries else []
        for item in entries:
            yield from _lists_of(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from () if key.value in OUTSIDE else _lists_of(value)


def _bare(entries: list[yaml.MappingNode], file: str) -> Iterator[str]:
    keys = [{key.value for key, _ in entry.value} for entry in entries]
    for name in EXAMPLES:
        carried = sum(name in own for own in keys) * 2 > len(keys)
        for entry, own in zip(entries, keys, strict=True):
            if carried and name not in own:
                first = entry.value[0]
                what = "a text that shows it" if name == "example" else "a text that must not show it"
                yield (
                    f"{file}:{entry.start_mark.line + 1}: add to the entry «{first[0].value}: {first[1].value}» "
                    f"the key {name}: '{what}'"
                )


@pytest.mark.parametrize("path", sorted(LEXICON.rglob("*.yml")), ids=lambda path: path.relative_to(LEXICON).as_posix())
def test_every_phrase_carries_what_its_neighbours_carry(path):
    left_out = examples_left_out(path.read_text(encoding="utf-8"), path.relative_to(PROJECT_ROOT).as_posix())
    assert left_out == [], "\n".join(left_out)


def test_a_phrase_without_example_is_told_the_line():
    text = "- {id: a, example: x, counter: y}\n- {id: b, example: x, counter: y}\n- {id: c, counter: y}\n"
    assert examples_left_out(text, "words.yml") == [
        "words.yml:3: add to the entry «id: c» the key example: 'a text that shows it'"
    ]


# --- statuses, reasons, flags -----------------------------------------------------------------------------------


def texts_left_out(rows: Rows, page: str) -> list[str]:
    """Values of closed lists without a text, reasons without a status, what the page does not tell."""
    said = []
    rows = list(rows)
    statuses = {row["code"] for row in rows if row["list"] == "status"}
    for number, row in enumerate(rows, start=2):
        place, name = f"{LISTS}:{number}", f"{row['list']} {row['code']}"
        said += [f"{place}: write {name} in the column {lang}" for lang in ("vi", "en") if not row[lang].strip()]
        if row["list"] == "reason" and row["belongs_to"] not in statuses:
            said.append(f"{place}: write in belongs_to which status the {name} gives: {', '.join(sorted(statuses))}")
        if row["list"] in ("status", "reason") and not re.search(rf"\b{row['code']}\b", page):
            said.append(f"docs/statuses.md: add a row for the {name}, with an example")
    return said


def page_of_statuses() -> str:
    pages = sorted((PROJECT_ROOT / "docs").glob("statuses*.md"))
    return "\n".join(path.read_text(encoding="utf-8") for path in pages)


def test_every_status_reason_and_flag_has_its_texts():
    assert texts_left_out(seed("closed_lists"), page_of_statuses()) == []


def test_a_status_without_text_is_told_file_line_and_column():
    row = {"list": "status", "code": "met", "belongs_to": "", "vi": " ", "en": "met"}
    assert texts_left_out([row], "met") == [f"{LISTS}:2: write status met in the column vi"]


def test_a_reason_that_no_page_tells_is_named():
    status = {"list": "status", "code": "no_data", "belongs_to": "", "vi": "x", "en": "x"}
    reason = {"list": "reason", "code": "lost_in_post", "belongs_to": "", "vi": "x", "en": "x"}
    said = texts_left_out([status, reason], "no_data")
    assert said == [
        f"{LISTS}:3: write in belongs_to which status the reason lost_in_post gives: no_data",
        "docs/statuses.md: add a row for the reason lost_in_post, with an example",
    ]


# --- columns and marts ------------------------------------------------------------------------------------------


def test_a_column_without_description_is_told_the_line():
    content = yaml.load(Path(DICTIONARY).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    content["models"]["dim_term"]["columns"].append("colour")
    with pytest.raises(DictionaryError) as error:
        parse_dictionary(content)
    assert str(error.value) == (
        "dim_term.colour: not described; write in dbt_project/dictionary.yml, below columns: "
        "«colour: {type: varchar, vi: …, en: …}»"
    )


def test_a_model_of_the_marts_that_nobody_described_is_told_where():
    described = set(load_dictionary().made_by_dbt)
    marts = {path.stem for path in (PROJECT_ROOT / "dbt_project/models/marts").rglob("*.sql")}
    assert marts == described, f"describe below models: of dbt_project/dictionary.yml: {sorted(marts ^ described)}"
