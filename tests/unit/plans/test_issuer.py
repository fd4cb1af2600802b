from datetime import date

import pytest

from pipelines.plans.outline.issuer import city_below, era_of_plan, printed_issuer, resolve_issuer
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


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["SỞ NỘI VỤ TỈNH LÀO CAI", "Số: 12/KH-SNV"], ("Tỉnh Lào Cai", "province")),
        (["SỞ NỘI VỤ", "TỈNH LÀO CAI", "Số: 12/KH-SNV"], ("Tỉnh Lào Cai", "province")),
        (["UBND TỈNH LÀO CAI", "SỞ NỘI VỤ", "Số: 12/KH-SNV"], ("Tỉnh Lào Cai", "province")),
        (["Sở Nội vụ tỉnh đề nghị các xã quan tâm", "Số: 12/KH-SNV"], (None, None)),
    ],
)
def test_a_department_speaks_for_its_province(lines: list[str], expected: tuple[str | None, str | None]) -> None:
    assert printed_issuer(lines, "") == expected


@pytest.mark.parametrize(
    ("name", "place"),
    [
        (["ỦY BAN NHÂN DÂN", "THÀNH PHỐ HỒ CHÍ", "MINH"], "Thành phố Hồ Chí Minh"),
        (["ỦY BAN NHÂN DÂN", "THÀNH PHỐ HỒ CHÍ", "Độc lập - Tự do - Hạnh phúc", "MINH"], "TP. Hồ Chí Minh"),
        (["ỦY BAN NHÂN DÂN TỈNH BÀ RỊA -", "VŨNG TÀU"], "Bà Rịa - Vũng Tàu"),
    ],
)
def test_a_name_torn_over_two_lines_is_whole_where_the_place_says_so(name: list[str], place: str) -> None:
    read, _ = printed_issuer([*name, "Số: 12/KH-UBND", f"{place}, ngày 05 tháng 01 năm 2026"], "")
    assert (read or "").endswith(place.removeprefix("Thành phố ").removeprefix("TP. "))
    # Another place proves nothing: what stands below may be an office of the unit.
    read, _ = printed_issuer([*name, "Số: 12/KH-UBND", "Sốp Cộp, ngày 05 tháng 01 năm 2026"], "")
    assert not (read or "").endswith(name[-1].title())


@pytest.mark.parametrize(
    ("name", "issued_on", "period_from", "expected"),
    [
        ("Thành phố Huế", date(2024, 12, 31), None, "Thành phố Huế, tỉnh Thừa Thiên Huế"),
        ("Thành phố Huế", None, 2023, "Thành phố Huế, tỉnh Thừa Thiên Huế"),
        ("Thành phố Huế", date(2025, 1, 1), 2024, None),
        ("Thành phố Huế", None, None, None),
        ("Thành phố Đà Nẵng", date(2024, 12, 31), None, None),
    ],
)
def test_a_city_that_became_a_province_was_one_below_before(
    name: str, issued_on: date | None, period_from: int | None, expected: str | None
) -> None:
    assert city_below(name, issued_on, period_from) == expected
    if expected:  # no unit of the registry is that city: a person decides
        assert resolve_issuer(UNITS, expected, "district", "63").unit_id is None
