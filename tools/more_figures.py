"""Rows of the second and third collection of published figures in the tidy form; what they mean is in more_figures.yml.

What belongs here: applying that file to a row. What does not: any figure, the first collection and writing
(make_kpi_tidy.py).

The second collection is not in the repository. The third, `promise_figures.csv`, is: figures found while looking for
promises that a published figure measures, already in the tidy form, with `family` and `origin` in front.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
FOUND = HERE / "promise_figures.csv"
# Beyond this the 12 points of the group «online services» hold the payment group too.
ONLINE_GROUP_MAXIMUM = 12
BLOC_OF_PROVINCES = "Khối tỉnh, thành phố"
FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# An export that somebody republished ranks as press: its publisher is not the portal.
ORIGINS = {"official": "official", "press": "press", "dataset": "press"}
FAMILIES = (
    ("Q766", "qd766"),
    ("ONLINE", "online_services"),
    ("SYNC", "online_services"),
    ("TTHC_ONTIME", "online_services"),
    ("DIGIT", "digitisation"),
    ("ERESULT", "digitisation"),
    ("REUSE", "digitisation"),
    ("TTHC", "dossiers"),
    ("PCI", "published_indices"),
    ("PAPI", "published_indices"),
    ("PAR", "published_indices"),
    ("SIPAS", "published_indices"),
    ("DTI", "published_indices"),
    ("CCHC", "published_indices"),
)


@cache
def meanings() -> dict[str, Any]:
    """The rules of more_figures.yml."""
    loaded: dict[str, Any] = yaml.safe_load((HERE / "more_figures.yml").read_text(encoding="utf-8"))
    return loaded


def reason_left_out(row: dict[str, str]) -> str:
    """Why a row has no place in the catalogue; empty where it has one."""
    if row["level"] == "ministry":
        return "ministries are no administrative units"
    said = meanings()
    by_note = next((why for words, why in said["left_out_by_note"].items() if words in row["note"]), "")
    return said["left_out"].get(row["indicator"], "") or said["left_out_by_unit"].get(row["unit_name"], "") or by_note


def stem(row: dict[str, str]) -> str:
    """The file that a row goes to: its family and the kind of its source."""
    family = next((family for begins, family in FAMILIES if row["indicator"].startswith(begins)), "other")
    return f"{family}_{ORIGINS[row['origin']]}"


def tidy_row(row: dict[str, str], columns: tuple[str, ...]) -> dict[str, str]:
    """One row of the second collection in the tidy form; no figure is changed."""
    indicator, scope, variant = _series(row)
    label, kind, start, end = _period(row)
    tidy = dict.fromkeys(columns, "")
    tidy.update({name: row[name] for name in ("value", "value_as_printed", "value_bound", "unit", "geo_era")})
    tidy.update({name: row[name] for name in ("source_title", "source_url", "note")})
    tidy.update(indicator=indicator, scope_code=scope, source_variant=variant, coverage_level=_coverage(row))
    tidy.update(period=label, period_kind=kind, period_start=start, period_end=end)
    tidy.update(_unit(row))
    tidy.update(_publication(row))
    return tidy


def found_rows(columns: tuple[str, ...]) -> dict[str, list[dict[str, str]]]:
    """The third collection: file stem -> tidy rows in their order."""
    files: dict[str, list[dict[str, str]]] = {}
    with FOUND.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            place = files.setdefault(f"{row['family']}_{row['origin']}", [])
            place.append({name: row.get(name) or "" for name in columns})
    return files


def counted_reasons(rows: list[dict[str, str]]) -> Counter[str]:
    """How many rows are left out for which reason."""
    return Counter(why for row in rows if (why := reason_left_out(row)))


def _series(row: dict[str, str]) -> tuple[str, str, str]:
    if row["indicator"] == "Q766_ONLINE" and float(row["value"]) > ONLINE_GROUP_MAXIMUM:
        return "service_quality_766_score", "online_payment", ""
    indicator, scope, variant = meanings()["series"].get(row["indicator"], (row["indicator"], "", ""))
    return indicator, "provincial_bloc" if row["unit_name"] == BLOC_OF_PROVINCES else scope, variant


def _period(row: dict[str, str]) -> tuple[str, str, str, str]:
    for words, period in meanings()["periods"].items():
        if words in row["note"]:
            label, kind, start, end = map(str, period)
            return label or f"{start}/{end}", kind, start, end
    if row["period_type"] == "range":
        start, _, end = row["period"].partition("/")
        return row["period"], "year_to_date", start, end
    return row["period"], "", "", ""


def _coverage(row: dict[str, str]) -> str:
    return next((part for words, part in meanings()["coverage"].items() if words in row["note"]), "all")


def _publication(row: dict[str, str]) -> dict[str, str]:
    """The day of publication; one that lies inside the month or quarter it tells of goes to the note."""
    day = row["published_at"]
    if not FULL_DATE.fullmatch(day):
        return {}
    digits = 4 if row["period_type"] == "year" else 7
    if day[:digits] <= row["period"][:digits] and row["period_type"] in ("month", "quarter", "half", "year"):
        return {"note": "; ".join(filter(None, [row["note"], f"công bố {day}, khi kỳ chưa hết"]))}
    return {"published_at": day}


def without_repeats(rows: list[dict[str, str]], known: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows that say more than the known ones and the rows before them: another figure of the unit and period."""
    seen = {_told(row) for row in known}
    fresh = []
    for row in rows:
        if _told(row) not in seen:
            seen.add(_told(row))
            fresh.append(row)
    return fresh


def _told(row: dict[str, str]) -> tuple[str, ...]:
    names = ("indicator", "parent_name", "coverage_level", "scope_code", "period", "period_start", "value")
    return (row["unit_code"] or row["unit_name"], *(row[name] for name in names))


def _unit(row: dict[str, str]) -> dict[str, str]:
    if row["level"] == "national":
        return {"unit_name": row["province"], "unit_level": "national"}
    if not row["unit_name"] or row["level"] == "province":
        return {"unit_name": row["province"], "unit_code": row["province_code"], "unit_level": "province"}
    return {"unit_name": row["unit_name"], "unit_level": row["level"], "parent_name": row["province"]}
