"""Small worlds of raw rows, written in the field's words.

What belongs here: builders that fill a raw row from what a case says and sensible defaults. What does not: claims.
"""

from __future__ import annotations

import calendar
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines.contracts.raw_models import frame
from pipelines.vietnamese import name_ascii, sort_key

from .project import CompiledProject

MERGER = date(2025, 7, 1)
LAST_DAY_63 = date(2025, 6, 30)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def period(text: str) -> tuple[date, date]:
    """«2024», «2024-06», «2024-Q3», «2024-H1», «2024-9M» or «2024-01-01..2024-06-30» as first and last day."""
    if ".." in text:
        first, last = text.split("..")
        return date.fromisoformat(first), date.fromisoformat(last)
    year, _, part = text.partition("-")
    first_month, last_month = {
        "": (1, 12),
        "H1": (1, 6),
        "9M": (1, 9),
        "Q1": (1, 3),
        "Q2": (4, 6),
        "Q3": (7, 9),
        "Q4": (10, 12),
    }.get(part) or (int(part), int(part))
    last_day = calendar.monthrange(int(year), last_month)[1]
    return date(int(year), first_month, 1), date(int(year), last_month, last_day)


@dataclass
class World:
    """Raw rows of one world on one as-of date."""

    as_of: date
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def unit(
        self,
        unit_id: str,
        level: str,
        name: str,
        *,
        parent: str | None = None,
        province: str | None = None,
        valid_from: date | None = None,
        valid_to: date | None = None,
    ) -> str:
        era = "63|34" if not valid_from and not valid_to else ("63" if valid_to else "34")
        kind = {"national": "Nước", "province": "Tỉnh", "district": "Huyện", "commune": "Xã"}[level]
        self.rows["admin_units"].append(
            {
                "unit_id": unit_id,
                "level": level,
                "code": unit_id[1:].split("-", maxsplit=1)[0],
                "geo_eras": era,
                "name_vi": f"{kind} {name}",
                "short_name_vi": name,
                "name_en": name_ascii(name),
                "name_ascii": name_ascii(name),
                "type_vi": kind,
                "parent_unit_id": parent,
                "province_unit_id": province,
                "valid_from": valid_from,
                "valid_to": valid_to,
                "latitude": None,
                "longitude": None,
                "sort_vi": sort_key(name) + unit_id,
            }
        )
        return unit_id

    def lineage(self, old: str, new: str, change: str = "merged", share: str = "full") -> None:
        self.rows["admin_unit_lineage"].append(
            {
                "predecessor_unit_id": old,
                "successor_unit_id": new,
                "change_type": change,
                "share": share,
                "effective_on": MERGER,
            }
        )

    def plan(
        self,
        unit: str | None,
        number: str | None,
        years: tuple[int, int] | None = (2021, 2025),
        *,
        issued: date | None = date(2021, 6, 1),
        level: str = "province",
        origin: str = "official",
        supersedes: str | None = None,
        name: str | None = None,
    ) -> str:
        label = name or f"{unit}-{number}-{origin}"
        plan_id = _sha(label)[:12]
        self.rows["plan_documents"].append(
            {
                "plan_id": plan_id,
                "source_file": f"plans/{label.replace('/', '_')}.txt",
                "sha256": _sha(label),
                "document_number": number,
                "document_key": f"{number} {unit}" if number else label,
                "document_type": "plan",
                "title": label,
                "issuer_name": None,
                "issuer_unit_id": unit,
                "level": level,
                "issued_on": issued,
                "period_from": years[0] if years else None,
                "period_to": years[1] if years else None,
                "signer": None,
                "origin": origin,
                "source_url": None,
                "received_at": None,
            }
        )
        if supersedes:
            self.amendment(plan_id, "replaced", supersedes)
        return plan_id

    def amendment(self, plan: str, act: str, number: str, **said: Any) -> None:
        """What a plan does to the document of that number: act, and item, indicator_code, new_due_on, mention_id."""
        row = {"amended_year": None, "item": None, "indicator_code": None, "new_due_on": None, "mention_id": None}
        self.rows["plan_amendments"].append(
            {
                **row,
                "amendment_id": _sha(f"{plan}|{act}|{number}|{said}")[:16],
                "plan_id": plan,
                "source_file": next(p["source_file"] for p in self.rows["plan_documents"] if p["plan_id"] == plan),
                "act": act,
                "amended_number": number,
                "quote": f"{act} {number}",
                "locator": "offset 0",
                **said,
            }
        )

    def target(
        self,
        plan: str,
        indicator: str | None,
        value: float,
        year: int | None,
        *,
        op: str = ">=",
        level: str | None = None,
        kind: str = "level",
        unit: str = "percent",
        high: float | None = None,
        year_from: int | None = None,
        baseline: str | None = None,
        scope_code: str | None = None,
        area: str = "procedures",
        parent: str | None = None,
        relation: str | None = None,
        mentions: int = 1,
        flags: str = "",
    ) -> str:
        document = next(row for row in self.rows["plan_documents"] if row["plan_id"] == plan)
        identity = (
            f"{plan}|{indicator}|{value}|{year}|{level}|{kind}|{scope_code}|{op}|{len(self.rows['plan_mentions'])}"
        )
        target_id = _sha(identity)[:16]
        for repeat in range(mentions):
            self.rows["plan_mentions"].append(
                {
                    "mention_id": f"{target_id}-{repeat}",
                    "plan_id": plan,
                    "target_id": target_id,
                    "statement_key": f"{document['document_key']}|{indicator} {value} {year} {level}",
                    "source_file": document["source_file"],
                    "number_start": 100 + len(self.rows["plan_mentions"]),
                    "number_text": f"{value:g}",
                    "quote": f"{indicator} {op} {value:g}",
                    "quote_start": 90,
                    "locator": f"offset {100 + len(self.rows['plan_mentions'])}",
                    "outline_path": "II › a) Mục tiêu",
                    "section_kind": "objective",
                    "area": area,
                    "year": year,
                    "year_from": year_from,
                    "level": level,
                    "op": op,
                    "value": float(value),
                    "value_high": high,
                    "unit": unit,
                    "kind": kind,
                    "baseline_year": baseline,
                    "scope": None,
                    "scope_code": scope_code,
                    "indicator_code": indicator,
                    "indicator_score": 100.0 if indicator else None,
                    "indicator_phrase": None,
                    "candidates": "[]",
                    "repeat_of_mention_id": f"{target_id}-0" if repeat else None,
                    "parent_target_id": parent,
                    "relation": relation,
                    "flags": flags,
                }
            )
        return target_id

    def figure(
        self,
        indicator: str,
        unit: str,
        when: str,
        value: float | None,
        *,
        coverage: str = "all",
        scope_code: str = "all",
        variant: str = "published",
        method: str | None = None,
        kind: str = "period",
        bound: str | None = None,
        printed: str | None = "",
        decimals: int | None = None,
        numerator: float | None = None,
        denominator: float | None = None,
        respondents: int | None = None,
        published: date | None = None,
        received: date | None = None,
        source: str | None = None,
    ) -> str:
        first, last = period(when)
        level = next(row["level"] for row in self.rows["admin_units"] if row["unit_id"] == unit)
        file = source or f"kpi/{indicator}.csv"
        row_no = len(self.rows["kpi_observations"]) + 2
        text = (f"{value:g}" if value is not None else None) if printed == "" else printed
        if decimals is None and text is not None and value is not None:
            decimals = len(text.split(".")[1]) if "." in text else 0
        observation_id = _sha(f"{file}|{row_no}|{indicator}|{unit}|{when}")[:16]
        self.rows["kpi_observations"].append(
            {
                "observation_id": observation_id,
                "source_file": file,
                "sha256": _sha(file),
                "layout": "tidy",
                "sheet": None,
                "row_no": row_no,
                "column_name": "value",
                "indicator_code": indicator,
                "unit_id": unit,
                "unit_level": level,
                "coverage_level": coverage,
                "scope_code": scope_code,
                "source_variant": variant,
                "method_version": method,
                "period_label": when,
                "period_kind": kind,
                "period_start": None if kind == "point" else first,
                "period_end": last,
                "value": None if value is None else float(value),
                "value_as_printed": text,
                "value_decimals": decimals,
                "value_bound": bound,
                "numerator": numerator,
                "denominator": denominator,
                "respondents": respondents,
                "is_derived": False,
                "published_at": published,
                "received_at": received,
                "origin": "press",
                "source_title": "Báo tỉnh",
                "source_url": "https://example.org/1",
                "note": None,
            }
        )
        return observation_id

    def bridge(
        self, old: str, new: str, relation: str, old_method: str | None = None, new_method: str | None = None
    ) -> None:
        self.rows["indicator_bridges"].append(
            {
                "from_indicator": old,
                "to_indicator": new,
                "relation": relation,
                "from_method": old_method,
                "to_method": new_method,
                "valid_from": None,
                "note": None,
            }
        )

    def build(self, project: CompiledProject, folder: Path) -> Warehouse:
        """Run the models on this world's rows."""
        self.rows["run_parameters"] = [{"as_of": self.as_of, "code_version": "test"}]
        return Warehouse(project.run({table: frame(table, rows) for table, rows in self.rows.items()}, folder))


@dataclass
class Warehouse:
    """The marts of a world, to be asked."""

    db: duckdb.DuckDBPyConnection

    def query(self, sql: str, *parameters: object) -> list[dict[str, Any]]:
        cursor = self.db.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, sql: str, *parameters: object) -> dict[str, Any]:
        rows = self.query(sql, *parameters)
        assert len(rows) == 1, f"{len(rows)} rows for {parameters}: {rows[:3]}"
        return rows[0]

    def latest(self, target: str, unit: str | None = None) -> dict[str, Any]:
        if unit:
            return self.one("select * from marts.mart_gap_latest where target_id = ? and unit_id = ?", target, unit)
        return self.one("select * from marts.mart_gap_latest where target_id = ? and basis = 'own'", target)

    def row(self, target: str, year: int, unit: str | None = None) -> dict[str, Any]:
        if unit:
            return self.one(
                "select * from marts.mart_gap_to_target where target_id = ? and year = ? and unit_id = ?",
                target,
                year,
                unit,
            )
        return self.one(
            "select * from marts.mart_gap_to_target where target_id = ? and year = ? and basis = 'own'", target, year
        )


def provinces(world: World) -> World:
    """The nation, an unchanged province, some that merged away, some that grew under their names, a few communes."""
    world.unit("VN", "national", "Việt Nam")
    world.unit("P11-63", "province", "Điện Biên", parent="VN")
    world.unit("P36-63", "province", "Nam Định", parent="VN", valid_to=LAST_DAY_63)
    world.unit("P35-63", "province", "Hà Nam", parent="VN", valid_to=LAST_DAY_63)
    world.unit("P37-63", "province", "Ninh Bình", parent="VN", valid_to=LAST_DAY_63)
    world.unit("P37-34", "province", "Ninh Bình", parent="VN", valid_from=MERGER)
    world.unit("P15-63", "province", "Yên Bái", parent="VN", valid_to=LAST_DAY_63)
    world.unit("P10-63", "province", "Lào Cai", parent="VN", valid_to=LAST_DAY_63)
    world.unit("P15-34", "province", "Lào Cai", parent="VN", valid_from=MERGER)
    for old in ("P36-63", "P35-63", "P37-63"):
        world.lineage(old, "P37-34", "enlarged" if old == "P37-63" else "merged")
    for old in ("P15-63", "P10-63"):
        world.lineage(old, "P15-34", "enlarged" if old == "P10-63" else "merged")
    world.unit("D094-63", "district", "Mường Nhé", parent="P11-63", province="P11-63", valid_to=LAST_DAY_63)
    world.unit("C01-63", "commune", "Mường Mùn", parent="D094-63", province="P11-63")
    world.unit("C02-63", "commune", "Nguyên Giáp", parent="P11-63", province="P11-63", valid_to=LAST_DAY_63)
    world.unit("C03-63", "commune", "Hà Kỳ", parent="P11-63", province="P11-63", valid_to=LAST_DAY_63)
    world.unit("C02-34", "commune", "Nguyên Giáp", parent="P11-63", province="P11-63", valid_from=MERGER)
    for old in ("C02-63", "C03-63"):
        world.lineage(old, "C02-34", "enlarged" if old == "C02-63" else "merged")
    return world
