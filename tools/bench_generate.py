"""Writes a world of generated observations as raw tables: N monthly counts of communes, and plans that promise.

What belongs here: a seeded, vectorised generator in the raw contract; every row's origin is «synthetic». What does not:
anything a real run reads. Shape: 34 provinces, 10,600 communes, 30 indicators, months back from December 2025 until N
observations are reached; each province promises each indicator for its communes by 2025, the nation for provinces.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from pipelines.contracts.raw_models import TABLES, frame, polars_schema
from pipelines.settings import PROJECT_ROOT

AS_OF = date(2025, 12, 31)
PROVINCES, COMMUNES, INDICATORS = 34, 10_600, 30
CATALOGUE = PROJECT_ROOT / "dbt_project" / "seeds" / "indicator_catalogue.csv"
FILE = "kpi/synthetic.csv"


def indicator_codes() -> list[str]:
    """Thirty rates of counts at commune level, from the catalogue."""
    with CATALOGUE.open(encoding="utf-8") as stream:
        rows = [
            r for r in csv.DictReader(stream) if r["aggregation_rule"] == "ratio_of_sums" and "commune" in r["levels"]
        ]
    return sorted(row["code"] for row in rows)[:INDICATORS]


def admin_units() -> pl.DataFrame:
    """The nation, provinces and communes."""
    rows = [_unit("VN", "national", None, None)]
    rows += [_unit(f"P{p:02d}-34", "province", "VN", None) for p in range(PROVINCES)]
    for c in range(COMMUNES):
        province = f"P{c % PROVINCES:02d}-34"
        rows.append(_unit(f"C{c:05d}-34", "commune", province, province))
    return frame("admin_units", rows)


def months_of_observations(wanted: int, codes: list[str], seed: int) -> Iterator[pl.DataFrame]:
    """Month by month, newest first, one row per commune and indicator, until `wanted` rows are made."""
    a_month = COMMUNES * len(codes)
    for back in range(-(-wanted // a_month)):
        yield _observations(_month(back), back * a_month, codes, seed).head(wanted - back * a_month)


def write_observations(out: Path, wanted: int, codes: list[str], seed: int) -> None:
    """One Parquet file, a month at a time: a country's ten years need no more memory than one month."""
    writer = None
    for month in months_of_observations(wanted, codes, seed):
        table = month.to_arrow()
        writer = writer or pq.ParquetWriter(out, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()


def _observations(month: date, first_no: int, codes: list[str], seed: int) -> pl.DataFrame:
    units = pl.DataFrame({"unit_no": list(range(COMMUNES))})
    grid = units.join(pl.DataFrame({"indicator_code": codes}), how="cross").with_columns(period_start=pl.lit(month))
    number = pl.int_range(pl.len()) + first_no
    grid = grid.with_columns(
        denominator=(number.hash(seed) % 900 + 100).cast(pl.Float64),
        share=(number.hash(seed + 1) % 1000) / 1000,
        period_end=pl.col("period_start").dt.month_end(),
    ).with_columns(numerator=(pl.col("denominator") * pl.col("share")).floor())
    text = {
        "source_file": FILE,
        "sha256": "0" * 64,
        "layout": "tidy",
        "sheet": None,
        "column_name": "value",
        "unit_level": "commune",
        "coverage_level": "all",
        "scope_code": "all",
        "source_variant": "published",
        "method_version": None,
        "period_kind": "period",
        "value_as_printed": None,
        "value_bound": None,
        "origin": "synthetic",
        "source_title": "synthetic",
        "source_url": None,
        "note": "dữ liệu mô phỏng / synthetic",
    }
    columns = {
        **{name: pl.lit(value, dtype=pl.String) for name, value in text.items()},
        "observation_id": pl.format("s{}", number.cast(pl.String).str.zfill(15)),
        "row_no": (number + 2).cast(pl.Int64),
        "unit_id": pl.format("C{}-34", pl.col("unit_no").cast(pl.String).str.zfill(5)),
        "period_label": pl.col("period_start").dt.strftime("%Y-%m"),
        "value": 100 * pl.col("numerator") / pl.col("denominator"),
        "value_decimals": pl.lit(None, dtype=pl.Int64),
        "respondents": pl.lit(None, dtype=pl.Int64),
        "is_derived": pl.lit(True),
        "published_at": pl.lit(None, dtype=pl.Date),
        "received_at": pl.lit(None, dtype=pl.Date),
    }
    schema = polars_schema("kpi_observations")
    made = grid.with_columns(**columns)
    return made.select([pl.col(name).cast(dtype) for name, dtype in schema.items()])


def plans_and_targets(codes: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One plan a province (its communes, by 2025) and a national one (provinces, by 2025)."""
    issuers = [("VN", "national", None)] + [(f"P{p:02d}-34", "province", "commune") for p in range(PROVINCES)]
    plans = [_plan(unit, level) for unit, level, _ in issuers]
    mentions = [
        _mention(plan["plan_id"], code, 50 + (place * 7 + number) % 45, target_level)
        for place, (plan, (_, _, target_level)) in enumerate(zip(plans, issuers, strict=True))
        for number, code in enumerate(codes)
    ]
    return frame("plan_documents", plans), frame("plan_mentions", mentions)


def main() -> None:
    """Write every raw table of the generated world."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for the raw tables")
    parser.add_argument("--observations", type=int, default=4_000_000)
    parser.add_argument("--seed", type=int, default=20251231)
    options = parser.parse_args()
    codes = indicator_codes()
    plans, mentions = plans_and_targets(codes)
    made = {
        "run_parameters": frame("run_parameters", [{"as_of": AS_OF, "code_version": "bench"}]),
        "admin_units": admin_units(),
        "plan_documents": plans,
        "plan_mentions": mentions,
    }
    options.out.mkdir(parents=True, exist_ok=True)
    write_observations(options.out / "kpi_observations.parquet", options.observations, codes, options.seed)
    for table in TABLES.keys() - {"kpi_observations"}:
        made.get(table, frame(table, [])).write_parquet(options.out / f"{table}.parquet")


def _month(back: int) -> date:
    months = AS_OF.year * 12 + AS_OF.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _unit(unit_id: str, level: str, parent: str | None, province: str | None) -> dict[str, object]:
    return {
        "unit_id": unit_id,
        "level": level,
        "code": unit_id[1:].split("-", maxsplit=1)[0],
        "geo_eras": "34",
        "name_vi": unit_id,
        "short_name_vi": unit_id,
        "name_en": unit_id,
        "name_ascii": unit_id,
        "type_vi": level,
        "parent_unit_id": parent,
        "province_unit_id": province,
        "valid_from": None,
        "valid_to": None,
        "latitude": None,
        "longitude": None,
        "sort_vi": unit_id,
    }


def _plan(unit: str, level: str) -> dict[str, object]:
    return {
        "plan_id": f"plan-{unit}",
        "source_file": f"plans/{unit}.md",
        "sha256": "0" * 64,
        "document_number": f"1/{unit}",
        "document_key": f"1/{unit}",
        "document_type": "plan",
        "title": "synthetic",
        "issuer_name": unit,
        "issuer_unit_id": unit,
        "level": level,
        "issued_on": date(2024, 12, 1),
        "period_from": 2025,
        "period_to": 2026,
        "signer": None,
        "origin": "synthetic",
        "source_url": None,
        "received_at": None,
    }


def _mention(plan: object, code: str, value: int, level: str | None) -> dict[str, object]:
    target = f"{plan}-{code}"
    return {
        "mention_id": target,
        "plan_id": plan,
        "target_id": target,
        "statement_key": target,
        "source_file": f"plans/{plan}.md",
        "number_start": 0,
        "number_text": f"{value}%",
        "quote": f"{value}% {code}",
        "quote_start": 0,
        "locator": "offset 0",
        "outline_path": "",
        "section_kind": "objective",
        "area": "procedures",
        "year": 2025,
        "year_from": None,
        "level": level,
        "op": ">=",
        "value": float(value),
        "value_high": None,
        "unit": "percent",
        "kind": "level",
        "baseline_year": None,
        "scope": None,
        "scope_code": None,
        "indicator_code": code,
        "indicator_score": 100.0,
        "indicator_phrase": None,
        "candidates": "[]",
        "repeat_of_mention_id": None,
        "parent_target_id": None,
        "relation": None,
        "flags": "",
    }


if __name__ == "__main__":
    main()
