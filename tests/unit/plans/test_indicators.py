"""Which indicator a number means: what it counts, what it cannot be without, the plan named, and never the opposite."""

from pathlib import Path

import pytest
import yaml

from pipelines.plans.grammar.statements import read_statement
from pipelines.plans.indicators import Match, Sought
from pipelines.plans.lexicon.loading import load
from pipelines.plans.measures import counted, measures
from pipelines.plans.outline.context import Context
from pipelines.plans.phrasing import Phrasing
from pipelines.plans.polarity import opposite_in
from pipelines.plans.reader import default_matcher, targets_of
from pipelines.plans.subjects import subject_at

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH HÒA BÌNH\nSố: 7/KH-UBND\nHòa Bình, ngày 05 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n\nI. MỤC TIÊU NĂM 2023\n\n"  # noqa: E501
UNITS = {"rank": "rank", "points": "points", "duration": "minutes"}
RULES = load("indicators", object)["rules"]
MEASURES = load("measures", object)["measures"]


def read(sentence: str, unit: str | None = None, kind: str | None = None, area: str = "") -> Match:
    """The indicator of the first number of a sentence by itself."""
    readings, _ = read_statement(sentence, Context(kind="annex", is_output=True))
    phrasing, said_unit, said_kind = Phrasing.of(sentence), "percent", "level"
    if readings:
        subject = subject_at(sentence, readings[0])
        phrasing = Phrasing.of(subject.own, subject.whole, subject.before, subject.after)
        said_unit, said_kind = readings[0].number.unit, readings[0].kind
    return default_matcher().match(Sought(phrasing, unit or said_unit, kind or said_kind, area))


def promises(folder, *sentences):
    path = folder / "plan.txt"
    path.write_text(HEAD + "\n\n".join(f"- {one}" for one in sentences) + "\n", encoding="utf-8")
    return targets_of(path)[0]


def ids(rules):
    return [f"{rule['code']}-{place}" for place, rule in enumerate(rules)]


@pytest.mark.parametrize("rule", RULES, ids=ids(RULES))
def test_a_rule_reads_its_example(rule):
    match = read(rule["example"], UNITS.get(rule.get("unit", "")), rule.get("kind"), rule.get("area", ""))
    assert match.code == rule["code"]


@pytest.mark.parametrize("rule", RULES, ids=ids(RULES))
def test_a_rule_does_not_read_its_counter_example(rule):
    match = read(rule["counter_example"], UNITS.get(rule.get("unit", "")), rule.get("kind"), rule.get("area", ""))
    assert match.code != rule["code"]


@pytest.mark.parametrize("entry", MEASURES, ids=lambda entry: entry["code"])
def test_an_indicator_is_not_read_where_its_words_are_missing(entry):
    assert read(entry["counter_example"]).code != entry["code"]


def test_every_indicator_of_the_catalogue_has_its_measure_and_every_rule_its_indicator():
    known = set(default_matcher().units)
    missing = sorted(known - set(measures()))
    assert not missing, f"add to pipelines/plans/lexicon/measures.yml, measures: {missing}"
    assert {rule["code"] for rule in RULES} | set(measures()) <= known
    assert len(MEASURES) == len(measures())


SAYINGS = [entry for part in ("deeds", "fields", "changes") for entry in load("sayings", object)[part]]


@pytest.mark.parametrize("entry", SAYINGS, ids=lambda entry: entry["name"])
def test_what_says_something_else_of_a_thing_is_left_open_with_the_indicator_to_choose(entry):
    example = read(entry["example"])
    assert example.code is None
    assert entry["of"] in {candidate.code for candidate in example.candidates}
    assert read(entry["counter_example"]).code == entry["of"]


@pytest.mark.parametrize("entry", load("polarity", object), ids=lambda entry: entry["id"])
def test_a_pole_is_told_from_its_counter_example(entry):
    assert read_polarity(entry["example"]) is not None
    assert read_polarity(entry["counter_example"]) is None


def read_polarity(sentence):
    readings, _ = read_statement(sentence, Context(kind="annex", is_output=True))
    subject = subject_at(sentence, readings[0])
    phrasing = Phrasing.of(subject.own, subject.whole, subject.before, subject.after)
    return opposite_in(phrasing.before, phrasing.after)


@pytest.mark.parametrize(
    "sentence",
    [
        "Tỷ lệ hồ sơ thủ tục hành chính giải quyết trễ hẹn không quá 3%.",
        "Tỷ lệ kết quả giải quyết thủ tục hành chính chưa số hóa còn dưới 15%.",
        "Tỷ lệ người dân không hài lòng về giải quyết thủ tục hành chính dưới 4%.",
        "Tỷ lệ hồ sơ tiếp nhận trực tiếp tại quầy giảm còn 25%.",
        "Không quá 2% hồ sơ thủ tục hành chính giải quyết không đúng hạn.",
    ],
)
def test_the_opposite_of_an_indicator_stays_open_and_says_so(tmp_path, sentence):
    (row,) = promises(tmp_path, sentence)
    assert row["indicator"] is None
    assert "polarity_opposite" in row["flags"]


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("98% hồ sơ thủ tục hành chính giải quyết đúng hạn, không để hồ sơ quá hạn.", "on_time_dossier_rate"),
        ("55% hồ sơ nộp trực tuyến, thay cho nộp trực tiếp.", "online_dossier_rate"),
        ("70% người dân không phải cung cấp lại giấy tờ khi thực hiện thủ tục.", "no_resubmission_rate"),
        ("45% giao dịch thanh toán không dùng tiền mặt.", "online_payment_transaction_rate"),
    ],
)
def test_a_word_turned_back_is_no_opposite(sentence, code):
    assert read(sentence).code == code


@pytest.mark.parametrize(
    ("own", "after", "classes"),
    [
        ("", "hộ kinh doanh chấp nhận thanh toán", {"trader"}),
        ("tỷ lệ giao dịch thanh toán trực tuyến đạt", "", {"transaction"}),
        ("", "trở lên số cán bộ, công chức, viên chức", {"official"}),
        ("", "người dân, doanh nghiệp hài lòng", {"citizen", "business"}),
        ("", "trường hợp được giải quyết", set()),
        ("giải ngân vốn đầu tư công đạt", "", {"capital"}),
    ],
)
def test_what_a_percentage_counts_is_the_noun_at_its_head(own, after, classes):
    assert counted(own or after, after) == classes


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Hoàn thành 100% nhiệm vụ trong Kế hoạch cải cách hành chính năm.", "reform_plan_task_completion_rate"),
        ("Hoàn thành 100% nhiệm vụ trong Kế hoạch chuyển đổi số năm.", None),
        ("100% nhiệm vụ UBND tỉnh giao hoàn thành đúng hạn.", "assigned_task_on_time_rate"),
        ("100% nhiệm vụ UBND tỉnh giao được theo dõi trên phần mềm.", None),
    ],
)
def test_the_plan_and_the_deed_named_decide(sentence, code):
    assert read(sentence).code == code


def test_tasks_that_the_government_assigned_are_told_from_those_of_the_committee():
    assert read("100% nhiệm vụ Chính phủ giao hoàn thành đúng hạn.").code == "government_assigned_task_on_time_rate"
    assert read("100% nhiệm vụ Ủy ban nhân dân tỉnh giao hoàn thành đúng hạn.").code == "assigned_task_on_time_rate"


def test_a_score_of_tens_is_never_promised_in_percent():
    assert read("Tập huấn nội dung PAPI cho cán bộ đạt 90%").code is None


@pytest.mark.parametrize(
    ("sentence", "is_told"),
    [
        ("Tỷ lệ hồ sơ nộp trực tuyến đạt 801%.", True),
        ("Tỷ lệ hồ sơ nộp trực tuyến đạt 80%.", False),
        ("Tỷ lệ hồ sơ nộp trực tuyến đạt từ 90% đến 110%.", True),
        ("Tỷ lệ hồ sơ nộp trực tuyến đạt -5%.", True),
        ("Giảm 130% số hồ sơ trễ hạn.", True),
        ("Số lượng hồ sơ nộp trực tuyến mỗi năm tăng 150%.", False),
        ("Tỷ lệ hồ sơ nộp trực tuyến đạt từ 80% -90%.", False),
    ],
)
def test_a_share_above_the_whole_or_below_nothing_is_flagged(tmp_path, sentence, is_told):
    flags = [flag for row in promises(tmp_path, sentence) for flag in row["flags"]]
    assert ("share_out_of_range" in flags) is is_told


SUBJECTS = yaml.safe_load((Path(__file__).parent / "subjects.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", SUBJECTS, ids=[case["text"][:60] for case in SUBJECTS])
def test_a_number_is_about_what_its_words_say_or_stays_open(tmp_path, case):
    *_, row = promises(tmp_path, case["text"])
    wanted = case["code"] if isinstance(case["code"], list) else [case["code"]]
    assert row["indicator"] in wanted
