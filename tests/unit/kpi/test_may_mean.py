"""What a refusal proposes: over all pairs of known headers, never one measure as another."""

from __future__ import annotations

import pytest

from pipelines.kpi.headers.header_words import UNITS_OF_ROLE, bare_key
from pipelines.kpi.headers.layouts import Column, load_layouts
from pipelines.kpi.headers.may_mean import may_mean

COLUMNS = [
    (layout.name, column) for layout in load_layouts() for column in layout.columns if column.role in UNITS_OF_ROLE
]


def column(layout: str, name: str) -> Column:
    return next(one for where, one in COLUMNS if (where, one.id) == (layout, name))


def known_names() -> list[tuple[str, str, Column]]:
    return [(word, layout, one) for layout, one in COLUMNS for word in one.path[-1] if word and word[0] != "~"]


def test_the_name_of_a_column_is_offered_for_none_of_another_kind_and_none_beside_it() -> None:
    wrong = [
        (word, layout, one.id, other, another.id)
        for word, layout, one in known_names()
        for other, another in COLUMNS
        if another is not one and (one.role != another.role or layout == other)
        if bare_key(word) not in {bare_key(own) for own in another.path[-1] if own} and may_mean((word,), another)
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("header", "layout", "name"),
    [
        ("Xử lý đúng hạn", "ii06a", "pending_within"),
        ("Mã PCI", "pci", "total"),
        ("Tỷ lệ hài lòng", "service_levels", "punctual_rate"),
        ("Mức độ hài lòng", "sipas", "index"),
        ("Tỷ lệ TTTT (%)", "ii06a", "rate_online"),
        ("Nộp trực tuyến", "hanoi_c", "paid_online"),
        ("Tháng 6", "dti", "rank"),
        ("6 tháng", "sipas", "rank"),
        ("Điểm thưởng", "pci", "rank"),
        ("Số hồ sơ đã giải quyết", "ii06a", "rate_on_time"),
    ],
)
def test_a_header_of_one_measure_is_not_offered_for_another(header: str, layout: str, name: str) -> None:
    assert not may_mean((header,), column(layout, name))


@pytest.mark.parametrize(
    ("header", "layout", "name"),
    [("Nộp trực tuyến", "hanoi_c", "received_online"), ("Tỷ lệ đúng hạn", "hanoi_a", "rate_on_time")],
)
def test_another_wording_of_the_same_measure_is_offered(header: str, layout: str, name: str) -> None:
    assert may_mean((header,), column(layout, name))
