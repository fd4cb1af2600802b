"""A row of the answers in words: promise, figure, gap and sources, in Vietnamese or English. Pure.

What belongs here: filling the texts of answers.yml from a row. What does not: the texts, choosing rows (answers.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from pipelines.language import SIGNS, Language, number, place_said
from pipelines.yaml_files import Texts, read_yaml

ID_LENGTH = 8
# A rank beyond the 41st is a gain of less than base - 41.
FLIPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
# What a row says of itself in JSON and CSV, in this order.
FIELDS = (
    "status",
    "unit",
    "indicator",
    "promise",
    "due_year",
    "figure",
    "figure_year",
    "gap",
    "reason",
    "id",
    "quote",
    "promised_in",
    "promised_url",
    "measured_in",
    "measured_url",
    "is_synthetic",
)
# A row of a mart: the contract of dictionary.yml says which columns it has and of which type each is.
Row = Mapping[str, Any]


@cache
def texts() -> dict[str, Texts]:
    """The texts of answers.yml."""
    return read_yaml(Path(__file__).with_name("answers.yml"), dict[str, Texts])


class Words:
    """Words of the closed lists and of answers.yml in one language."""

    def __init__(self, terms: pl.DataFrame, lang: Language) -> None:
        """Args: `terms`: dim_term; `lang`: the language of everything said."""
        self.lang: Language = lang
        rows = terms.select("term_list", "term_code", f"name_{lang}").iter_rows()
        self._terms = {(kind, code): text for kind, code, text in rows}

    def term(self, kind: str, code: str | None) -> str:
        """The word of a code; the code itself, without its underscores, where the list has none."""
        return str(self._terms.get((kind, code or ""), (code or "").replace("_", " ")))

    def text(self, group: str, key: str, **filled: object) -> str:
        """A text of answers.yml with its places filled."""
        return str(texts()[group][key][self.lang]).format(**filled)

    def amount(self, value: float, measure: str, group: str = "measures") -> str:
        """«67,38 điểm», «hạng 10», «98%»."""
        n = number(value, self.lang)
        entry = texts()[group].get(measure) or texts()["measures"].get(measure)
        if not entry:
            return f"{n} {self.term('measure_unit', measure)}"
        return str(entry["one"] if self.lang == "en" and n == "1" and "one" in entry else entry[self.lang]).format(n=n)


def flags(row: Row, words: Words) -> list[str]:
    """The words of a row's flags, without those that say only how a date was known."""
    codes = [code for code in (row["flags"] or "").split("|") if code and code != "known_from_assumed"]
    return [words.term("flag", code) for code in codes]


def unit_name(row: Row, words: Words) -> str:
    """The place, in the language asked for where it has a name in it."""
    return str(row[f"unit_name_{words.lang}"] or row["unit_name_vi"])


def indicator(row: Row, words: Words) -> str:
    """The indicator, its short name where it has one in brackets, with the level and the part promised."""
    name = row[f"indicator_name_{words.lang}"] or row["indicator_name_vi"]
    text = short_name(str(name)) if name else words.text("places", "no_indicator")
    if row.get("scope_code") not in (None, "", "all"):
        text = words.text("places", "scope", indicator=text, scope=words.term("scope", row["scope_code"]))
    if row["target_level"]:
        text = words.text("places", "level", indicator=text, level=words.term("level", row["target_level"]))
    return text


def short_name(name: str) -> str:
    """«SIPAS» of a long name with it in brackets; else the name."""
    _, bracket, rest = name.partition("(")
    inside = rest.partition(")")[0].partition("/")[0]
    return inside if bracket and inside.isupper() else name


def promise(row: Row, words: Words) -> str:
    """«≥ 67,38 điểm, 2019», «hạng ≤ 10, 2020», «tăng 2 - 4 bậc, 2021»."""
    amount = _promised(row, words)
    if row["due_year"] is None:
        return words.text("places", "no_year", amount=amount)
    return words.text("places", "due", amount=amount, year=row["due_year"])


def _promised(row: Row, words: Words) -> str:
    value, high, measure = row["target_value"], row["target_value_high"], row["measure_unit"]
    kind = str(texts()["kinds"].get(row["target_kind"], {}).get(words.lang, ""))
    if value is None:
        return "-"
    if row["op"] == "range" and high is not None:
        ends = sorted((value, high))
        said = words.amount(ends[1], measure)
        last = number(ends[1], words.lang)
        return kind + said.replace(last, f"{number(ends[0], words.lang)} - {last}", 1)
    said, n = words.amount(value, measure), number(value, words.lang)
    return kind + said.replace(n, f"{SIGNS.get(row['op'], '')}{n}", 1)


def figure(row: Row, words: Words) -> str:
    """«66,93 điểm (2020)», with the sign of a printed bound; what it achieved where the promise is a change."""
    if row["actual"] is None:
        return words.text("places", "no_figure")
    value, bound = row["actual"], row["actual_bound"] or ""
    bound = FLIPPED.get(bound, bound) if row["target_kind"] in ("rank_gain", "reduction") else bound
    turn = texts()["fell" if value < 0 else "rose"].get(row["target_kind"]) if value else None
    if turn and value < 0:
        value, bound = -value, FLIPPED.get(bound, bound)
    said, n = words.amount(value, row["measure_unit"]), number(value, words.lang)
    amount = (turn[words.lang] if turn else "") + said.replace(n, f"{SIGNS.get(bound, '')}{n}", 1)
    return words.text("places", "measured", amount=amount, year=row["actual_year"])


def gap(row: Row, words: Words) -> str:
    """«kém 2,07 điểm», «hơn 3 hạng», «vừa đủ»; empty where there is none."""
    value = row["gap"]
    if value is None:
        return ""
    if value == 0:
        is_reached = row["status"] in ("met", "on_track") or row.get("last_known_met")
        return words.text("gaps", "unknown" if row["actual_bound"] and not is_reached else "exact")
    distance = words.amount(abs(value), row["measure_unit"], "distances")
    least = words.text("gaps", "at_least") if row["actual_bound"] else ""
    return words.text("gaps", "short" if value < 0 else "over", n=least + distance)


def document(row: Row) -> str:
    """The document that promised: its number, else its title, else its file."""
    return str(row["document_number"] or row.get("plan_title") or Path(row["target_source_file"]).name)


def site(url: str | None) -> str:
    """The site of an address: «vietnamplus.vn»; empty where there is none."""
    return urlsplit(url or "").netloc.removeprefix("www.").partition(":")[0]


def promised_in(row: Row) -> str:
    """«1757/QĐ-UBND (qrt.vn)»; without a number the site alone, without a site the file."""
    host, numbered = site(row["plan_url"]), row["document_number"]
    return f"{numbered} ({host})" if host and numbered else host or document(row)


def measured_in(row: Row) -> str:
    """The site or the file that holds the figure."""
    return site(row["actual_source_url"]) or str(row["actual_source_file"] or "-")


def ask(row: Row) -> str:
    """The command that explains the row."""
    return f"cchc why {row['target_id'][:ID_LENGTH]}" + ("" if row["basis"] == "own" else f" {row['unit_id']}")


def _cell(row: Row, words: Words) -> str | None:
    file, locator = row["actual_source_file"], row["actual_locator"] or ""
    return f"{file} ({place_said(locator, words.lang)})" if file else None


def record(row: Row, words: Words) -> dict[str, object]:
    """Everything a row says, by the names of FIELDS, for JSON and CSV."""
    values = (
        words.term("status", row["status"]),
        unit_name(row, words),
        indicator(row, words),
        _promised(row, words),
        row["due_year"],
        figure(row, words),
        row["actual_year"],
        gap(row, words),
        words.term("reason", row["reason"]),
        row["target_id"],
        " ".join(str(row["quote"]).split()),
        f"{row['target_source_file']} ({place_said(row['target_locator'], words.lang)})",
        row["plan_url"],
        _cell(row, words),
        row["actual_source_url"],
        row["is_synthetic"],
    )
    return dict(zip(FIELDS, values, strict=True))
