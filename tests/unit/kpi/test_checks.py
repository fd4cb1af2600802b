"""Checks between periods: each has data that makes it fail, and the shipped figures pass but for real jumps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from pipelines.kpi.figures.between_periods import check_series
from pipelines.reference.indicators import IndicatorCatalogue
from tests.unit.kpi import forms

CATALOGUE = IndicatorCatalogue.load()
HEADER = "indicator,unit_name,unit_level,period,value"


def findings_of(tmp_path: Path, *rows: str) -> list[tuple[str, str]]:
    (tmp_path / "kpi").mkdir(exist_ok=True)
    path = tmp_path / "kpi" / "a.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return [(f.rule, f.locator) for f in check_series(forms.read(path).observations, CATALOGUE, {})]


def test_a_slipped_decimal_mark_is_a_jump(tmp_path: Path) -> None:
    rows = [
        "dossiers_resolved_count,Điện Biên,province,2024-01,1234",
        "dossiers_resolved_count,Điện Biên,province,2024-02,123400",
    ]
    assert findings_of(tmp_path, *rows) == [("magnitude_jump", "row 3, column E")]


def test_a_share_that_falls_by_ninety_points_is_a_jump(tmp_path: Path) -> None:
    rows = ["online_dossier_rate,Điện Biên,province,2023,98.5", "online_dossier_rate,Điện Biên,province,2024,0.98"]
    assert findings_of(tmp_path, *rows) == [("magnitude_jump", "row 3, column E")]


def test_ordinary_growth_is_no_jump(tmp_path: Path) -> None:
    rows = ["online_dossier_rate,Điện Biên,province,2023,20", "online_dossier_rate,Điện Biên,province,2024,60"]
    assert findings_of(tmp_path, *rows) == []


def test_a_month_is_not_compared_with_a_year(tmp_path: Path) -> None:
    rows = [
        "dossiers_resolved_count,Điện Biên,province,2023,900000",
        "dossiers_resolved_count,Điện Biên,province,2024-01,5000",
    ]
    assert findings_of(tmp_path, *rows) == []


def test_totals_of_two_methods_are_not_compared(tmp_path: Path) -> None:
    rows = ["papi_score,Điện Biên,province,2017,5", "papi_score,Điện Biên,province,2018,45"]
    assert findings_of(tmp_path, *rows) == []


def export(tmp_path: Path, month: int, units: list[str]) -> pl.DataFrame:
    (tmp_path / "kpi").mkdir(exist_ok=True)
    form = forms.qd766_3d()
    form.title = [["Tỉnh Thanh Hóa"], [f"Tháng {month}/2024"]]
    form.body = [[str(n), name, "100", "90", "1", "2", "3"] for n, name in enumerate(units, start=1)]
    return forms.read(forms.write_xlsx(form, tmp_path / "kpi" / f"{month}.xlsx")).observations


def test_an_export_with_fewer_units_than_before_is_named(tmp_path: Path) -> None:
    units = [
        "Huyện Yên Định",
        "Thị xã Nghi Sơn",
        "Huyện Nông Cống",
        "Huyện Thọ Xuân",
        "Huyện Hà Trung",
        "Huyện Nga Sơn",
    ]
    months = [export(tmp_path, 1, units), export(tmp_path, 2, units), export(tmp_path, 3, units[:3])]
    found = check_series(pl.concat(months), CATALOGUE, {})
    assert {(f.rule, f.file) for f in found} == {("coverage_shrank", "kpi/3.xlsx")}
    assert "3 units after 6" in found[0].found


def test_units_that_ended_are_not_missed(tmp_path: Path) -> None:
    units = [
        "Huyện Yên Định",
        "Thị xã Nghi Sơn",
        "Huyện Nông Cống",
        "Huyện Thọ Xuân",
        "Huyện Hà Trung",
        "Huyện Nga Sơn",
    ]
    two = pl.concat([export(tmp_path, 1, units), export(tmp_path, 2, units[:3])])
    gone = two.filter(pl.col("source_file") == "kpi/1.xlsx")["unit_id"].unique().sort()
    still = set(two.filter(pl.col("source_file") == "kpi/2.xlsx")["unit_id"])
    ends = {unit: date(2024, 1, 31) for unit in gone if unit not in still}
    assert {f.rule for f in check_series(two, CATALOGUE, {})} == {"coverage_shrank"}
    assert check_series(two, CATALOGUE, ends) == []
    assert check_series(two, CATALOGUE, dict.fromkeys(ends, date(2024, 2, 29))) != []
