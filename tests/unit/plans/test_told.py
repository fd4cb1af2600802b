"""Results that a text tells: read with the machine that reads promises, never mixed with them."""

import pytest

from pipelines.plans.grammar.statements import read_statement, read_told
from pipelines.plans.outline.context import Context

RESULTS = Context(kind="results", blocked="results", plan_from=2025)
PLAN = Context(kind="task", plan_from=2025)


def told(text: str, context: Context) -> list[tuple[float, int | None, str | None]]:
    return [(reading.number.value, reading.year, reading.level) for reading in read_told(text, context)]


@pytest.mark.parametrize(
    ("text", "context", "want"),
    [
        (
            "Tỷ lệ hồ sơ đúng hạn của cấp tỉnh đạt 99,1%, của cấp xã đạt 97%.",
            RESULTS,
            [(99.1, None, "province"), (97, None, "commune")],
        ),
        ("Năm 2023, tỷ lệ hồ sơ trực tuyến đạt 61,5%.", RESULTS, [(61.5, 2023, None)]),
        ("Đến nay, tỷ lệ hồ sơ trực tuyến toàn tỉnh là 62%.", PLAN, [(62, None, None)]),
        ("Phấn đấu tỷ lệ hồ sơ trực tuyến đạt 80%.", PLAN, []),
        ("Nếu tỷ lệ quá hạn vượt 5% thì người đứng đầu kiểm điểm.", RESULTS, []),
        ("Đạt từ 90% trở lên: 2 điểm.", RESULTS, []),
    ],
    ids=["levels", "past year", "so far in a plan", "a promise", "a condition", "a score"],
)
def test_results_are_told_with_their_level_and_year(text, context, want):
    assert told(text, context) == want


def test_a_number_is_never_both_promised_and_told():
    text = "Đến nay đạt 45%; phấn đấu năm 2026 đạt 60%."
    promised = {reading.number.start for reading in read_statement(text, PLAN)[0]}
    assert promised
    assert not promised & {reading.number.start for reading in read_told(text, PLAN)}
