"""A small build for tests of what is made from marts: every mart with its columns, a few rows given by the test."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.yaml_files import read_yaml

ROOT = Path(__file__).resolve().parents[3]
TYPES = {
    "varchar": pl.String,
    "double": pl.Float64,
    "integer": pl.Int32,
    "date": pl.Date,
    "boolean": pl.Boolean,
    "bigint": pl.Int64,
}
HOSTILE = "</script><script>alert('1')</script><img src=x onerror=alert(2)> tối thiểu 90%"
TERMS = [
    *[
        ("status", code, None, vi, en)
        for code, vi, en in (
            ("met", "đạt", "met"),
            ("on_track", "đúng tiến độ", "on track"),
            ("behind", "chậm", "behind"),
            ("missed", "không đạt", "missed"),
            ("no_data", "không có số liệu", "no data"),
            ("not_assessable", "không đánh giá được", "not assessable"),
        )
    ],
    ("reason", "never_reported", "no_data", "chưa có số liệu", "never reported"),
    ("reason", "no_due_year", "not_assessable", "không có năm", "no due year"),
    ("mended_by", "no_due_year", "reader", "đọc lại", "read again"),
    ("mender", "reader", None, "bộ đọc", "the reader"),
    ("area", "apparatus", None, "Tổ chức bộ máy", "Apparatus"),
]
UNITS = [
    {
        "unit_id": "VN",
        "unit_level": "national",
        "name_vi": "Việt Nam",
        "name_en": "Viet Nam",
        "geo_eras": "63|34",
        "sort_vi": "00",
    },
    {
        "unit_id": "P38-63",
        "unit_level": "province",
        "unit_official_code": "38",
        "name_vi": "Tỉnh Dừa",
        "name_en": "Dua",
        "geo_eras": "63|34",
        "sort_vi": "45",
    },
    {
        "unit_id": "P11-63",
        "unit_level": "province",
        "unit_official_code": "11",
        "name_vi": "Tỉnh Điện Biên",
        "name_en": "Dien Bien",
        "geo_eras": "63|34",
        "sort_vi": "46",
    },
    {
        "unit_id": "P02-63",
        "unit_level": "province",
        "unit_official_code": "02",
        "name_vi": "Tỉnh Hà Giang",
        "name_en": "Ha Giang",
        "geo_eras": "63",
        "sort_vi": "51",
        "valid_to": date(2025, 6, 30),
    },
]
INDICATOR = {
    "indicator_code": "sipas_index",
    "name_vi": "Chỉ số hài lòng (SIPAS)",
    "name_en": "SIPAS index",
    "area_code": "apparatus",
    "area_name_vi": "Tổ chức bộ máy",
    "area_name_en": "Apparatus",
    "measure_unit": "percent",
    "measure_unit_vi": "phần trăm",
    "measure_unit_en": "percent",
    "direction": 1,
    "sort_vi": "03sipas_index",
}
PLAN = {
    "plan_id": "plan1",
    "document_number": "12/KH-UBND",
    "title": "Kế hoạch <b>đậm</b>",
    "unit_id": "P11-63",
    "unit_name_vi": "Tỉnh Điện Biên",
    "source_file": "plans/a.md",
    "source_url": "https://example.vn/ke-hoach",
    "n_targets": 3,
    "is_superseded": False,
    "is_synthetic": False,
    "sort_vi": "46",
    "issuer_name": "UBND tỉnh",
}


def promise(target_id: str, **differs: Any) -> dict[str, Any]:
    """A row of mart_gap_latest: a missed promise of Điện Biên unless told otherwise."""
    given = {
        "target_id": target_id,
        "stated_target_id": target_id,
        "unit_id": "P11-63",
        "unit_name_vi": "Tỉnh Điện Biên",
        "unit_name_en": "Dien Bien",
        "plan_id": "plan1",
        "document_number": "12/KH-UBND",
        "basis": "own",
        "year": 2024,
        "indicator_code": "sipas_index",
        "indicator_name_vi": "Chỉ số hài lòng (SIPAS)",
        "is_counted": True,
        "indicator_name_en": "SIPAS index",
        "scope_code": "all",
        "coverage_level": "all",
        "target_kind": "level",
        "op": ">=",
        "target_value": 90.0,
        "measure_unit": "percent",
        "direction": 1,
        "due_year": 2024,
        "due_t": 2024.0,
        "actual": 82.96,
        "actual_year": 2024,
        "actual_t": 2024.0,
        "gap": -7.04,
        "remaining": 7.04,
        "status": "missed",
        "base": 80.0,
        "base_t": 2022.0,
        "path": "linear",
        "area_code": "apparatus",
        "is_superseded": False,
        "quote": "ít nhất 90%",
        "target_source_file": "plans/a.md",
        "target_locator": "offset 1",
        "is_generated": False,
        "actual_source_file": "kpi/a.csv",
        "actual_locator": "row 2",
        "actual_source_url": "https://example.vn/so",
        "actual_note": "bài in số của cả vùng",
        "sort_vi": "46",
        "flags": "",
        "figure_role": "decides",
    }
    return given | differs


def figure(unit_id: str, year: int, value: float, **differs: Any) -> dict[str, Any]:
    """A row of mart_indicator_year with a figure."""
    names = {unit["unit_id"]: unit for unit in UNITS}
    given = {
        "unit_id": unit_id,
        "coverage_level": "all",
        "indicator_code": "sipas_index",
        "year": year,
        "actual": value,
        "unit_name_vi": names[unit_id]["name_vi"],
        "unit_level": names[unit_id]["unit_level"],
        "sort_vi": names[unit_id]["sort_vi"],
        "actual_period_end": date(year, 12, 31),
        "actual_is_final": True,
        "observation_id": f"o-{unit_id}-{year}",
    }
    return given | differs


PROMISES = [
    promise("t1", quote=HOSTILE, actual_source_url="javascript:alert(3)", actual_source_title="<i>nguồn</i>"),
    promise("t2", status="no_data", reason="never_reported", actual=None, actual_year=None, gap=None, remaining=None),
    promise("t3", status="not_assessable", reason="no_due_year", due_year=None, due_t=None, actual=None, gap=None),
    promise(
        "t4",
        unit_id="VN",
        unit_name_vi="Việt Nam",
        unit_name_en="Viet Nam",
        status="met",
        gap=2.0,
        remaining=0.0,
        actual=92.0,
        sort_vi="00",
    ),
]
FIGURES = [
    figure("P11-63", 2024, 82.96),
    figure("P11-63", 2023, 80.1),
    figure("P38-63", 2024, 82.96),
    figure("P02-63", 2023, 91.5),
    figure("VN", 2024, 85.0),
]


@cache
def _dictionary() -> dict[str, Any]:
    return read_yaml(ROOT / "dbt_project/dictionary.yml", dict[str, Any])


@cache
def schema(mart: str) -> dict[str, Any]:
    """The columns of a mart with their types, from the dictionary."""
    words = _dictionary()
    meanings = words["models"][mart].get("meanings", {})
    named = {name: meanings.get(name) or words["columns"][name] for name in words["models"][mart]["columns"]}
    return {name: TYPES[entry["type"]] for name, entry in named.items()}


@cache
def mart_names() -> tuple[str, ...]:
    """Every mart of the dictionary."""
    return tuple(_dictionary()["models"])


def small_build(folder: Path, **given: list[dict[str, Any]]) -> Path:
    """Write a build with the rows given by mart; the rest is as above, or empty."""
    rows: dict[str, list[dict[str, Any]]] = {
        "mart_gap_latest": PROMISES,
        "mart_gap_to_target": [row for row in PROMISES if row["actual"] is not None],
        "mart_indicator_year": FIGURES,
        "dim_plan": [PLAN],
        "dim_admin_unit": UNITS,
        "dim_indicator": [INDICATOR],
        "dim_term": [
            dict(zip(("term_list", "term_code", "belongs_to", "name_vi", "name_en"), term, strict=True))
            | {"sort_no": number}
            for number, term in enumerate(TERMS)
        ],
        "fct_target": [_stated(row) for row in PROMISES],
    }
    (folder / "parquet").mkdir(parents=True)
    for mart in mart_names():
        columns = schema(mart)
        kept = [{name: row.get(name) for name in columns} for row in (rows | given).get(mart, [])]
        pl.DataFrame(kept, schema=columns, orient="row").write_parquet(folder / "parquet" / f"{mart}.parquet")
    (folder / "manifest.json").write_text(json.dumps({"build_id": "20251231-x", "as_of": "2025-12-31"}), "utf-8")
    return folder


def _stated(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "value": row["target_value"],
        "source_file": "plans/a.md",
        "locator": "offset 1",
        "outline_path": "II",
    }
