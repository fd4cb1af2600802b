"""The language of an answer: asked for, else CCHC_LANG, else LANG; numbers as each language writes them."""

import pytest

from pipelines.language import date_said, language, number, place_meant, place_said


@pytest.mark.parametrize(
    ("chosen", "environ", "lang"),
    [
        ("vi", {"CCHC_LANG": "en", "LANG": "en_US.UTF-8"}, "vi"),
        (None, {"CCHC_LANG": "vi", "LANG": "en_US.UTF-8"}, "vi"),
        (None, {"LANG": "vi_VN.UTF-8"}, "vi"),
        (None, {"CCHC_LANG": "", "LANG": "vi_VN"}, "vi"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {}, "en"),
    ],
)
def test_the_nearest_wish_decides(chosen: str | None, environ: dict[str, str], lang: str) -> None:
    assert language(chosen, environ) == lang


def test_numbers_have_a_decimal_comma_in_vietnamese_and_no_idle_zeros() -> None:
    assert [number(value, "vi") for value in (1234.5, 90.0, -0.001, 7.04)] == ["1.234,5", "90", "0", "7,04"]
    assert number(1234.5, "en") == "1,234.5"


def test_a_day_stands_first_in_vietnamese() -> None:
    assert [date_said("2026-10-31", lang) for lang in ("vi", "en")] == ["31/10/2026", "2026-10-31"]


@pytest.mark.parametrize(
    ("locator", "said"),
    [
        ("sheet KQ row, row 614, column L", "trang tính KQ row, hàng 614, cột L"),
        ("table 1, row 3, cell 2, offset 0", "bảng 1, hàng 3, ô 2, vị trí 0"),
        ("page 2, offset 1367", "trang 2, vị trí 1367"),
        ("row 3; row 5", "hàng 3; hàng 5"),
    ],
)
def test_a_place_is_said_in_vietnamese_and_found_again(locator: str, said: str) -> None:
    assert (place_said(locator, "vi"), place_said(locator, "en"), place_meant(said)) == (said, locator, locator)


@pytest.mark.parametrize(
    ("locator", "said"),
    [
        ("file", "cả tệp"),
        ("document", "cả văn bản"),
        ("file; row 3", "cả tệp; hàng 3"),
        ("sheet file, row 3", "trang tính file, hàng 3"),
        ("sheet document", "trang tính document"),
    ],
)
def test_a_place_that_is_all_of_a_file_is_said_in_vietnamese(locator: str, said: str) -> None:
    assert (place_said(locator, "vi"), place_said(locator, "en")) == (said, locator)
