"""`cchc why` finds the row that is meant, or says which of target, unit and year fits none."""

from typing import Any

import click
import pytest

from pipelines.cli.tell_why import choose, who_measures


def row(target: str, unit_id: str, name: str, short: str, year: int = 2025, basis: str = "national") -> dict[str, Any]:
    return {
        "target_id": target,
        "unit_id": unit_id,
        "unit_name_vi": name,
        "short_name_vi": short,
        "year": year,
        "basis": basis,
        "quote": "ít nhất\n95%",
    }


ROWS = [
    row("abcd1111", "VN", "Việt Nam", "Việt Nam", basis="own"),
    row("abcd1111", "P11-63", "Tỉnh Điện Biên", "Điện Biên"),
    row("abcd1111", "D100-63", "Huyện Điện Biên", "Điện Biên"),
    row("abcd1111", "P01-63", "Thành phố Hà Nội", "Hà Nội"),
    row("abcd1111", "P01-63", "Thành phố Hà Nội", "Hà Nội", 2024),
]


def message(*asked: Any, rows: list[dict[str, Any]] = ROWS) -> str:
    with pytest.raises(click.ClickException) as raised:
        choose(rows, *asked)
    return raised.value.message


@pytest.mark.parametrize(
    "unit", ["P01-63", "P01", "Thành phố Hà Nội", "thành phố hà nội", "Hà Nội", "ha noi", "TP. Hà Nội"]
)
def test_a_unit_is_found_by_id_and_by_name_with_or_without_type_and_marks(unit: str) -> None:
    assert choose(ROWS, "abcd", unit, None)["unit_id"] == "P01-63"


def test_the_full_name_wins_over_a_shared_short_one() -> None:
    assert choose(ROWS, "abcd1111", "Huyện Điện Biên", None)["unit_id"] == "D100-63"


def test_a_short_name_of_two_units_is_asked_back() -> None:
    said = message("abcd1111", "Điện Biên", None)
    assert all(text in said for text in ("names several units", "P11-63", "D100-63"))


def test_without_a_unit_the_one_that_promised_answers() -> None:
    assert choose(ROWS, "abcd1111", None, None)["unit_id"] == "VN"


def test_what_fits_none_is_said_for_target_unit_and_year_apart() -> None:
    assert "no published target 'ffff'" in message("ffff", None, None, rows=[])
    said = message("abcd1111", "Cà Mau", None)
    assert "not assessed for a unit 'Cà Mau'" in said
    assert "P01-63  Thành phố Hà Nội" in said
    assert message("abcd1111", "Hà Nội", 1990) == "the target has no row of 1990; it has 2024 to 2025"


def test_a_beginning_of_several_targets_lists_them_in_lines_of_their_own_and_says_how_many_more() -> None:
    rows = [row(f"abcd{n:04}", "P01-63", "Thành phố Hà Nội", "Hà Nội", basis="own") for n in range(30)]
    lines = message("abcd", None, None, rows=rows).splitlines()
    assert len(lines) == 14
    assert lines[1] == "  abcd0000  P01-63  Thành phố Hà Nội  «ít nhất 95%»"
    assert lines[-1] == "  … and 18 more"


def test_where_no_figure_stands_the_carriers_that_could_measure_are_named() -> None:
    asked = {"indicator_code": "petition_on_time_rate", "actual_figure": None}
    assert "QĐ 766" in who_measures(asked, "vi")[0][1]
    ((_, nobody),) = who_measures({**asked, "indicator_code": "e_work_dossier_rate"}, "vi")
    assert nobody.startswith("không biểu mẫu")
    assert who_measures({**asked, "actual_figure": "98"}, "vi") == []
    assert who_measures({**asked, "indicator_code": None}, "en") == []
