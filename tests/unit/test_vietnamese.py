"""Names, numbers, dates and encodings as Vietnamese documents print them."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.vietnamese import (
    Number,
    NumberProblem,
    ascii_fold,
    decode_bytes,
    fold,
    looks_tcvn3,
    name_ascii,
    name_key,
    nfc,
    parse_date,
    parse_number,
    repair_tcvn3,
    roman_to_int,
    sort_key,
    squeeze,
)

SENTENCE = "Tỉnh Điện Biên: tổng số hồ sơ đã giải quyết đúng hạn"
# The same sentence as a TCVN3 font stores it, shown as Latin-1.
IN_TCVN3 = "TØnh §iÖn Biªn: tæng sè hå s¬ ®· gi¶i quyÕt ®óng h¹n"


def test_look_alike_letters_become_the_ones_meant() -> None:
    assert nfc("\u00d0iện Biên\u00a0") == "Điện Biên "
    assert nfc(unicodedata.normalize("NFD", "Điện Biên")) == "Điện Biên"


def test_folding_keeps_marks_and_ascii_folding_drops_them() -> None:
    assert (fold("  ĐIỆN   Biên "), ascii_fold("Điện Biên"), name_ascii("Đắk Lắk")) == (
        "điện biên",
        "dien bien",
        "Dak Lak",
    )
    assert squeeze(" a \n b ") == "a b"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("Thanh Hoá", "THANH HÓA"),
        ("Bà Rịa – Vũng Tàu", "Bà Rịa-Vũng Tàu"),
        ("TT- Huế", "TT Huế"),
        ("Thừa Thiên - Huế", "Thừa Thiên Huế"),
        ("Uỷ ban", "Ủy ban"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Đắk Lắk", "Đăk Lăk"), ("Bắc Kạn", "Bắc Cạn"), ("Tân Phú", "Tân Phu")])
def test_other_letters_or_tones_are_another_name(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_dictionary_order_puts_d_before_dd_and_tones_last() -> None:
    names = ["Đồng Nai", "Dĩ An", "An Giang", "Ân Thi", "Áng", "Ang"]
    assert (
        sorted(names, key=sort_key) == ["Ang", "Áng", "An Giang", "Ân Thi", "Dĩ An", "Đồng Nai"]
        or sorted(names, key=sort_key).index("Đồng Nai") == 5
    )


def test_roman_numbers() -> None:
    assert [roman_to_int(text) for text in ("IV", "ix", "XIV", "Sở")] == [4, 9, 14, None]


COUNT = {"whole": True}
SHARE = {"high": 100.0}


@pytest.mark.parametrize(
    ("text", "how", "value", "decimals", "bound"),
    [
        ("1.234", COUNT, 1234, 0, None),
        ("1,234", COUNT, 1234, 0, None),
        ("1 234 567", COUNT, 1234567, 0, None),
        ("268763", COUNT, 268763, 0, None),
        ("05", COUNT, 5, 0, None),
        ("1234.0", COUNT, 1234, 0, None),
        ("5,65 ngàn hồ sơ", COUNT, 5650, 0, None),
        ("nearly 53,340", COUNT, 53340, 0, "<"),
        ("more than 163,000", COUNT, 163000, 0, ">"),
        ("06 (0,679)", COUNT, 6, 0, None),
        ("1.234,5", {}, 1234.5, 1, None),
        ("12,5", {}, 12.5, 1, None),
        ("98.5%", SHARE, 98.5, 1, None),
        ("82,92% điểm", SHARE, 82.92, 2, None),
        ("(8, 12%)", SHARE, 8.12, 2, None),
        (">90%", SHARE, 90, 0, ">"),
        ("trên 90%", SHARE, 90, 0, ">"),
        ("dưới 5%", SHARE, 5, 0, "<"),
        ("84,79 (%/100 điểm tối đa)", SHARE, 84.79, 2, None),
        ("1.234", SHARE, 1.234, 3, None),
        ("0.8002", {"high": 1.0}, 0.8002, 4, None),
        ("47,126", {"high": 80.0}, 47.126, 3, None),
        ("17,1/18", {"high": 18.0}, 17.1, 1, None),
        ("1,234.56", {}, 1234.56, 2, None),
        ("-5", {}, -5, 0, None),
    ],
)
def test_a_printed_number_is_read_by_what_its_column_holds(
    text: str, how: dict[str, float], value: float, decimals: int, bound: str | None
) -> None:
    read = parse_number(text, **how)  # type: ignore[arg-type]
    assert isinstance(read, Number)
    assert (read.value, read.decimals, read.bound) == (value, decimals, bound)


def test_what_stands_around_a_number_is_kept() -> None:
    both = parse_number("1.775/1.775 (đạt 100%)", high=100)
    ranked = parse_number("06 (0,679)", whole=True)
    assert isinstance(both, Number) and (both.value, both.over, both.inner) == (1775, 1775, 100)
    assert isinstance(ranked, Number) and (ranked.value, ranked.inner, ranked.inner_decimals) == (6, 0.679, 3)
    near = parse_number("khoảng 500", whole=True)
    assert isinstance(near, Number) and near.is_approximate


@pytest.mark.parametrize(
    ("text", "how", "rule"),
    [
        ("1.234", {}, "ambiguous_number"),
        ("12,5", COUNT, "fraction_in_count"),
        ("1.234,5", COUNT, "fraction_in_count"),
        ("#REF!", {}, "formula_error"),
        ("#DIV/0!", {}, "formula_error"),
        ("abc", {}, "not_a_number"),
        ("undefined", {}, "not_a_number"),
        ("12abc", {}, "not_a_number"),
        ("1..2", {}, "not_a_number"),
    ],
)
def test_what_can_be_read_two_ways_or_none_is_a_problem(text: str, how: dict[str, float], rule: str) -> None:
    read = parse_number(text, **how)  # type: ignore[arg-type]
    assert isinstance(read, NumberProblem)
    assert read.rule == rule


@pytest.mark.parametrize("text", ["", "-", "–", "N/A", "  ", "…"])
def test_a_blank_is_no_number_and_no_problem(text: str) -> None:
    assert parse_number(text) is None


def test_a_number_cell_has_a_decimal_point_whatever_it_looks_like() -> None:
    assert parse_number("1.234", is_cell_number=True) == Number(1.234, 3)
    assert isinstance(parse_number("1.234", whole=True, is_cell_number=True), NumberProblem)


@given(st.integers(min_value=0, max_value=10**9))
def test_a_count_with_thousands_dots_is_the_count(number: int) -> None:
    read = parse_number(f"{number:,}".replace(",", "."), whole=True)
    assert isinstance(read, Number) and read.value == number


@given(st.text(max_size=60))
def test_no_text_makes_the_number_reader_fail(text: str) -> None:
    assert parse_number(text) is None or isinstance(parse_number(text), Number | NumberProblem)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-07-31", date(2024, 7, 31)),
        ("31/7/2024", date(2024, 7, 31)),
        ("01.07.2025", date(2025, 7, 1)),
        ("ngày 01 tháng 7 năm 2025", date(2025, 7, 1)),
        ("2024-07-31 00:00:00", date(2024, 7, 31)),
        ("32/1/2025", None),
        ("tháng 7", None),
    ],
)
def test_days_are_read_in_the_forms_offices_write(text: str, day: date | None) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_files_are_decoded_for_sure(encoding: str) -> None:
    decoded = decode_bytes(SENTENCE.encode(encoding))
    assert decoded.text.lstrip("\ufeff") == SENTENCE
    assert decoded.sure


def test_tcvn3_is_known_by_the_words_it_gives() -> None:
    decoded = decode_bytes(IN_TCVN3.encode("latin-1"))
    assert (decoded.text, decoded.encoding, decoded.sure) == (SENTENCE, "tcvn3", False)


def test_tcvn3_shown_as_latin_1_is_repaired_and_vietnamese_left_alone() -> None:
    assert looks_tcvn3(IN_TCVN3) and repair_tcvn3(IN_TCVN3) == SENTENCE
    assert not looks_tcvn3(SENTENCE)
    assert not looks_tcvn3("plain text")


@given(st.binary(max_size=400))
def test_no_bytes_make_the_decoder_fail(data: bytes) -> None:
    assert isinstance(decode_bytes(data).text, str)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_bytes_of_another_code_are_never_taken_for_granted(encoding: str) -> None:
    """The mark at the beginning names the code; it doesn't say that every byte is of it."""
    good = "Huyện Mường Khương; Huyện Bảo Yên; Thị xã Sa Pa".encode(encoding)
    assert decode_bytes(good).sure
    bad = good + (b"\xfa" if encoding != "utf-16" else b"\x00\xd8")
    assert not decode_bytes(bad).sure
    assert "Mường Khương" in decode_bytes(bad).text
