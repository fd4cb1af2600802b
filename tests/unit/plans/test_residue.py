"""Words that nothing explains withhold a verdict; words that narrow nothing do not."""

from pathlib import Path

import pytest
import yaml

from pipelines.plans.lexicon.file_shapes import ExplainedFile
from pipelines.plans.lexicon.loading import load
from pipelines.plans.reader import default_matcher, targets_of
from pipelines.plans.residue import _Forms, _Rule

RULES = [*load("explained", ExplainedFile)["asides"], *load("explained", ExplainedFile)["explained"]]
CLAUSES = yaml.safe_load(Path(__file__).with_name("clauses.yml").read_text(encoding="utf-8"))
HEAD = "ỦY BAN NHÂN DÂN\nTỈNH HÒA BÌNH\nSố: 7/KH-UBND\nHòa Bình, ngày 05 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n\nI. MỤC TIÊU NĂM 2023\n\n"  # noqa: E501


def left_over(text, code="online_dossier_rate", issuer="UBND tỉnh Hòa Bình", tells=False):
    return default_matcher().explained.left_over(code, text, issuer, tells)


def promises(folder, *sentences):
    path = folder / "plan.txt"
    path.write_text(HEAD + "\n\n".join(f"- {one}" for one in sentences) + "\n", encoding="utf-8")
    return targets_of(path)[0]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["name"])
def test_a_rule_explains_its_example_and_not_its_counter_example(rule):
    tells = rule.get("tells", False)
    assert left_over(rule["example"], rule["of"], tells=tells) == ()
    assert left_over(rule["counter_example"], rule["of"], tells=tells) != ()


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.get("tells")], ids=lambda rule: rule["name"])
def test_words_of_a_report_explain_nothing_in_a_promise(rule):
    assert left_over(rule["example"], rule["of"]) != ()


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


@pytest.mark.parametrize("word", ["không", "nếu", "sau khi", "trước khi", "riêng", "không được", "đề xuất"])
def test_a_word_that_turns_or_conditions_what_is_said_is_explained_by_nothing_alone(word):
    assert left_over(f"tỷ lệ hồ sơ {word} trực tuyến đạt 40%") != ()
    assert left_over("tỷ lệ hồ sơ trực tuyến không dưới 40%, riêng năm 2024") == ()


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


def sixty_percent(folder, sentence):
    said = sentence.format(subject="tỷ lệ hồ sơ giải quyết trực tuyến")
    return [row for row in promises(folder, said[0].upper() + said[1:]) if row["value"] == 60]


@pytest.mark.parametrize("sentence", CLAUSES["harmless"])
def test_why_how_by_which_document_and_by_whom_narrow_nothing(tmp_path, sentence):
    rows = sixty_percent(tmp_path, sentence)
    assert [(row["indicator"], row["scope_code"]) for row in rows] == [("online_dossier_rate", "all")]


@pytest.mark.parametrize("sentence", CLAUSES["part"])
def test_a_part_is_never_taken_for_the_whole(tmp_path, sentence):
    assert all(row["scope_code"] != "all" for row in sixty_percent(tmp_path, sentence))


def test_of_those_counted_before_is_a_part_unless_it_names_what_it_counts(tmp_path):
    of_them = "Tỷ lệ hồ sơ trực tuyến đạt 70%, trong số đó 50% được thanh toán trực tuyến."
    of_all = "Tỷ lệ hồ sơ trực tuyến đạt 70%, trong đó tỷ lệ giao dịch thanh toán trực tuyến đạt 50%."
    assert promises(tmp_path, of_them)[1]["scope_code"] == "other:trong_so_do"
    assert promises(tmp_path, of_all)[1]["scope_code"] == "all"


def test_a_sentence_glued_to_the_promise_says_nothing_of_it(tmp_path):
    (row,) = promises(
        tmp_path, "Đạt 65% hồ sơ công việc được xử lý trên môi trường mạng.UBND thị xã Buôn Hồ dành mọi sức."
    )
    assert row["scope_code"] == "all"


def test_why_something_is_done_names_no_indicator(tmp_path):
    (row,) = promises(tmp_path, "Số hóa 90% kết quả giải quyết TTHC còn hiệu lực nhằm tái sử dụng dữ liệu.")
    assert row["indicator"] == "result_digitization_rate"


def test_forms_cover_whole_words_and_may_overlap():
    forms = _Forms([_rule("các cơ quan", "cơ quan nhà nước"), _rule("tại", "xã vùng"), _rule("xã vùng cao")])

    def left(words, *fitting):
        return list(forms.uncovered(words.split(), frozenset(fitting)))

    assert left("các cơ quan nhà nước tại xã", 0, 1, 2) == ["xã"]
    assert left("cơ quan các cơ quan nhà", 0) == ["cơ", "quan", "nhà"]
    assert left("tại tại xãx vùng", 1) == ["xãx", "vùng"]
    assert left("xã vùng cao", 1) == ["cao"] and left("xã vùng cao", 1, 2) == []
    assert left("", 0) == []


def _rule(*forms):
    return _Rule(tells=False, codes=frozenset(), counts=frozenset(), forms=forms)
