"""What is added and left half done is named: the file, the place, and what to write there.

Each rule is a function from data to complaints, so that it is asked twice: of the repository, and of something that a
newcomer might leave out.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from sqlglot import exp, parse_one

from pipelines.publishing.dictionary import DICTIONARY, DictionaryError, load_dictionary, parse_dictionary
from pipelines.settings import PROJECT_ROOT

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
MARTS = PROJECT_ROOT / "dbt_project" / "models" / "marts"
LEXICON = PROJECT_ROOT / "pipelines" / "plans" / "lexicon"
TOLD = PROJECT_ROOT / "pipelines" / "kpi" / "told"
WORDS = [
    PROJECT_ROOT / "pipelines" / file
    for file in (
        "number_words.yml",
        "reference/unit_types.yml",
        "kpi/headers/added_words.yml",
        "kpi/headers/period_forms.yml",
        "kpi/indicators/label_levels.yml",
    )
]
LAYOUTS = PROJECT_ROOT / "pipelines" / "kpi" / "layouts"
FORMS = PROJECT_ROOT / "tests" / "unit" / "kpi"
CATALOGUE = "dbt_project/seeds/indicator_catalogue.csv"
SCOPES = "dbt_project/seeds/indicator_scope.csv"
MEASURES = "pipelines/plans/lexicon/measures.yml"
EXAMPLES = ("example", "counter", "counter_example")
OUTSIDE = {"claims", "unless"}  # parts of an entry that are no entries
LISTS = "dbt_project/seeds/closed_lists.csv"
Rows = Iterable[dict[str, str]]


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def assert_nothing(left_out: list[str]) -> None:
    """Fails with one line for each thing that was left out."""
    if left_out:
        pytest.fail("\n".join(["left out:", *left_out]), pytrace=False)


# --- an indicator, its scopes and its measure ------------------------------------------------------------------------


def scopes_left_out(catalogue: Rows, scopes: Rows) -> list[str]:
    """Scopes that an indicator names and the seed of scopes lacks, and the other way round."""
    known: dict[str, list[str]] = {}
    scopes = list(scopes)
    for row in scopes:
        known.setdefault(row["indicator_code"], []).append(row["scope_code"])
    last = len(scopes) + 2
    return [
        said for line, row in numbered(catalogue) for said in _scopes_of(line, row, known.get(row["code"], []), last)
    ]


def numbered(rows: Rows) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a seed with their lines; the first line is its head."""
    return enumerate(rows, start=2)


def _scopes_of(line: int, row: dict[str, str], known: list[str], last: int) -> Iterator[str]:
    named = row["scope_codes"].split("|")
    for code in [code for code in named if code not in known]:
        names = "Toàn bộ,All" if code == "all" else "<tên>,<name>"
        yield f"{SCOPES}:{last}: add the line «{row['code']},{code},{names},{row['unit']},{row['valid_max']}»"
    if not set(named) - set(known) and named != known:
        yield f"{CATALOGUE}:{line}: write scope_codes «{'|'.join(known)}», as indicator_scope.csv has them"


def fields_misspelled(catalogue: Rows, allowed: Mapping[str, list[str]]) -> list[str]:
    """Fields of the catalogue whose value no rule knows: they would be judged by none, and silently."""
    return [
        f"{CATALOGUE}:{line}: {row['code']} has {column} «{value}»; write one of {', '.join(values)}"
        for line, row in numbered(catalogue)
        for column, values in allowed.items()
        for value in row[column].split("|")
        if value not in values
    ]


def values_of_the_catalogue() -> dict[str, list[str]]:
    """The values that the seed's description allows, and the units of measure."""
    described = yaml.safe_load((SEEDS / "_reference__seeds.yml").read_text(encoding="utf-8"))["seeds"]
    columns = next(one for one in described if one["name"] == "indicator_catalogue")["columns"]
    given = {column["name"]: column["config"]["meta"]["values"] for column in columns if "config" in column}
    return given | {"unit": [row["unit_code"] for row in seed("units_of_measure")]}


def measures_left_out(catalogue: Rows, measures: str) -> list[str]:
    """Indicators of which nobody said what a promise of them counts: any number near their name would be theirs."""
    said = {entry["code"] for entry in yaml.load(measures, Loader=yaml.CSafeLoader)["measures"]}
    line = len(measures.splitlines()) + 1
    return [
        f"{MEASURES}:{line}: add below measures «- code: {row['code']}», with counts, needs: [[<its word>]], "
        "counter_example: '<a sentence that must not be read as it>'"
        for row in catalogue
        if row["code"] not in said
    ]


NEW = {"code": "my_rate", "scope_codes": "all", "unit": "percent", "valid_max": "100"}


def test_every_indicator_has_the_rows_of_its_scopes():
    assert_nothing(scopes_left_out(seed("indicator_catalogue"), seed("indicator_scope")))


def test_an_indicator_without_its_scope_row_is_told_the_line():
    (said,) = scopes_left_out([NEW], [])
    assert said == "dbt_project/seeds/indicator_scope.csv:2: add the line «my_rate,all,Toàn bộ,All,percent,100»"


def test_a_scope_that_the_catalogue_does_not_name_is_told_the_field():
    scopes = [{"indicator_code": "my_rate", "scope_code": code} for code in ("all", "rural")]
    (said,) = scopes_left_out([NEW], scopes)
    assert said.startswith("dbt_project/seeds/indicator_catalogue.csv:2: write scope_codes «all|rural»")


def test_every_indicator_says_what_it_counts():
    assert_nothing(
        measures_left_out(seed("indicator_catalogue"), (LEXICON / "measures.yml").read_text(encoding="utf-8"))
    )


def test_an_indicator_without_its_measure_is_told_the_entry():
    (said,) = measures_left_out([NEW], "nouns: {}\nmeasures:\n  - code: other\n")
    assert said.startswith("pipelines/plans/lexicon/measures.yml:4: add below measures «- code: my_rate»")


def test_every_field_of_the_catalogue_has_a_value_that_some_rule_knows():
    assert_nothing(fields_misspelled(seed("indicator_catalogue"), values_of_the_catalogue()))


def test_a_misspelled_level_is_told_the_line_and_what_may_stand_there():
    row = {"code": "my_rate", "levels": "province|communes"}
    assert fields_misspelled([row], {"levels": ["province", "commune"]}) == [
        "dbt_project/seeds/indicator_catalogue.csv:2: my_rate has levels «communes»; write one of province, commune"
    ]


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


PHRASES = sorted([*LEXICON.rglob("*.yml"), *TOLD.glob("*.yml"), *WORDS])


@pytest.mark.parametrize("path", PHRASES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_phrase_carries_what_its_neighbours_carry(path):
    assert_nothing(examples_left_out(path.read_text(encoding="utf-8"), path.relative_to(PROJECT_ROOT).as_posix()))


def test_a_phrase_without_example_is_told_the_line():
    text = "- {id: a, example: x, counter: y}\n- {id: b, example: x, counter: y}\n- {id: c, counter: y}\n"
    assert examples_left_out(text, "words.yml") == [
        "words.yml:3: add to the entry «id: c» the key example: 'a text that shows it'"
    ]


# --- statuses, reasons, flags -----------------------------------------------------------------------------------


def texts_left_out(rows: Rows, pages: Mapping[str, str]) -> list[str]:
    """Values of closed lists without a text, reasons without a status or a mender, what a page does not tell."""
    rows = list(rows)
    codes = {name: {row["code"] for row in rows if row["list"] == name} for name in ("status", "mended_by")}
    end = len(rows) + 2
    return [said for line, row in numbered(rows) for said in _texts_of(line, row, codes, pages, end)]


def _texts_of(
    line: int, row: dict[str, str], codes: dict[str, set[str]], pages: Mapping[str, str], end: int
) -> Iterator[str]:
    name = f"{row['list']} {row['code']}"
    yield from (f"{LISTS}:{line}: write {name} in the column {lang}" for lang in ("vi", "en") if not row[lang].strip())
    if row["list"] == "reason" and row["belongs_to"] not in codes["status"]:
        yield f"{LISTS}:{line}: write in belongs_to which status the {name} gives: {', '.join(sorted(codes['status']))}"
    if row["list"] == "reason" and row["belongs_to"] == "not_assessable" and row["code"] not in codes["mended_by"]:
        yield (
            f"{LISTS}:{end}: say who can mend it, add «mended_by,{row['code']},<no>,<data_owner|reader|nobody>,"
            "<sửa thế nào>,<how>»"
        )
    if row["list"] in ("status", "reason"):
        yield from _untold(row, pages)


def _untold(row: dict[str, str], pages: Mapping[str, str]) -> Iterator[str]:
    """The row that each page lacks: reason, status and the words, in English too where the page is English."""
    for page, text in pages.items():
        if not re.search(rf"\b{row['code']}\b", text):
            texts = [row["vi"]] if page.endswith(".vi.md") else [row["vi"], row["en"]]
            cells = " | ".join([row["code"], row["belongs_to"], *texts])
            yield f"{page}:{len(text.splitlines()) + 1}: add «| {cells} |», and its rule with an example"


def pages_of_statuses() -> dict[str, str]:
    """The page that tells every status, in each language."""
    names = ("docs/statuses.md", "docs/statuses.vi.md")
    return {name: (PROJECT_ROOT / name).read_text(encoding="utf-8") for name in names}


def test_every_status_reason_and_flag_has_its_texts():
    assert_nothing(texts_left_out(seed("closed_lists"), pages_of_statuses()))


def test_a_status_without_text_is_told_file_line_and_column():
    row = {"list": "status", "code": "met", "belongs_to": "", "vi": " ", "en": "met"}
    assert texts_left_out([row], {"docs/statuses.md": "met"}) == [f"{LISTS}:2: write status met in the column vi"]


def test_a_reason_that_no_page_tells_is_named():
    status = {"list": "status", "code": "no_data", "belongs_to": "", "vi": "x", "en": "x"}
    reason = {"list": "reason", "code": "lost_in_post", "belongs_to": "", "vi": "x", "en": "x"}
    said = texts_left_out([status, reason], {"docs/statuses.md": "no_data", "docs/statuses.vi.md": "no_data"})
    assert said == [
        f"{LISTS}:3: write in belongs_to which status the reason lost_in_post gives: no_data",
        "docs/statuses.md:2: add «| lost_in_post |  | x | x |», and its rule with an example",
        "docs/statuses.vi.md:2: add «| lost_in_post |  | x |», and its rule with an example",
    ]


def test_a_reason_that_nobody_can_mend_says_so_itself():
    status = {"list": "status", "code": "not_assessable", "belongs_to": "", "vi": "x", "en": "x"}
    reason = {"list": "reason", "code": "no_post", "belongs_to": "not_assessable", "vi": "x", "en": "x"}
    (said,) = texts_left_out([status, reason], {"docs/statuses.md": "not_assessable no_post"})
    assert said.startswith(f"{LISTS}:4: say who can mend it, add «mended_by,no_post,")


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
    marts = {path.stem for path in MARTS.rglob("*.sql")}
    assert marts == described, f"describe below models: of dbt_project/dictionary.yml: {sorted(marts ^ described)}"


JINJA = re.compile(r"\{\{\s*config\(.*?\}\}|\{#.*?#\}|\{%.*?%\}", re.DOTALL)
JINJA_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
JINJA_TABLE = re.compile(r"\{\{\s*(?:ref|contract_select)\('(\w+)'\)\s*\}\}")
VALUE = "of_jinja"


def columns_left_out(name: str, sql: str, described: Iterable[str], line: int) -> list[str]:
    """Columns that a mart's last select gives and its contract lacks: `contract_select` would drop them unsaid."""
    return [
        f"dbt_project/dictionary.yml:{line}: add {column} to the columns of {name}, and below the first columns: "
        f"«{column}: {{type: <varchar …>, vi: <nghĩa>, en: <meaning>}}»; then cchc dictionary write"
        for column in _last_columns(sql)
        if VALUE not in column and column not in {*described, "*"}
    ]


def _last_columns(sql: str) -> list[str]:
    """Names of the columns of the common table that the contract selects from; none where macros write all of it."""
    given = re.search(r"contract_select\('(\w+)'\)", sql)
    body = JINJA_VALUE.sub(VALUE, JINJA.sub("", JINJA_TABLE.sub(r"select * from \1", sql)))
    if given is None or not body.lstrip().startswith("with"):
        return []
    tables = {table.alias: table.this for table in parse_one(body.replace("from select * from", "from")).ctes}
    last: exp.Expression = tables[given[1]]
    while isinstance(last, exp.SetOperation):
        last = last.this
    return [column.alias_or_name for column in last.expressions]


def line_of_model(name: str) -> int:
    lines = Path(DICTIONARY).read_text(encoding="utf-8").splitlines()
    return lines.index(f"  {name}:") + 1


@pytest.mark.parametrize("path", sorted(MARTS.rglob("*.sql")), ids=lambda path: path.stem)
def test_every_column_that_a_mart_selects_is_described(path):
    described = load_dictionary().models[path.stem].columns
    assert_nothing(columns_left_out(path.stem, path.read_text(encoding="utf-8"), described, line_of_model(path.stem)))


def test_a_column_of_a_mart_that_the_dictionary_lacks_is_told_the_line():
    sql = (
        "with final as (select a.x, {{ half('y') }} as colour from {{ ref('a') }} as a) {{ contract_select('final') }}"
    )
    (said,) = columns_left_out("my_mart", sql, ["x"], 7)
    assert said.startswith(
        "dbt_project/dictionary.yml:7: add colour to the columns of my_mart, and below the first columns"
    )


# --- layouts ----------------------------------------------------------------------------------------------------


def layouts_left_out(layouts: Iterable[str], tests: str) -> list[str]:
    """Layouts that no test reads a table of."""
    return [
        f"tests/unit/kpi/forms.py: write {name}() with a table of the layout's shape, and in FORMS «'{name}': {name},»"
        for name in layouts
        if not re.search(rf"\b{name}\b", tests)
    ]


def test_every_layout_has_a_table_that_a_test_reads():
    layouts = [path.stem for path in sorted(LAYOUTS.glob("[!_]*.yml"))]
    assert_nothing(layouts_left_out(layouts, "".join(path.read_text(encoding="utf-8") for path in FORMS.glob("*.py"))))


def test_a_layout_that_no_test_reads_is_told_what_to_write():
    (said,) = layouts_left_out(["kiosks"], "def sipas(): ...")
    assert said.startswith("tests/unit/kpi/forms.py: write kiosks()")
