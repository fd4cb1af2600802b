"""The tables of `cchc targets` and `cchc tasks` in a terminal, in Vietnamese or English.

What belongs here: columns, and how a promise is said in one cell. What does not: reading plans, rows as JSON
(read_plans.py), the words (plan_tables.yml), published promises (publishing/said.py).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from rich.table import Table

from pipelines.language import SIGNS, Language, date_said
from pipelines.settings import PROJECT_ROOT
from pipelines.terminal import new_console
from pipelines.yaml_files import Texts, read_yaml

CLOSED_LISTS = PROJECT_ROOT / "dbt_project" / "seeds" / "closed_lists.csv"
TASK_COLUMNS = ("ordinal", "task_no", "area", "task", "output", "lead", "timing", "due_date")
FOLDED = ("task", "output")


def print_tasks(rows: Iterable[Mapping[str, object]], title: str, lang: Language) -> None:
    """One task a row."""
    table = Table(title=title, title_justify="left", show_lines=False)
    for column in TASK_COLUMNS:
        name, is_folded = _word("columns", column, lang), column in FOLDED
        table.add_column(name, overflow="fold" if is_folded else "ellipsis", no_wrap=column == "due_date")
    for row in rows:
        due = date_said(str(row["due_date"]), lang) if row.get("due_date") else None
        said = {**row, "area": _term("area", row.get("area"), lang), "due_date": due}
        table.add_row(*("" if said.get(column) is None else str(said[column]) for column in TASK_COLUMNS))
    new_console().print(table, markup=False)


def print_targets(rows: Sequence[Mapping[str, object]], title: str, lang: Language) -> None:
    """One promise a row in as few columns as a person needs; every field stands in --format jsonl."""
    table = Table(title=title, title_justify="left", show_lines=True)
    for name in ("at", "promised", "by", "level"):
        table.add_column(_word("columns", name, lang), no_wrap=True)
    table.add_column(_word("columns", "about", lang), ratio=1)
    for row in rows:
        table.add_row(
            str(row["number_start"]),
            _promise(row, lang),
            str(row["year"] or "-"),
            _term("level", row["level"], lang) or "-",
            _sentence(row, lang),
        )
    new_console().print(table, markup=False)


def _sentence(row: Mapping[str, object], lang: Language) -> str:
    about = row["indicator"] or _word("texts", "no_indicator", lang)
    repeat = _word("texts", "repeated", lang) if row["repeat_of"] is not None else ""
    return f"{' '.join(str(row['quote']).split())}\n→ {about}{repeat}"


def _promise(row: Mapping[str, object], lang: Language) -> str:
    """«>= 80 %», «reduction >= 10 % from 2021» over at most three lines; in Vietnamese the number as it is printed.

    A number below a column «Đơn vị tính» has its «%» there.
    """
    kind = "" if row["kind"] == "level" else f"{_word('kinds', str(row['kind']), lang)}\n"
    year = str(row["baseline_year"] or "")
    base = f"\n{_word('texts', 'base_period' if '-' in year else 'base', lang).format(year=year)}" if year else ""
    if lang == "vi":
        printed = " ".join(str(row["number_text"]).split())
        unit = "%" if row["unit"] == "percent" and not any(sign in printed for sign in ("%", "phần trăm")) else ""
        return f"{kind}{SIGNS.get(str(row['op']), '')}{printed}{unit}{base}"
    return f"{kind}{_amount(row)}{base}"


def _amount(row: Mapping[str, object]) -> str:
    number = f"{row['value']:g}" if row["value_high"] is None else f"{row['value']:g} - {row['value_high']:g}"
    unit = "%" if row["unit"] == "percent" else str(row["unit"]).replace("_", "\n", 1).replace("_", " ")
    sign = "" if row["op"] == "range" else f"{row['op']} "
    return f"{sign}{number} {unit}"


def _term(listed: str, code: object, lang: Language) -> str:
    """A code of a closed list as a reader says it; in English the code, which filters and decisions take."""
    return _terms().get((listed, str(code)), "") if lang == "vi" else str(code or "")


@cache
def _terms() -> dict[tuple[str, str], str]:
    with CLOSED_LISTS.open(encoding="utf-8", newline="") as stream:
        return {(row["list"], row["code"]): row["vi"] for row in csv.DictReader(stream)}


def _word(part: str, key: str, lang: Language) -> str:
    return _words()[part][key][lang]


@cache
def _words() -> dict[str, Texts]:
    return read_yaml(Path(__file__).with_suffix(".yml"), dict[str, Texts])
