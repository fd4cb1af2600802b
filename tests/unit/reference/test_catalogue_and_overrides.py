# ruff: noqa: E501 - a case a line
"""The indicator catalogue holds together; a world's own corrections are read row by row."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from pipelines.contracts.raw_models import AREAS, frame, validate
from pipelines.reference.indicators import SEEDS, IndicatorCatalogue
from pipelines.reference.overrides import CONTRACT_TABLES, FILES, read_overrides
from pipelines.reference.units import UnitResolver
from pipelines.settings import PROJECT_ROOT

CATALOGUE = IndicatorCatalogue.load()


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def overrides_of(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "raw" / "reference"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path / "raw"


def test_every_code_of_the_given_catalogue_is_kept_with_its_meaning() -> None:
    given = Path(os.environ.get("CCHC_SHARED") or PROJECT_ROOT.parent / "shared") / "domain" / "indicator_catalogue.csv"
    if not given.is_file():
        pytest.skip(f"{given} is not here")
    with given.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    ours = {row["code"]: row for row in seed("indicator_catalogue")}
    assert len(rows) == 85
    for row in rows:
        assert {key: ours[row["code"]][key] for key in row} == row


def test_indices_ranks_and_scores_are_not_split_by_level() -> None:
    for indicator in CATALOGUE.indicators.values():
        whole = indicator.measure_type in ("index", "rank", "survey_index", "derived_share")
        assert indicator.level_split is not whole, indicator.code


def test_the_level_an_indicator_is_named_after_is_its_only_one_and_stands_in_its_name() -> None:
    said = {"province": "cấp tỉnh", "district": "huyện", "commune": "cấp xã"}
    named = [row for row in seed("indicator_catalogue") if row["own_level"]]
    assert {row["own_level"] for row in named} == set(said)
    for row in named:
        assert row["levels"] == row["own_level"], row["code"]
        assert said[row["own_level"]] in row["name_vi"], row["code"]


def test_every_indicator_has_an_area_a_lag_a_direction_and_a_variant() -> None:
    for indicator in CATALOGUE.indicators.values():
        assert indicator.area in AREAS
        assert indicator.publication_lag_days > 0
        assert indicator.direction in ("higher_is_better", "lower_is_better")
        assert indicator.source_variants


def test_aliases_scopes_and_methods_point_to_the_catalogue() -> None:
    for row in seed("indicator_alias"):
        assert row["scope_code"] in CATALOGUE.indicators[row["indicator_code"]].scopes
    for row in [*seed("indicator_scope"), *seed("indicator_method")]:
        assert row["indicator_code"] in CATALOGUE.indicators


def test_a_name_is_looked_up_exactly() -> None:
    found = CATALOGUE.resolve("tỷ lệ hồ sơ trực tuyến toàn trình")
    assert found is not None and found.code == "full_online_dossier_rate"
    assert CATALOGUE.resolve("hồ sơ toàn trình gì đó") is None


def test_a_scope_has_its_own_highest_value() -> None:
    score = CATALOGUE.indicators["service_quality_766_score"]
    assert (score.bounds("all"), score.bounds("transparency")) == ((0, 100), (0, 18))


def test_a_world_without_corrections_has_empty_tables_of_them(tmp_path: Path) -> None:
    read = read_overrides(tmp_path)
    assert not read.findings
    for name in CONTRACT_TABLES:
        assert read.tables[name] == []
        validate(name, frame(name, read.tables[name]))


def test_good_rows_load_and_bad_rows_are_findings(tmp_path: Path) -> None:
    text = (
        "document_number,statement_key,field,value,decided_on\n"
        "1/KH,k1,value,80,2025-01-01\n2/KH,,value,80,\n3/KH,k3,value,80,hôm qua\n1/KH,k1,value,90,\n"
    )
    read = read_overrides(overrides_of(tmp_path, target_decisions=text))
    assert [row["document_number"] for row in read.tables["target_decisions"]] == ["1/KH"]
    assert [(f.rule, f.locator) for f in read.findings] == [
        ("missing_value", "row 3"),
        ("bad_date", "row 4"),
        ("repeated_key", "row 5"),
    ]
    assert read.rows_by_file == {"reference/target_decisions.csv": 1}


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("indicator_bridges", "from_indicator,to_indicator,relation\na,b,similar\n", "value_not_allowed"),
        ("indicator_bridges", "from_indicator,to_indicator\na,b\n", "missing_column"),
        ("aliases", "kind,alias,code\nunit,X,79\n", "value_not_allowed"),
        ("something_else", "a,b\n1,2\n", "unknown_reference_file"),
        (
            "adopted_targets",
            "document_number,predecessor_unit_id,successor_unit_id,who\nx,P10-63,P15-34,y\n",
            "unknown_column",
        ),
        (
            "unit_changes",
            "effective_on,predecessor_unit_id,successor_unit_id,change_type,share,level,code,name_vi,short_name_vi,"
            "type_vi,parent_unit_id\n2026-04-30,P99-34,P99-2026,unchanged,full,province,99,X,X,Tỉnh,VN\n",
            "unknown_unit",
        ),
        ("aliases", "kind,alias,code,level\nunit,Hà Nội,99,province\n", "unknown_unit"),
        ("aliases", "kind,alias,code,level\nunit,Hà Nội,P01-63,district\n", "unknown_unit"),
        ("aliases", "kind,alias,code,level,geo_era\nunit,Hà Nội,P02-63,province,34\n", "unknown_unit"),
        ("aliases", "kind,alias,code\nindicator,Hồ sơ mạng,online_dosier_rate\n", "unknown_indicator"),
        ("aliases", "kind,alias,code,scope_code\nindicator,Hồ sơ,online_dossier_rate,moon\n", "unknown_scope"),
        ("indicator_bridges", "from_indicator,to_indicator,relation\nsipas_index,no_such,exact\n", "unknown_indicator"),
        (
            "adopted_targets",
            "document_number,predecessor_unit_id,successor_unit_id\n1/KH,P10-63,P99-34\n",
            "unknown_unit",
        ),
        ("target_decisions", 'document_number,statement_key,field\n1/KH,"k1,value\n2/KH,k2,value\n', "file_unreadable"),
    ],
)
def test_a_bad_override_is_a_finding(name: str, text: str, rule: str, tmp_path: Path) -> None:
    read = read_overrides(overrides_of(tmp_path, **{name: text}))
    assert rule in {finding.rule for finding in read.findings}


CHANGES = (
    "effective_on,predecessor_unit_id,successor_unit_id,change_type,share,level,code,name_vi,short_name_vi,type_vi,"
    "parent_unit_id,province_unit_id\n"
)
AS_PROVINCE = "unchanged,full,province,75,Tỉnh X,X,Tỉnh"


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (f"0001-01-01,P75-34,P75-a,{AS_PROVINCE},VN,\n", ["bad_date"]),
        (f"2026-04-30,P15-63,P15-a,{AS_PROVINCE},VN,\n", ["impossible_change"]),  # it ended on 30 June 2025
        (f"2024-04-30,P75-34,P75-a,{AS_PROVINCE},VN,\n", ["impossible_change"]),  # it began on 1 July 2025
        (f"2026-04-30,P75-34,P75-a,{AS_PROVINCE},P75-a,\n", ["impossible_change"]),  # its own parent
        ("2026-04-30,P75-34,P75-a,unchanged,full,national,75,Tỉnh X,X,Tỉnh,VN,\n", ["impossible_change"]),
        # one after the other
        (f"2027-01-01,P75-a,P75-b,{AS_PROVINCE},VN,\n2026-04-30,P75-34,P75-a,{AS_PROVINCE},VN,\n", []),
        # the second builds on a unit that begins after it; the third on the second
        (
            f"2027-01-01,P75-34,P75-a,{AS_PROVINCE},VN,\n2026-04-30,P75-a,P75-b,{AS_PROVINCE},VN,\n"
            f"2028-04-30,P75-b,P75-c,{AS_PROVINCE},VN,\n",
            ["unknown_unit", "unknown_unit"],
        ),
        # two that name each other as parents
        (
            f"2026-04-30,P75-34,P75-a,{AS_PROVINCE},P79-a,\n2026-04-30,P79-34,P79-a,{AS_PROVINCE},P75-a,\n",
            ["impossible_change", "impossible_change"],
        ),
    ],
)
def test_a_change_of_units_that_can_not_have_been_is_a_finding(rows: str, faults: list[str], tmp_path: Path) -> None:
    raw = overrides_of(tmp_path, unit_changes=CHANGES + rows)
    read = read_overrides(raw)
    assert [finding.rule for finding in read.findings] == faults
    assert len(read.unit_changes) == rows.count("\n") - len(faults)
    assert UnitResolver.of(read.unit_changes, read.unit_aliases).admin_unit_rows()


def test_aliases_and_changes_of_a_world_reach_the_resolver_and_the_catalogue(tmp_path: Path) -> None:
    raw = overrides_of(
        tmp_path,
        aliases="kind,alias,code,level,geo_era\nunit,Xứ Thanh,38,province,\nindicator,Hồ sơ mạng,online_dossier_rate,,\n",
        unit_changes=(
            "effective_on,predecessor_unit_id,successor_unit_id,change_type,share,level,code,name_vi,short_name_vi,"
            "type_vi,parent_unit_id,province_unit_id\n"
            "2026-04-30,P75-34,P75-2026,unchanged,full,province,75,Thành phố Đồng Nai,Đồng Nai,Thành phố,VN,P75-2026\n"
        ),
    )
    overrides = read_overrides(raw)
    units = UnitResolver.of(overrides.unit_changes, overrides.unit_aliases)
    assert units.resolve("Xứ Thanh", "province", "63").unit_id == "P38-63"
    assert units.resolve("Thành phố Đồng Nai", "province", "34").unit_id == "P75-2026"
    found = IndicatorCatalogue.of(overrides.indicator_aliases).resolve("hồ sơ mạng")
    assert found is not None and found.code == "online_dossier_rate"


def test_the_page_of_corrections_names_every_file_and_column() -> None:
    page = (PROJECT_ROOT / "data" / "raw" / "reference" / "README.md").read_text(encoding="utf-8")
    rows = {spec.name: next(line for line in page.splitlines() if f"`{spec.name}.csv`" in line) for spec in FILES}
    assert [(s.name, c.name) for s in FILES for c in s.columns if f"`{c.name}`" not in rows[s.name]] == []
