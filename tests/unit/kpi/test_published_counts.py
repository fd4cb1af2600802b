"""Counts published elsewhere come out of our layouts as published: QĐ 766 vectors, PAPI and PCI workbooks.

These inputs are not in the repository; where they are absent the tests say so and are skipped.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.kpi.reader import KpiReading
from pipelines.settings import PROJECT_ROOT
from tests.unit.kpi import forms

SHARED = Path(os.environ.get("CCHC_SHARED") or PROJECT_ROOT.parent / "shared")
VECTORS = SHARED / "vectors" / "qd766.json"
WORKBOOKS = SHARED / "data" / "raw"
PANELS = SHARED / "data" / "papi_pci_panels.csv"
SCOPES = {f"PAPI_D{n}": f"dimension_{n}" for n in range(1, 9)} | {
    f"PCI_S{n:02d}": f"sub_index_{n:02d}" for n in range(1, 11)
}
INDICATORS = {"PAPI_TOTAL": "papi_score", "PCI_TOTAL": "pci_score", "PCI_RANK": "pci_rank"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kpi").mkdir()
    return tmp_path / "kpi"


def vector_set(name: str) -> list[dict[str, Any]]:
    if not VECTORS.is_file():
        pytest.skip(f"{VECTORS} is not here")
    sets = json.loads(VECTORS.read_text(encoding="utf-8"))["sets"]
    return next(s["cases"] for s in sets if s["id"] == name)


def communes(count: int) -> list[str]:
    """Names of communes of the new Phú Thọ that resolve by name and parent, one per case."""
    resolver = forms.units()
    names = [
        unit.name_vi
        for unit in resolver.registry.units.values()
        if unit.province_unit_id == "P25-34"
        and unit.level == "commune"
        and resolver.resolve(unit.name_vi, "commune", "34", "P25-34").unit_id
    ]
    return names[:count]


def read_like(form: forms.Form, body: list[list[forms.Cell]], folder: Path) -> KpiReading:
    form.title = [["ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ"], ["Quý III/2026"]]
    form.body = body
    return forms.read(forms.write_html(form, folder / "export.xls"))


def rates(reading: KpiReading, names: list[str], indicator: str) -> list[float | None]:
    found = forms.values(reading, indicator)
    return [found[str(forms.units().resolve(name, "commune", "34", "P25-34").unit_id)] for name in names]


def test_progress_ratios_are_reproduced_from_3d(folder: Path) -> None:
    cases = vector_set("qd766_progress_q3_2026")
    names = communes(len(cases))
    body: list[list[forms.Cell]] = [
        [str(n), name, str(case["input"]["totalReceived"]), str(case["input"]["totalOnTime"]), "0", "0", "0"]
        for n, (name, case) in enumerate(zip(names, cases, strict=True), start=1)
    ]
    reading = read_like(forms.qd766_3d(), body, folder)
    found = rates(reading, names, "on_time_dossier_rate")
    assert [round(float(value or 0), 2) for value in found] == [case["expected"]["ratio"] for case in cases]
    received = rates(reading, names, "dossiers_received_count")
    assert received == [case["input"]["totalReceived"] for case in cases]


def test_payment_rates_are_reproduced_from_3b(folder: Path) -> None:
    cases = vector_set("qd766_payment_q3_2026")
    names = communes(len(cases))
    body: list[list[forms.Cell]] = [
        [
            str(n),
            "H44",
            name,
            str(case["input"]["totalDossierFinancialObligation"]),
            str(case["input"]["totalDossierOnlinePaymentSuccess"]),
            None,
            None,
        ]
        for n, (name, case) in enumerate(zip(names, cases, strict=True), start=1)
    ]
    found = rates(read_like(forms.qd766_3b(), body, folder), names, "online_payment_transaction_rate")
    expected = [case["expected"]["transaction_rate_percent"] for case in cases]
    assert found == [value if value is None else pytest.approx(value, abs=1e-4) for value in expected]


def test_online_rate_is_reproduced_from_3a(folder: Path) -> None:
    case = vector_set("qd766_online_q3_2026")[0]
    given = case["input"]
    name = communes(1)[0]
    body: list[list[forms.Cell]] = [
        [
            "1",
            "H44",
            name,
            str(given["channelOnlineSum"]),
            str(given["channelDirectSum"]),
            str(given["channelPostalSum"]),
            None,
            None,
            None,
            str(given["onlineOnTimeSum"]),
            str(given["onlineOverdueSum"]),
            None,
            None,
            "0",
            "0",
            "0",
            None,
            None,
        ]
    ]
    reading = read_like(forms.qd766_3a(), body, folder)
    assert rates(reading, [name], "online_dossier_rate") == [
        pytest.approx(case["expected"]["online_dossier_rate_percent"], abs=1e-3)
    ]
    row = reading.observations.filter(indicator_code="online_dossier_rate").to_dicts()[0]
    assert row["denominator"] == given["channelTotalSum"]


def test_satisfaction_without_a_denominator_is_null_not_zero(folder: Path) -> None:
    cases = vector_set("qd766_satisfaction_q3_2026")
    names = communes(len(cases))
    codes = {
        "DOSSIER_RECEIVING_SATISFACTION": "citizen_satisfaction_tthc_rate",
        "PETITION_PROCESSING_ON_TIME": "petition_on_time_rate",
    }
    lines = ["indicator,unit_name,unit_level,parent_name,period,value,source_variant,numerator,denominator"]
    kept = [(name, case) for name, case in zip(names, cases, strict=True) if case["input"]["code"] in codes]
    for name, case in kept:
        given = case["input"]
        lines.append(
            f"{codes[given['code']]},{name},commune,Phú Thọ,2026-Q3,,qd766,{given['numerator']},{given['denominator']}"
        )
    (folder / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    found = forms.read(folder / "a.csv").observations["value"].to_list()
    expected = [case["expected"]["warehouse_ratio"] for _, case in kept]
    assert len(kept) >= 8
    assert found == [value if value is None else pytest.approx(value, abs=1e-3) for value in expected]


def panel(series_start: str, years: tuple[str, ...]) -> list[dict[str, str]]:
    with PANELS.open(encoding="utf-8", newline="") as stream:
        return [r for r in csv.DictReader(stream) if r["indicator"].startswith(series_start) and r["period"] in years]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("workbook", "series", "years", "count"),
    [("PCI_2015.xlsx", "PCI", ("2015",), 756), ("PAPI_2011-2016.xlsx", "PAPI", ("2015", "2016"), 882)],
)
def test_every_figure_of_a_workbook_equals_the_panel(
    workbook: str, series: str, years: tuple[str, ...], count: int, folder: Path
) -> None:
    if not PANELS.is_file():
        pytest.skip(f"{PANELS} is not here")
    shutil.copyfile(WORKBOOKS / workbook, folder / workbook)
    reading = forms.read(folder / workbook)
    found = {
        (r["indicator_code"], r["scope_code"], r["unit_id"], r["period_label"]): r["value"]
        for r in reading.observations.to_dicts()
    }
    rows = panel(series, years)
    assert len(rows) == count
    for row in rows:
        indicator = INDICATORS.get(row["indicator"], f"{series.lower()}_score")
        key = (indicator, SCOPES.get(row["indicator"], "all"), f"P{row['province_code']}-63", row["period"])
        assert found[key] == pytest.approx(float(row["value"]), abs=1e-6), key
    loaded = reading.observations.filter(pl.col("period_label").is_in(years))
    assert loaded.height == count
    assert reading.status == "loaded"
