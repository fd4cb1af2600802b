"""A restriction of the subject is kept, as words and as a code that only figures of that part can carry."""

import pytest

from pipelines.plans.lexicon.loading import load
from pipelines.plans.reader import targets_of
from pipelines.plans.scopes import scope_of
from pipelines.reference.indicators import IndicatorCatalogue

RULES = load("scopes", object)
HEAD = "ỦY BAN NHÂN DÂN\nTỈNH HÒA BÌNH\nSố: 7/KH-UBND\nHòa Bình, ngày 05 tháng 01 năm 2023\nKẾ HOẠCH\nCải cách hành chính năm 2023\n\nI. MỤC TIÊU NĂM 2023\n\n"  # noqa: E501


def promises(folder, *sentences):
    path = folder / "plan.txt"
    path.write_text(HEAD + "\n\n".join(sentences) + "\n", encoding="utf-8")
    return targets_of(path)[0]


def scope(words, indicator="on_time_dossier_rate", issuer=None, kind="level"):
    places = dict.fromkeys(("own", "quote", "row", "behind"), words)
    return scope_of(indicator, places, issuer, kind=kind)


@pytest.mark.parametrize("rule", RULES["restrictions"], ids=lambda rule: rule["name"])
def test_a_restriction_is_found_in_its_example_and_not_in_its_counter_example(rule):
    told = {"indicator": rule.get("of", "on_time_dossier_rate"), "kind": rule.get("kinds", ["level"])[0]}
    found = scope(rule["example"], **told)
    assert found.words is not None
    assert (found.code != "all") is rule["restricts"]
    other = scope(rule["counter_example"], **told)
    assert other.code == "all"
    assert other.words is None or not rule["restricts"]


@pytest.mark.parametrize("entry", RULES["catalogue"], ids=lambda entry: f"{entry['indicator']}-{entry['words'][0]}")
def test_a_scope_of_the_catalogue_has_its_code(entry):
    assert scope(entry["example"], entry["indicator"]).code == entry["scope_code"]
    assert scope(entry["counter_example"], entry["indicator"]).code != entry["scope_code"]


def test_every_scope_code_of_the_lexicon_has_its_row_in_the_catalogue():
    catalogue = IndicatorCatalogue.load()
    assert all(entry["scope_code"] in catalogue.indicators[entry["indicator"]].scopes for entry in RULES["catalogue"])


def test_a_field_a_department_and_a_part_of_the_territory_are_codes_that_no_figure_carries(tmp_path):
    rows = promises(
        tmp_path,
        "- Tỷ lệ hồ sơ nộp trực tuyến lĩnh vực hộ tịch đạt tối thiểu 40%.",
        "- Tối thiểu 45% hồ sơ của Sở Tài chính được nộp trực tuyến.",
        "- Tỷ lệ hồ sơ nộp trực tuyến ở khu vực thành thị đạt tối thiểu 60%.",
        "- Tỷ lệ hồ sơ nộp trực tuyến đạt tối thiểu 50%.",
    )
    assert [row["scope_code"] for row in rows] == [
        "other:ho_tich",
        "other:so_tai_chinh",
        "other:khu_vuc_thanh_thi",
        "all",
    ]


FIELDS = ("tài nguyên và môi trường", "viễn thông", "điện lực", "dân tộc", "ngoại vụ", "công chứng")


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_a_part_and_all_fields_are_none(field):
    assert scope(f"Tỷ lệ hồ sơ nộp trực tuyến trong lĩnh vực {field} đạt").code.startswith("other:")
    assert scope("Tỷ lệ hồ sơ nộp trực tuyến ở tất cả các lĩnh vực đạt").code == "all"


def test_the_same_fields_in_another_order_are_one_scope():
    assert scope("hồ sơ lĩnh vực thuế, hộ tịch").code == scope("lĩnh vực hộ tịch và thuế").code == "other:ho_tich_thue"


def test_a_restriction_is_kept_where_the_indicator_is_open():
    assert scope("thủ tục đất đai", indicator=None).code == "other:dat_dai"
    assert scope("thủ tục hành chính", indicator=None).code is None


def test_the_issuer_restricts_nothing_in_its_own_plan():
    words = "hồ sơ tại Sở Tài chính"
    assert scope(words, issuer="Sở Tài chính tỉnh Hòa Bình").code == "all"
    assert scope(words, issuer="Tỉnh Hòa Bình").code == "other:so_tai_chinh"


def test_a_department_that_is_told_to_act_restricts_nothing(tmp_path):
    (row,) = promises(tmp_path, "- Sở Nội vụ tham mưu kiểm tra cải cách hành chính tại ít nhất 30% số cơ quan, đơn vị.")
    assert row["scope_code"] == "all"


def test_a_row_label_that_names_an_agency_restricts_its_figures(tmp_path):
    table = "| TT | Cơ quan, địa phương | Tỷ lệ hồ sơ trực tuyến năm 2023 (%) |\n|---|---|---|\n| 1 | Sở Tài chính | 70 |\n| 2 | Sở Xây dựng | 65 |"  # noqa: E501
    path = tmp_path / "plan.md"
    path.write_text(HEAD + table + "\n", encoding="utf-8")
    assert [row["scope_code"] for row in targets_of(path)[0]] == ["other:so_tai_chinh", "other:so_xay_dung"]


@pytest.mark.parametrize(
    ("indicator", "code"),
    [("full_online_dossier_rate", "other:tren_tong_so_ho_so_tiep_nhan"), ("online_dossier_rate", "all")],
)
def test_all_received_are_the_denominator_of_one_share_and_not_of_another(indicator, code):
    assert scope("hồ sơ trực tuyến trên tổng số hồ sơ tiếp nhận", indicator).code == code


@pytest.mark.parametrize(
    ("head", "title", "promise", "code"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH HÒA BÌNH\nSỞ TÀI CHÍNH", "", "Tỷ lệ hồ sơ đúng hạn", "other:so_tai_chinh"),
        ("SỞ TÀI CHÍNH TỈNH HÒA BÌNH", " của Sở Tài chính", "Tỷ lệ hồ sơ đúng hạn", "other:so_tai_chinh"),
        ("UBND HUYỆN TÂN LẠC\nPHÒNG NỘI VỤ", "", "Tỷ lệ hồ sơ đúng hạn", "other:phong_noi_vu"),
        ("UBND TỈNH HÒA BÌNH\nVĂN PHÒNG", "", "Tỷ lệ hồ sơ đúng hạn", "other:van_phong"),
        ("TỈNH ỦY HÒA BÌNH\nBAN TUYÊN GIÁO", "", "Tỷ lệ hồ sơ đúng hạn", "other:ban_tuyen_giao"),
        ("UBND TỈNH HÒA BÌNH\nSỞ TÀI CHÍNH", " trên địa bàn tỉnh", "Tỷ lệ hồ sơ đúng hạn", "all"),
        ("UBND TỈNH HÒA BÌNH\nSỞ TÀI CHÍNH", "", "Tỷ lệ hồ sơ đúng hạn của các huyện", "all"),
        ("ỦY BAN NHÂN DÂN\nTỈNH HÒA BÌNH", "", "Tỷ lệ hồ sơ đúng hạn", "all"),
        ("BỘ XÂY DỰNG", "", "Tỷ lệ hồ sơ đúng hạn", "other:bo_xay_dung"),
        ("BỘ XÂY DỰNG", "", "Tỷ lệ hồ sơ đúng hạn của các địa phương", "all"),
        ("CHÍNH PHỦ", "", "Tỷ lệ hồ sơ đúng hạn", "all"),
        ("ỦY BAN NHÂN DÂN TỈNH HÒA BÌNH\nBAN CHỈ ĐẠO CẢI CÁCH HÀNH CHÍNH", "", "Tỷ lệ hồ sơ đúng hạn", "all"),
    ],
)
def test_a_department_or_ministry_promises_for_itself_unless_words_name_the_whole(tmp_path, head, title, promise, code):
    path = tmp_path / "plan.txt"
    body = f"KẾ HOẠCH\nCải cách hành chính năm 2023{title}\n\nI. MỤC TIÊU\n\n- {promise} đạt tối thiểu 97%.\n"
    path.write_text(f"{head}\nSố: 7/KH-STC\nHòa Bình, ngày 05 tháng 01 năm 2023\n\n{body}", encoding="utf-8")
    assert [row["scope_code"] for row in targets_of(path)[0]] == [code]
