"""Sheets whose rows are periods of one unit (layout qd766_trend): what no calendar holds is said, the rest loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import forms


@pytest.mark.parametrize(
    ("head", "good", "label", "bad"),
    [
        ("Tháng", "05", "2024-05", ("13", "²", "0", "thang")),
        ("Tháng", "12.0", "2024-12", ("-1", "12345")),
        ("Quý", "2", "2024-Q2", ("5", "³", "0")),
    ],
)
def test_a_row_of_a_period_that_is_none_is_said_and_the_others_load(
    tmp_path: Path, head: str, good: str, label: str, bad: tuple[str, ...]
) -> None:
    (tmp_path / "kpi").mkdir()
    path = tmp_path / "kpi" / "a.csv"
    rows = [f"{number},2024,80.5" for number in (good, *bad)] + [
        f"{good},{year},80.5" for year in ("²", "0000", "99999")
    ]
    path.write_text("\n".join([f"{head},Năm,Điểm", *rows]) + "\n", encoding="utf-8")
    reading = forms.read(path, unit_name="Tỉnh Lào Cai", unit_level="province")
    assert reading.observations.select("period_label", "value").rows() == [(label, 80.5)]
    told = [one.locator for one in reading.findings if one.rule == "bad_period"]
    assert told == [f"row {place}, column B" for place in range(3, 3 + len(bad) + 3)]
