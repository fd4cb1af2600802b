"""Words that nothing explains withhold a verdict; words that narrow nothing do not."""

import pytest

from pipelines.plans.lexicon.file_shapes import ExplainedFile
from pipelines.plans.lexicon.loading import load
from pipelines.plans.reader import default_matcher, targets_of

RULES = [*load("explained", ExplainedFile)["asides"], *load("explained", ExplainedFile)["explained"]]
HEAD = "ỦY BAN NHÂN DÂN\nTỈNH HÒA BÌNH\nSố: 7/KH-UBND\nHòa Bình, ngày 05 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n\nI. MỤC TIÊU NĂM 2023\n\n"  # noqa: E501


def left_over(text, code="online_dossier_rate", issuer="UBND tỉnh Hòa Bình"):
    return default_matcher().explained.left_over(code, text, issuer)


def promises(folder, *sentences):
    path = folder / "plan.txt"
    path.write_text(HEAD + "\n\n".join(f"- {one}" for one in sentences) + "\n", encoding="utf-8")
    return targets_of(path)[0]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["name"])
def test_a_rule_explains_its_example_and_not_its_counter_example(rule):
    assert left_over(rule["example"], rule["of"]) == ()
    assert left_over(rule["counter_example"], rule["of"]) != ()


def test_every_rule_for_some_indicators_names_ones_of_the_catalogue():
    known = default_matcher().units
    assert all(code in known for rule in RULES for code in (rule["of"], *rule.get("codes", ())))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("của tiểu thương", "tiểu thương"),
        ("qua ki-ốt", "ki ốt"),
        ("ở khâu thẩm tra", "khâu thẩm tra"),
        ("vùng chiến khu", "vùng chiến khu"),
    ],
)
def test_a_part_that_no_list_knows_makes_the_scope_unsure(tmp_path, part, words):
    (row,) = promises(tmp_path, f"Tỷ lệ hồ sơ trực tuyến {part} đạt tối thiểu 40%.")
    assert (row["scope"], row["flags"]) == (words, ["scope_unsure"])
    assert row["scope_code"].startswith("unsure:")


def test_two_unsure_parts_are_two_promises(tmp_path):
    rows = promises(
        tmp_path, "Tỷ lệ hồ sơ trực tuyến của tiểu thương đạt 40%.", "Tỷ lệ hồ sơ trực tuyến ở ki-ốt đạt 40%."
    )
    assert [row["repeat_of"] for row in rows] == [None, None]
    assert rows[0]["scope_code"] != rows[1]["scope_code"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Phấn đấu đến hết năm 2023, tỷ lệ hồ sơ trực tuyến trên địa bàn tỉnh đạt tối thiểu 40%.",
        "Thực hiện Nghị quyết số 76/NQ-CP của Chính phủ, tỷ lệ hồ sơ trực tuyến của người dân, doanh nghiệp đạt 40%.",
        "Tỷ lệ hồ sơ TTHC được tiếp nhận, giải quyết trực tuyến tại tỉnh Hòa Bình đạt 40%, góp phần phát triển.",
    ],
)
def test_words_round_the_whole_unit_leave_it_whole(tmp_path, sentence):
    (row,) = promises(tmp_path, sentence)
    assert (row["scope_code"], row["flags"]) == ("all", [])


def test_a_syllable_of_an_explained_word_explains_no_other_word():
    assert left_over("hồ sơ trực tuyến của các cơ quan") == ()
    assert left_over("hồ sơ trực tuyến của các cơ xưởng") == ("cơ", "xưởng")
