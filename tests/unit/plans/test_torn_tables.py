"""Tables of plain text whose rows were torn over lines: the same targets, or a refusal for each number left."""

import pytest

from pipelines.plans.documents.opening import from_string
from pipelines.plans.outline.metadata import read_metadata
from pipelines.plans.reader import default_matcher
from pipelines.plans.targets import find_targets
from pipelines.plans.unread import unread_numbers

HEAD = "KẾ HOẠCH\nCải cách hành chính năm 2027\n\nII. CHỈ TIÊU\n\n"
RULE = "|---|---|---|---|\n"
BARS = "| TT | Chỉ tiêu | ĐVT | Năm 2027 |\n" + RULE
LAST = "| 2 | Tỷ lệ văn bản ký số | % | 95 |\n"
TORN = {
    "inside a word's cell": f"{BARS}| 1 | Tỷ lệ hồ sơ trực\ntuyến toàn trình | % | 80 |\n{LAST}",
    "over three lines": f"{BARS}| 1 | Tỷ lệ hồ sơ\ntrực tuyến\ntoàn trình | % | 80 |\n{LAST}",
    "over a blank line": f"{BARS}| 1 | Tỷ lệ hồ sơ trực tuyến\n\ntoàn trình | % | 80 |\n{LAST}",
    "between two cells": f"{BARS}| 1 | Tỷ lệ hồ sơ trực tuyến |\n| % | 80 |\n{LAST}",
    "before the last cell": f"{BARS}| 1 | Tỷ lệ hồ sơ trực tuyến | % |\n80 |\n{LAST}",
    "into a row of its own": f"{BARS}| 1 | Tỷ lệ hồ sơ trực | | |\n| | tuyến toàn trình | % | 80 |\n{LAST}",
    "into a row of words": f"{BARS}| 1 | Tỷ lệ hồ sơ trực | % | 80 |\n| | tuyến toàn trình | | |\n{LAST}",
    "without outer bars": "TT | Chỉ tiêu | ĐVT | Năm 2027\n1 | Tỷ lệ hồ sơ trực\ntuyến toàn trình | % | 80\n2 | Tỷ lệ văn bản ký số | % | 95\n",  # noqa: E501
    "between tabs": "TT\tChỉ tiêu\tĐVT\tNăm 2027\n1\tTỷ lệ hồ sơ trực\ntuyến toàn trình\t%\t80\n2\tTỷ lệ văn bản ký số\t%\t95\n",  # noqa: E501
    "before the last cell between tabs": "TT\tChỉ tiêu\tĐVT\tNăm 2027\n1\tTỷ lệ hồ sơ trực tuyến\t%\n80\n2\tTỷ lệ văn bản ký số\t%\t95\n",  # noqa: E501
    "between semicolons": "TT;Chỉ tiêu;ĐVT;Năm 2027\n1;Tỷ lệ hồ sơ trực tuyến;%;80\n2;Tỷ lệ văn bản ký số;%;95\n",
    "by gaps of spaces": (
        "TT   Chỉ tiêu                     ĐVT    Năm 2027\n"
        "1    Tỷ lệ hồ sơ trực tuyến       %      80\n"
        "     toàn trình\n"
        "2    Tỷ lệ văn bản ký số          %      95\n"
    ),
    "one cell a line": "TT\nChỉ tiêu\nĐVT\nNăm 2027\n1\nTỷ lệ hồ sơ nộp qua\nCổng Dịch vụ công quốc gia\n%\n80\n2\nTỷ lệ văn bản ký số\n%\n95\n",  # noqa: E501
}


def found_in(body):
    document = from_string(HEAD + body)
    return document, find_targets(document, read_metadata(document), default_matcher())


@pytest.mark.parametrize("how", sorted(TORN))
def test_a_row_torn_over_lines_keeps_its_promise(how):
    _, found = found_in(TORN[how])
    read = [(mention.number_text, mention.op, mention.year, mention.unit) for mention in found.mentions]
    assert read == [("80", "=", 2027, "percent"), ("95", "=", 2027, "percent")]


def test_rows_that_are_whole_are_not_joined():
    body = BARS + "| I | CẢI CÁCH THỦ TỤC |\n| 1 | Tỷ lệ hồ sơ trực tuyến | % | 80 |\n" + LAST
    _, found = found_in(body)
    assert [mention.number_text for mention in found.mentions] == ["80", "95"]


def test_a_figure_that_stands_alone_among_goals_is_told_to_a_person():
    document, found = found_in("Tỷ lệ hồ sơ trực tuyến trên địa bàn huyện\n\n80,5\n\nCác phòng báo cáo kết quả.\n")
    assert [mention.number_text for mention in found.mentions] == []
    left = [(one.words, one.rule) for one in unread_numbers(document, found, "key")]
    assert left == [("80,5", "figure_without_unit")]


def test_gaps_in_prose_stay_no_table():
    document = from_string("KẾ HOẠCH\n\nTT   này chỉ là một dòng.\n\nXã   đạt   80%   hồ sơ.\n")
    assert all(not hasattr(block, "rows") for block in document.blocks)
    assert document.blocks[-1].flat == "Xã đạt 80% hồ sơ."
