from datetime import date

import pytest

from pipelines.plans.outline.issuer import era_of_plan, resolve_issuer
from pipelines.reference.units import UnitResolver

UNITS = UnitResolver.load()


@pytest.mark.parametrize(
    ("name", "level", "era", "expected"),
    [
        ("Ủy ban nhân dân xã Nguyên Giáp, huyện Tứ Kỳ, tỉnh Hải Dương", "commune", "63", "C11146-63"),
        ("UBND xã Nguyên Giáp", "commune", "34", "C11146-34"),
        ("Ủy ban nhân dân tỉnh Điện Biên", "province", "63", "P11-63"),
        ("UBND huyện Điện Biên - tỉnh Điện Biên", "district", "63", "D100-63"),
        ("Tỉnh Lào Cai", "province", "63", "P10-63"),
        ("Tỉnh Lào Cai", "province", "34", "P15-34"),
        ("Chính phủ", "national", None, "VN"),
        ("Bộ Nội vụ", "national", None, "VN"),
    ],
)
def test_the_issuer_is_the_unit_its_name_level_and_date_mean(name: str, level: str, era: str, expected: str) -> None:
    assert resolve_issuer(UNITS, name, level, era).unit_id == expected


def test_a_name_that_several_units_bear_stays_open() -> None:
    answer = resolve_issuer(UNITS, "UBND xã Tân Lập", "commune", "63")
    assert answer.unit_id is None
    assert len(answer.candidates) > 1


@pytest.mark.parametrize(
    ("issued_on", "period_from", "era"),
    [
        (date(2025, 6, 30), 2026, "63"),
        (date(2025, 7, 1), 2021, "34"),
        (None, 2021, "63"),
        (None, 2026, "34"),
        (None, None, None),
    ],
)
def test_the_era_follows_the_date_then_the_first_year(issued_on: date, period_from: int, era: str) -> None:
    assert era_of_plan(issued_on, period_from) == era
