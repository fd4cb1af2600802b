"""A number of an objective that no target is read from is told: nothing is dropped in silence."""

import pytest

from pipelines.plans.grammar.modifiers import modifiers
from pipelines.plans.reader import read_targets
from pipelines.plans.unread import TAKEN_FOR, unread_numbers

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH HÒA BÌNH\nSố: 7/KH-UBND\nHòa Bình, ngày 05 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n\n"  # noqa: E501
OBJECTIVES = "I. MỤC TIÊU NĂM 2023\n\n"
TASKS = "I. TÌNH HÌNH CHUNG\n\n"


def left(folder, section, *sentences):
    path = folder / "plan.txt"
    path.write_text(HEAD + section + "\n\n".join(sentences) + "\n", encoding="utf-8")
    document, found = read_targets(path)
    return [(one.words, one.rule, one.value, one.unit) for one in unread_numbers(document, found, "key")]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("- Giữ quan hệ tốt với 14 đối tác.", ("14 đối", "count_without_licence", 14.0, "items")),
        ("- Số đơn vị sự nghiệp giảm 3/10.", ("3/10", "bare_fraction", 30.0, "percent")),
        ("- Tiết kiệm tối thiểu 15 tỷ đồng chi phí tuân thủ.", ("15 tỷ đồng", "amount_of_money", 15e9, "vnd")),
        ("- Người dân chờ trong vòng 12 phút.", ("12 phút", "duration_without_comparator", 12.0, "minutes")),
        ("- Tỷ lệ hồ sơ trễ hẹn còn 4‰.", ("4‰", "per_mille", 0.4, "percent")),
    ],
)
def test_a_number_of_an_objective_that_is_not_read_is_told_with_its_value(tmp_path, sentence, told):
    assert left(tmp_path, OBJECTIVES, sentence) == [told]


def test_what_a_goal_aims_at_in_no_known_form_is_told_beside_what_is_read(tmp_path):
    sentence = "- Tầm soát ít nhất 4 loại bệnh cho người cao tuổi; 90% số người trên 60 tuổi có sổ theo dõi."
    assert left(tmp_path, OBJECTIVES, sentence) == [("4", "aimed_at_without_form", 4.0, "unknown")]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("- Chỉ số PAPI thuộc nhóm cao nhất cả nước.", ("nhóm cao nhất", "place_in_words", 1.0, "group")),
        ("- PAPI từ nhóm trung bình cao trở lên.", ("nhóm trung bình cao", "place_in_words", 2.0, "group")),
        ("- PAR INDEX đạt trên 88%, thuộc nhóm khá.", ("nhóm khá", "place_in_words", 2.0, "group")),
        (
            "- Chỉ số DTI thuộc nhóm các tỉnh, thành phố dẫn đầu.",
            ("nhóm các tỉnh, thành phố dẫn đầu", "place_in_words", 1.0, "group"),
        ),
    ],
)
def test_a_place_of_an_index_told_without_a_number_is_told(tmp_path, sentence, told):
    assert left(tmp_path, OBJECTIVES, sentence) == [told]


@pytest.mark.parametrize(
    "sentence",
    [
        "- Chỉ số PAPI thuộc nhóm 1 (nhóm cao nhất).",
        "- Chỉ số PCI thuộc nhóm 15 tỉnh dẫn đầu.",
        "- Phấn đấu 100% số chỉ số thành phần thuộc nhóm trung bình cao.",
        "- Tuyên truyền về Chỉ số PAPI cho nhóm đầu mối cải cách.",
        "- Khảo sát Chỉ số SIPAS ở nhóm cao tuổi.",
    ],
)
def test_a_place_told_with_its_number_too_is_not_told_again(tmp_path, sentence):
    assert left(tmp_path, OBJECTIVES, sentence) == []


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        (TASKS, "- Chỉ số PAPI thuộc nhóm cao nhất cả nước."),
        (TASKS, "- Hồ sơ nộp qua mạng tăng gấp 3 lần so với năm 2022."),
        (OBJECTIVES, "- Tại 12 xã, tỷ lệ hồ sơ nộp trực tuyến đạt tối thiểu 60%."),
        (OBJECTIVES, "- Thực hiện Kế hoạch số 3/10 và ngân sách là 15 tỷ đồng."),
    ],
)
def test_what_promises_nothing_or_stands_beside_what_is_read_is_not_told(tmp_path, section, sentence):
    assert left(tmp_path, section, sentence) == []


def test_every_act_of_a_refused_number_has_its_words():
    assert {modifier.value for modifier in modifiers("act")} <= TAKEN_FOR.keys()
