"""What a text does with its numbers: only texts that commit hold targets, and what promises nothing says so once."""

import pytest

from pipelines.plans.documents.opening import from_string
from pipelines.plans.outline.genre import genre_of
from pipelines.plans.outline.metadata import read_metadata
from pipelines.plans.reader import default_matcher, read_plan
from pipelines.plans.targets import find_targets
from pipelines.source import read_source

HEAD = "ỦY BAN NHÂN DÂN TỈNH BÌNH SƠN\n\nSố: {number}\n\nBình Sơn, ngày 10 tháng 12 năm 2025\n\n{title}\n\n"
REPORT = HEAD.format(number="88/BC-UBND", title="BÁO CÁO\n\nKết quả cải cách hành chính năm 2025")
NORMS = HEAD.format(number="44/2025/QĐ-UBND", title="QUYẾT ĐỊNH\n\nBan hành Quy định đánh giá, xếp loại cơ quan")


def found(text, genre=None):
    document = from_string(text)
    metadata = read_metadata(document)
    metadata.genre = genre
    return find_targets(document, metadata, default_matcher())


def numbers(text, genre=None):
    return [mention.number_text for mention in found(text, genre).mentions]


def genre(text):
    document = from_string(text)
    return genre_of(document, read_metadata(document)).name


@pytest.mark.parametrize(
    ("number", "title", "wanted"),
    [
        ("88/KH-UBND", "KẾ HOẠCH\n\nCải cách hành chính năm 2026", "commits"),
        ("88/CT-UBND", "CHỈ THỊ\n\nVề tăng cường số hóa hồ sơ", "commits"),
        ("88/QĐ-UBND", "QUYẾT ĐỊNH\n\nPhê duyệt Chương trình phát triển dữ liệu số", "commits"),
        ("9/NQ-HĐND", "NGHỊ QUYẾT\n\nVề phát triển chính quyền số", "commits"),
        ("88/BC-UBND", "BÁO CÁO\n\nCông tác cải cách hành chính quý III", "results"),
        ("44/2025/QĐ-UBND", "QUYẾT ĐỊNH\n\nBan hành Quy chế phối hợp", "norms"),
        ("9/2025/NQ-HĐND", "NGHỊ QUYẾT\n\nVề mức hỗ trợ tổ công nghệ số", "norms"),
        ("12/HD-SNV", "HƯỚNG DẪN\n\nTự đánh giá, chấm điểm chuyển đổi số", "norms"),
        ("    /2026/QĐ-UBND", "QUYẾT ĐỊNH\n\nVề phối hợp giữa các sở", "norms"),
        ("77/UBND-NC", "V/v báo cáo kết quả số hóa quý III", "results"),
        ("77/UBND-NC", "V/v đẩy mạnh số hóa hồ sơ", "commits"),
        ("9/TB-UBND", "THÔNG BÁO\n\nKết luận tại cuộc họp về số hóa", "commits"),
        ("9/TB-UBND", "THÔNG BÁO\n\nKết quả xếp hạng chuyển đổi số các sở", "scores"),
        ("88/QĐ-UBND", "QUYẾT ĐỊNH\n\nVề việc giao chỉ tiêu số hóa năm 2026", "commits"),
        ("88/QĐ-UBND", "QUYẾT ĐỊNH\n\nBan hành Bộ tiêu chí chấm điểm các sở", "norms"),
        ("88/QĐ-UBND", "QUYẾT ĐỊNH\n\nCông bố danh mục thủ tục hành chính lĩnh vực đất đai", "procedures"),
        ("88/QĐ-UBND", "QUYẾT ĐỊNH\n\nPhê duyệt kết quả xác định Chỉ số cải cách hành chính các xã", "scores"),
    ],
)
def test_number_and_title_tell_the_genre(number, title, wanted):
    assert genre(HEAD.format(number=number, title=title)) == wanted


@pytest.mark.parametrize("title", ["SƠ KẾT 6 THÁNG", "BIÊN BẢN", "TIẾN ĐỘ THỰC HIỆN", "TỔNG KẾT"])
def test_a_title_in_capitals_that_looks_back_tells_the_genre(title):
    assert genre(f"UBND HUYỆN AN BÌNH\n\n{title}\n\nCông tác cải cách hành chính năm 2027\n\n1. Số hóa") == "results"


def test_the_same_words_in_small_letters_or_below_a_plan_tell_nothing():
    plan = HEAD.format(number="8/KH-UBND", title="KẾ HOẠCH\n\nTổng kết 5 năm số hóa hồ sơ")
    assert genre(plan + "IV. TIẾN ĐỘ THỰC HIỆN\n\n- Quý III: số hóa 88% hồ sơ.") == "commits"
    assert genre("UBND HUYỆN AN BÌNH\n\nTiến độ thực hiện phải nhanh hơn.\n\n1. Số hóa 88% hồ sơ.") != "results"


def test_a_plan_approved_by_a_decision_with_a_year_in_its_number_stays_a_plan():
    text = HEAD.format(number="44/2025/QĐ-UBND", title="QUYẾT ĐỊNH\n\nBan hành Kế hoạch chuyển đổi số")
    assert genre(text) == "commits"


def test_articles_of_norms_promise_nothing():
    text = (
        NORMS
        + "Điều 4. Xếp loại tốt\n\na) Có ít nhất 72% phòng, ban đạt loại tốt.\n\nb) Hoàn thành 100% việc được giao."
    )
    assert numbers(text) == []


def test_norms_commit_under_their_own_objectives():
    text = (
        NORMS
        + "Điều 2. Mục tiêu\n\na) Ít nhất 72% hồ sơ được nộp trực tuyến.\n\nĐiều 3. Xếp loại\n\na) Đạt 90% trở lên."
    )
    assert numbers(text) == ["72%"]


def test_a_report_tells_and_its_next_tasks_commit():
    text = (
        REPORT
        + "I. KẾT QUẢ\n\n1. Mục tiêu, chỉ tiêu\n\n- Tỷ lệ hồ sơ trực tuyến đạt 61%.\n\n"
        + "II. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2026\n\n- Nâng tỷ lệ hồ sơ trực tuyến lên tối thiểu 75%."
    )
    assert numbers(text) == ["75%"]


def test_a_report_s_goals_of_the_year_it_tells_of_are_no_promise():
    told = REPORT + "II. CHỈ TIÊU NĂM 2025\n\n- Tỷ lệ số hóa đạt tối thiểu 60%."
    ahead = REPORT + "II. CHỈ TIÊU NĂM 2026\n\n- Tỷ lệ số hóa đạt tối thiểu 60%."
    assert (numbers(told), numbers(ahead)) == ([], ["60%"])


def test_a_plan_s_part_on_results_reports():
    text = HEAD.format(number="88/KH-UBND", title="KẾ HOẠCH\n\nCải cách hành chính năm 2026") + (
        "I. TÌNH HÌNH THỰC HIỆN NĂM 2025\n\n- Tỷ lệ số hóa đạt 58%.\n\nII. MỤC TIÊU\n\n- Tỷ lệ số hóa đạt 70%."
    )
    result = found(text)
    assert [mention.number_text for mention in result.mentions] == ["70%"]
    told = next(node for node in result.outline.nodes if "58%" in node.block.flat)
    promised = next(node for node in result.outline.nodes if "70%" in node.block.flat)
    assert (told.context.genre, promised.context.genre) == ("results", "commits")


def test_a_table_in_a_report_promises_nothing():
    table = (
        "| TT | Chỉ tiêu | Đơn vị | Chỉ tiêu năm 2025 |\n|---|---|---|---|\n| 1 | Tỷ lệ hồ sơ trực tuyến | % | 80 |\n"
    )
    assert numbers(REPORT + "I. KẾT QUẢ\n\n" + table) == []


def test_a_sidecar_overrules_the_genre():
    text = REPORT + "1. Tối thiểu 75% hồ sơ được nộp trực tuyến trong năm 2026."
    assert numbers(text) == []
    assert numbers(text, genre="commits") == ["75%"]


def read(tmp_path, text, sidecar=None):
    path = tmp_path / "van-ban.txt"
    path.write_text(text, encoding="utf-8")
    if sidecar:
        (tmp_path / "van-ban.txt.meta.yml").write_text(sidecar, encoding="utf-8")
    return read_plan(read_source(path, path.name), None, default_matcher())


def test_what_promises_nothing_says_so_once_and_how_to_overrule_it(tmp_path):
    body = "\n\n".join(f"{n}. Có ít nhất {n}0% việc hoàn thành tốt." for n in range(3, 9))
    reading = read(tmp_path, NORMS + body)
    told = [finding for finding in reading.findings if finding.rule in ("genre_promises_nothing", "number_not_read")]
    assert [finding.rule for finding in told] == ["genre_promises_nothing"]
    assert "44/2025/QĐ-UBND" in told[0].found
    assert "6 numbers" in told[0].found
    assert "van-ban.txt.meta.yml: genre: commits" in told[0].remedy


def test_a_sidecar_s_genre_is_read_from_the_file_beside_the_plan(tmp_path):
    reading = read(tmp_path, REPORT + "1. Tối thiểu 75% hồ sơ nộp trực tuyến.", "genre: commits\n")
    assert [row["number_text"] for row in reading.mentions] == ["75%"]


def test_a_genre_that_does_not_exist_is_told_with_those_that_do(tmp_path):
    reading = read(tmp_path, REPORT + "1. Tối thiểu 75% hồ sơ nộp trực tuyến.", "genre: plan\n")
    (finding,) = [finding for finding in reading.findings if finding.rule == "sidecar_bad_value"]
    assert "commits | results | norms" in finding.expected


ARTICLE = (
    "Bình Sơn: 45% chợ nhận thanh toán qua mã\n\nBình Sơn: 45% chợ nhận thanh toán qua mã (Ảnh minh họa)\n\n"
    "Tỉnh có phải đạt 45% không?\n\nTheo kế hoạch mới, tỉnh phấn đấu 45% chợ nhận thanh toán qua mã trong năm 2026.\n\n"
    "Ảnh: 45% chợ đã có mã."
)


def test_of_an_article_only_its_sentences_count():
    assert genre(ARTICLE) == "secondary"
    assert [(m.number_text, m.year) for m in found(ARTICLE).mentions] == [("45%", 2026)]


def test_an_article_that_only_tells_results_promises_nothing():
    text = "Bình Sơn đi đầu về hồ sơ qua mạng\n\nTính đến ngày 15/9, tỷ lệ hồ sơ qua mạng đạt 81%.\n\nCác xã đạt 76%."
    assert genre(text) == "results"
    assert numbers(text) == []


def test_in_an_article_on_results_a_sentence_with_an_aim_still_promises():
    text = (
        "Bình Sơn vượt kế hoạch số hóa với 81% hồ sơ\n\nĐến nay tỷ lệ số hóa đạt 81%.\n\nSo với cùng kỳ tăng 9%.\n\n"
        "Huyện phấn đấu năm 2026 tỷ lệ số hóa đạt tối thiểu 95%."
    )
    assert numbers(text) == ["95%"]


def test_a_report_among_the_plans_is_named_and_gives_figures_too(tmp_path):
    body = "\n\n".join(f"{n}. Đã hoàn thành {n}0% số nhiệm vụ được giao." for n in range(3, 9))
    reading = read(tmp_path, REPORT + body)
    (told,) = [finding for finding in reading.findings if finding.rule == "report_among_plans"]
    assert told.severity == "info" and "read as figures, too" in told.found
