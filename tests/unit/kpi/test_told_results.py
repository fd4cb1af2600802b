"""Results told in prose: what is sure loads with its level and period, the rest stays open."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pipelines.kpi.reader import KpiReading, read_kpi
from pipelines.kpi.told import counts
from pipelines.kpi.told.contradictions import is_contradicted
from pipelines.kpi.told.counts import indicator_by_counts, role_of_count
from pipelines.kpi.told.sentence import Words
from pipelines.kpi.told.stocks import stock_told
from pipelines.plans.decisions import Decision
from pipelines.plans.indicators import IndicatorMatcher
from pipelines.source import source_below
from tests.unit.kpi import told_reports
from tests.unit.kpi.forms import IndicatorCatalogue, UnitResolver

REPORTS = Path(__file__).parents[2] / "data" / "reports"
CATALOGUE = IndicatorCatalogue.load()
MATCHER = IndicatorMatcher(CATALOGUE.indicators.values())
TOLD = sorted(path for path in REPORTS.iterdir() if path.with_suffix(".csv").exists() and path.suffix != ".csv")
ROLES = yaml.safe_load((Path(counts.__file__).parent / "counts.yml").read_text(encoding="utf-8"))["roles"]
CONTRADICTIONS = yaml.safe_load((Path(counts.__file__).parent / "contradictions.yml").read_text(encoding="utf-8"))
CONTRADICTIONS = CONTRADICTIONS["contradictions"]
Told = tuple[str, str, float]


def read(path: Path) -> KpiReading:
    return read_kpi(source_below(path, path.parent), UnitResolver.load(), CATALOGUE, None, MATCHER)


def told(reading: KpiReading) -> set[Told]:
    rows = reading.observations.select("indicator_code", "coverage_level", "value").rows()
    return {(code, level, value) for code, level, value in rows}


def expected(path: Path) -> Iterator[Told]:
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield row["indicator"], row["coverage_level"], float(row["value"])


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.stem)
def test_nothing_is_loaded_that_a_report_does_not_tell_of_its_own_unit_and_period(path: Path) -> None:
    assert told(read(path)) <= set(expected(path))


def test_four_of_five_told_figures_are_found() -> None:
    wanted = [(path.stem, row) for path in TOLD for row in expected(path)]
    found = {(path.stem, row) for path in TOLD for row in told(read(path))}
    assert sum(row in found for row in wanted) >= 0.8 * len(wanted), sorted(set(wanted) - found)


def test_told_figures_say_so_and_keep_their_words() -> None:
    observations = read(REPORTS / "04-xa-6-thang-2026.txt").observations
    assert set(observations["source_variant"]) == {"report_text"}
    assert all("«" in note and "score" in note for note in observations["note"])
    counted = observations.filter(observations["indicator_code"] == "on_time_dossier_rate").row(0, named=True)
    assert (counted["numerator"], counted["denominator"]) == (1240, 1250)


def test_without_a_matcher_prose_is_not_read() -> None:
    path = REPORTS / "04-xa-6-thang-2026.txt"
    reading = read_kpi(source_below(path, path.parent), UnitResolver.load(), CATALOGUE)
    assert reading.observations.is_empty()


def test_a_table_of_results_by_level_tells_them_and_keeps_its_words() -> None:
    observations = read(REPORTS / "07-tinh-quy-4-2025.md").observations
    told_in_cell = observations.filter(observations["value_as_printed"] == "87,1%").row(0, named=True)
    assert (told_in_cell["indicator_code"], told_in_cell["coverage_level"]) == ("dossier_digitization_rate", "commune")
    assert "Tỷ lệ số hóa thành phần hồ sơ | Cấp xã" in told_in_cell["note"]


HEAD = "UBND TỈNH LÂM ĐỒNG\nSố: 1/BC-UBND\nLâm Đồng, ngày 20 tháng 12 năm 2025\n\nBÁO CÁO\nCông tác cải cách hành chính"


def test_what_is_cumulated_of_the_year_is_the_years(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    said = "Lũy kế năm 2025, tỷ lệ giao dịch thanh toán trực tuyến toàn tỉnh đạt 52,3%."
    path.write_text(f"{HEAD} năm 2025\n\nI. KẾT QUẢ\n{said}\n", encoding="utf-8")
    assert told(read(path)) == {("online_payment_transaction_rate", "all", 52.3)}


@pytest.mark.parametrize(
    "sentence",
    [
        "100% dự thảo văn bản quy phạm pháp luật được xây dựng, lấy ý kiến đúng tiến độ.",
        "Tỷ lệ hồ sơ trực tuyến một phần và toàn trình đạt 62%.",
        "Tỷ lệ thủ tục hành chính có phát sinh giao dịch thanh toán trực tuyến đạt 90%.",
        "Tỷ lệ giải ngân vốn đầu tư công từ nguồn ngân sách trung ương đạt 91%.",
        "Tỷ lệ cán bộ, công chức cấp xã người dân tộc thiểu số có trình độ đại học đạt 70%.",
        "Tỷ lệ hồ sơ công việc của lãnh đạo được xử lý trên môi trường mạng đạt 99%.",
        "Tỷ lệ số hóa kết quả giải quyết TTHC còn hiệu lực ở các huyện miền núi đạt 81%.",
        "Tỷ lệ kiểm tra công tác cải cách hành chính đột xuất đạt 35% cơ quan, địa phương.",
    ],
)
def test_words_that_nothing_explains_hold_a_told_figure_back(tmp_path: Path, sentence: str) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"{HEAD} năm 2024\n\nI. KẾT QUẢ\n{sentence}\n", encoding="utf-8")
    assert told(read(path)) == set()


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        (
            "Hệ thống ghi nhận tỷ lệ hồ sơ đúng hạn đạt 99%; qua kiểm tra thực tế tỷ lệ này chỉ đạt 95%.",
            set(),
        ),
        ("Tỷ lệ hồ sơ trực tuyến đạt 83%, tăng 5% so với quý III/2025 (78%).", {("online_dossier_rate", "all", 83.0)}),
        ("Tỷ lệ hồ sơ trực tuyến quý III/2025 là 78%.", set()),
        ("Giải quyết đúng hạn 98 hồ sơ (tỷ lệ 98%).", {("on_time_dossier_rate", "all", 98.0)}),
        ("Tiếp nhận 90 phản ánh, kiến nghị, tỷ lệ xử lý đúng hạn đạt 97%.", {("petition_on_time_rate", "all", 97.0)}),
        (
            "Tỷ lệ hồ sơ trực tuyến đạt 83%, dân số dùng điện thoại thông minh đạt 62% toàn tỉnh.",
            {("online_dossier_rate", "all", 83.0)},
        ),
        ("Chỉ số PAR INDEX của tỉnh đạt 88,1%.", set()),
        ("Dự kiến đến cuối năm, tỷ lệ hồ sơ trực tuyến đạt 88%.", set()),
        ("Tỷ lệ hồ sơ trực tuyến ước đạt 88%.", set()),
        ("Tỷ lệ hồ sơ trực tuyến đạt 88%; bình quân cả nước đạt 70%.", {("online_dossier_rate", "all", 88.0)}),
        ("Tại Bộ phận Một cửa tỉnh, tỷ lệ hồ sơ trực tuyến đạt 88%.", set()),
        ("Từ ngày 01/11/2025, tỷ lệ hồ sơ trực tuyến đạt 88%.", set()),
        (
            "Kế hoạch cải cách hành chính: 76 nhiệm vụ; số nhiệm vụ hoàn thành: 75; tỷ lệ: 98,68%.",
            {("reform_plan_task_completion_rate", "all", 98.68)},
        ),
        (
            "Tiếp nhận 212 phản ánh, kiến nghị; đã xử lý 207, trong đó đúng hạn 203, đạt 98,1%.",
            {("petition_on_time_rate", "all", 98.1)},
        ),
        ("Phương hướng quý I/2026: phấn đấu 99% hồ sơ trực tuyến; 75% hồ sơ khai thác, sử dụng lại dữ liệu.", set()),
        ("Tổng hồ sơ tiếp nhận: 1.000. Trong đó: trực tuyến: 980 (98%).", {("online_dossier_rate", "all", 98.0)}),
        (
            "Kế hoạch CCHC gồm 80 nhiệm vụ. Đến nay các cơ quan đã hoàn thành 60 nhiệm vụ (75%).",
            {("reform_plan_task_completion_rate", "all", 75.0)},
        ),
        ("UBND tỉnh giao 80 nhiệm vụ. Đến nay các cơ quan đã hoàn thành 60 nhiệm vụ (75%).", set()),
        (
            "Hồ sơ công việc xử lý trên môi trường mạng đạt 98% đối với cấp tỉnh và 71% đối với cấp xã.",
            {("e_work_dossier_rate", "province", 98.0), ("e_work_dossier_rate", "commune", 71.0)},
        ),
        (
            "UBND các xã, phường tiếp nhận hồ sơ; tỷ lệ trực tuyến 73%; tỷ lệ hồ sơ giải quyết đúng hạn 99%.",
            {("online_dossier_rate", "commune", 73.0), ("on_time_dossier_rate", "commune", 99.0)},
        ),
        (
            "Tiếp nhận 90 hồ sơ (cấp tỉnh 40 hồ sơ; cấp xã 50 hồ sơ), tỷ lệ hồ sơ trực tuyến đạt 91,4%.",
            {("online_dossier_rate", "all", 91.4)},
        ),
        (
            "Cấp xã tiếp nhận 90 hồ sơ (trực tuyến 80 hồ sơ), tỷ lệ hồ sơ giải quyết đúng hạn đạt 91,4%.",
            {("on_time_dossier_rate", "commune", 91.4)},
        ),
        ("Tỷ lệ số hóa thành phần hồ sơ cấp xã đạt thấp; tỷ lệ hồ sơ trực tuyến đạt 73%.", set()),
        (
            "Có 24 đơn vị sự nghiệp công lập tự bảo đảm chi thường xuyên, bằng 3,4%.",
            {("psu_recurrent_self_financing_rate", "all", 3.4)},
        ),
        ("Có 24 đơn vị đạt tỷ lệ hồ sơ trực tuyến 98%, chiếm 40%.", set()),
        ("Tại cấp huyện và cấp xã, tỷ lệ hồ sơ trực tuyến đạt 88%.", set()),
        (
            "Tỷ lệ hồ sơ trực tuyến đạt 98% (cấp tỉnh), 71% (cấp xã).",
            {("online_dossier_rate", "province", 98.0), ("online_dossier_rate", "commune", 71.0)},
        ),
        (
            "UBND tỉnh ban hành Kế hoạch CCHC với 80 nhiệm vụ, đã hoàn thành 60 nhiệm vụ (75%).",
            {("reform_plan_task_completion_rate", "all", 75.0)},
        ),
        ("Tiếp nhận 118 văn bản; xử lý đúng hạn 115, đạt 97,5%.", set()),
        ("Theo lĩnh vực: đất đai giải quyết 90 hồ sơ, đúng hạn 97,7%.", set()),
        ("Trên Cổng Dịch vụ công quốc gia, 98% lượt đánh giá hài lòng về giải quyết thủ tục hành chính.", set()),
        ("Hồ sơ công việc của Phòng Nội vụ được xử lý trực tuyến đạt 98%.", set()),
        ("Tỷ lệ hồ sơ trực tuyến là 905‰.", set()),
        ("Cán bộ, công chức huyện có trình độ đại học đạt 100%.", set()),
        ("Tại Trung tâm Phục vụ hành chính công tỉnh tiếp nhận 90 hồ sơ. Tỷ lệ hồ sơ trực tuyến đạt 97%.", set()),
        (
            "Tỷ lệ cấp kết quả điện tử, số hóa thành phần hồ sơ và thanh toán trực tuyến của cấp xã lần lượt đạt 95%,"
            " 88% và 81%.",
            {
                ("electronic_result_rate", "commune", 95.0),
                ("dossier_digitization_rate", "commune", 88.0),
                ("online_payment_transaction_rate", "commune", 81.0),
            },
        ),
        (
            "Tỷ lệ hồ sơ đúng hạn, tỷ lệ hồ sơ trễ hạn lần lượt là 98,1% và 1,9%.",
            {("on_time_dossier_rate", "all", 98.1)},
        ),
        (
            "Toàn tỉnh hiện có 1.502 đơn vị sự nghiệp công lập, giảm 42 đơn vị; 136 đơn vị tự bảo đảm chi.",
            {("public_service_unit_count", "all", 1502.0)},
        ),
        ("Toàn tỉnh có 136 đơn vị sự nghiệp công lập tự bảo đảm chi thường xuyên.", set()),
        (
            "Mức độ hài lòng chung của người dân đối với việc giải quyết TTHC đạt 94,7%.",
            {("citizen_satisfaction_tthc_rate", "all", 94.7)},
        ),
        (
            "Tỉnh đạt 84,26/100 điểm theo Bộ chỉ số 766; trong đó công khai, minh bạch 15,6/18 điểm.",
            {("service_quality_766_score", "all", 84.26)},
        ),
    ],
)
def test_a_sentence_tells_this_and_no_more(tmp_path: Path, sentence: str, figures: set[Told]) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"{HEAD} quý IV năm 2025\n\nI. KẾT QUẢ\n{sentence}\n", encoding="utf-8")
    rates = {one for one in told(read(path)) if not one[0].startswith("dossiers_")}
    assert rates == figures


OF_THE_NEXT_YEAR = HEAD.replace("Lâm Đồng", "Nghệ An").replace("LÂM ĐỒNG", "NGHỆ AN").replace("2025", "2026")


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        (
            "Chỉ số PAR INDEX năm 2025 của tỉnh đạt 89,12%, xếp thứ 11/34, tăng 3 bậc so với năm 2024.",
            {("par_index_score", "2025", 89.12), ("par_index_rank", "2025", 11.0)},
        ),
        ("Chỉ số PAR INDEX công bố năm 2025 đạt 89,12%.", set()),
        ("Năm 2025, SIPAS của tỉnh đạt 84,05%, năm 2024 đạt 82%.", {("sipas_index", "2025", 84.05)}),
        ("Chỉ số SIPAS năm 2025 của cả nước đạt 84,05%.", set()),
        (
            "Theo công bố của Bộ Nội vụ, PAR INDEX năm 2025 của tỉnh đạt 89,12%. Năm 2024, tỉnh đứng thứ 9/63.",
            {("par_index_score", "2025", 89.12)},
        ),
        ("Theo công bố của Bộ Nội vụ, Chỉ số SIPAS năm 2025 của Sở Y tế đạt 89,12%.", set()),
        ("Thực hiện Kế hoạch cải thiện các chỉ số năm 2025, PAR INDEX của tỉnh đạt 89,12%.", set()),
        ("PAR INDEX năm 2025 của tỉnh xếp thứ 11.", set()),
        (
            "Điểm Bộ chỉ số 766 của tỉnh trong tháng 5/2026 là 88,4 điểm.",
            {("service_quality_766_score", "2026-05", 88.4)},
        ),
    ],
)
def test_an_index_is_of_the_year_that_its_words_name(tmp_path: Path, sentence: str, figures: set[Told]) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"{OF_THE_NEXT_YEAR} năm 2026\n\nI. KẾT QUẢ\n{sentence}\n", encoding="utf-8")
    observations = read(path).observations
    assert set(observations.select("indicator_code", "period_label", "value").rows()) == figures


def test_an_index_of_a_province_that_was_another_then_is_left_open(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"{HEAD} quý IV năm 2025\n\nI. KẾT QUẢ\nPAR INDEX năm 2024 đạt 88,1%.\n", encoding="utf-8")
    assert told(read(path)) == set()


STOCKS = yaml.safe_load((Path(counts.__file__).parent / "stocks.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", STOCKS, ids=lambda entry: entry["example"][:40])
def test_each_stock_fits_its_example_and_not_its_counter_example(entry: dict[str, str]) -> None:
    assert stock_told(_at_number_of_things(entry["example"])) == entry["code"]
    assert stock_told(_at_number_of_things(entry["counter"])) is None


def _at_number_of_things(sentence: str) -> Words:
    """The words of a sentence's first number of units or persons."""
    found = list(re.finditer(r"\d[\d.]+(?= (?:đơn vị|người))", sentence))
    return Words(sentence, found[0].start(), found[0].end())


COUNTED = yaml.safe_load((Path(counts.__file__).parent / "counts.yml").read_text(encoding="utf-8"))["counted"]


@pytest.mark.parametrize("entry", COUNTED, ids=lambda entry: entry["code"])
def test_each_share_of_counts_fits_its_example_and_not_its_counter_example(entry: dict[str, str]) -> None:
    def named(sentence: str) -> str | None:
        (share,) = re.finditer(r"([\d,]+)%", sentence)
        words = Words(sentence, share.start(), share.end())
        digits = len(share[1].partition(",")[2])
        return indicator_by_counts(words, float(share[1].replace(",", ".")), digits)

    assert named(entry["example"]) == entry["code"]
    assert named(entry["counter_example"]) is None


OF_PROCEDURES = "2. Cải cách thủ tục hành chính"


@pytest.mark.parametrize(
    ("heading", "said", "figures"),
    [
        (OF_PROCEDURES, "Tỷ lệ giải quyết đúng hạn đạt 98,2%.", {("on_time_dossier_rate", "all", 98.2)}),
        (
            OF_PROCEDURES,
            "Tiếp nhận 1.240 hồ sơ.\n\nTỷ lệ giải quyết trước và đúng hạn đạt 98,2%.",
            {("dossiers_received_count", "all", 1240.0), ("on_time_dossier_rate", "all", 98.2)},
        ),
        (OF_PROCEDURES, "Tiếp nhận 25 phản ánh, kiến nghị.\n\nTỷ lệ giải quyết đúng hạn đạt 98,2%.", set()),
        (OF_PROCEDURES, "Tỷ lệ công bố đúng hạn đạt 98,2%.", set()),
        (OF_PROCEDURES, "Tỷ lệ giải quyết đúng hạn lĩnh vực đất đai đạt 98,2%.", set()),
        (OF_PROCEDURES, "3. Cải cách tài chính công\n\nTỷ lệ giải quyết đúng hạn đạt 98,2%.", set()),
        ("1. Cải cách thể chế", "Tỷ lệ giải quyết đúng hạn đạt 98,2%.", set()),
    ],
)
def test_a_share_without_its_thing_is_of_dossiers_where_its_part_is_of_procedures(
    tmp_path: Path, heading: str, said: str, figures: set[Told]
) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"{HEAD} quý IV năm 2025\n\n{heading}\n\n{said}\n", encoding="utf-8")
    assert told(read(path)) == figures


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        (
            "UBND tỉnh giao các sở, ngành, địa phương 1.250 nhiệm vụ; đã hoàn thành đúng hạn 1.188 nhiệm vụ (95,0%),"
            " quá hạn 62 nhiệm vụ.",
            {("assigned_task_on_time_rate", "all", 95.0)},
        ),
        (
            "Chính phủ giao 412 nhiệm vụ. UBND tỉnh giao các sở, ngành, địa phương thực hiện; đã hoàn thành đúng hạn"
            " 391 nhiệm vụ (94,9%).",
            set(),
        ),
        ("UBND tỉnh giao các sở, ngành, địa phương 1.250 nhiệm vụ; đã hoàn thành 1.188 nhiệm vụ (95,0%).", set()),
        (
            "Toàn tỉnh hiện còn 640 đơn vị sự nghiệp công lập (cấp tỉnh 71, cấp xã 569).",
            {("public_service_unit_count", "all", 640.0)},
        ),
    ],
)
def test_counts_over_two_clauses_and_stocks_shared_out_in_brackets(
    tmp_path: Path, said: str, figures: set[Told]
) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"{HEAD} quý IV năm 2025\n\nI. KẾT QUẢ\n{said}\n", encoding="utf-8")
    assert told(read(path)) == figures


OF_A_DISTRICT = """UBND HUYỆN CHÂU THÀNH
Số: 7/BC-UBND
Châu Thành, ngày 20 tháng 12 năm 2023

BÁO CÁO
Công tác cải cách hành chính năm 2023 của huyện Châu Thành, tỉnh Tây Ninh

I. KẾT QUẢ
"""


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("Bộ phận Một cửa huyện: tỷ lệ hồ sơ trực tuyến đạt 56%.", {("online_dossier_rate", "district", 56.0)}),
        ("Tại Trung tâm Phục vụ hành chính công tỉnh, tỷ lệ hồ sơ trực tuyến đạt 96%.", set()),
        (
            "Giải quyết: UBND huyện tiếp nhận 900 hồ sơ, đúng hạn 99%; UBND các xã tiếp nhận 800 hồ sơ, đúng hạn 98%.",
            {
                ("dossiers_received_count", "district", 900.0),
                ("on_time_dossier_rate", "district", 99.0),
                ("dossiers_received_count", "commune", 800.0),
                ("on_time_dossier_rate", "commune", 98.0),
            },
        ),
        (
            "Các phòng, ban và UBND các xã triển khai 40 nhiệm vụ CCHC; hoàn thành 39 nhiệm vụ, đạt 97,5%.",
            {("reform_plan_task_completion_rate", "all", 97.5)},
        ),
        ("Phòng Tư pháp có tỷ lệ hồ sơ giải quyết đúng hạn 95%.", set()),
    ],
)
def test_what_a_district_tells_is_of_its_counter_its_offices_its_communes_or_all(
    tmp_path: Path, sentence: str, figures: set[Told]
) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"{OF_A_DISTRICT}{sentence}\n", encoding="utf-8")
    assert told(read(path)) == figures


def test_a_figure_told_per_mille_is_a_finding_and_no_percentage(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"{HEAD} quý IV năm 2025\n\nI. KẾT QUẢ\nTỷ lệ hồ sơ trực tuyến là 905‰.\n", encoding="utf-8")
    reading = read(path)
    assert "905‰" in next(one.found for one in reading.findings if one.rule == "told_per_mille")
    assert told(reading) == set()


OF_TWO_PERIODS = """1. Trong quý III, tỷ lệ hồ sơ trực tuyến đạt 78%.
2. Trong 9 tháng, tỷ lệ hồ sơ trực tuyến đạt 75%.
3. Lũy kế từ đầu năm đến nay, tỷ lệ hồ sơ giải quyết đúng hạn đạt 98,1%.
4. Tỷ lệ số hóa thành phần hồ sơ đạt 91,4%.
5. Quý II/2025, tỷ lệ cấp kết quả điện tử đạt 80%.
"""


def test_in_a_report_of_two_periods_a_sentence_tells_of_the_one_that_it_names(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"{HEAD} quý III, 9 tháng đầu năm 2025\n\nI. KẾT QUẢ\n{OF_TWO_PERIODS}", encoding="utf-8")
    reading = read(path)
    rows = reading.observations.select("indicator_code", "value", "period_start").rows()
    assert {(code, value, str(start)) for code, value, start in rows} == {
        ("online_dossier_rate", 78.0, "2025-07-01"),
        ("online_dossier_rate", 75.0, "2025-01-01"),
        ("on_time_dossier_rate", 98.1, "2025-01-01"),
    }
    said = next(one for one in reading.findings if one.rule == "prose_of_several_periods")
    assert "period: 2025-Q3 or period: 2025-9M" in said.remedy


def test_a_report_of_two_periods_with_different_ends_is_not_read_and_says_both(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"{HEAD} năm 2024 và quý III năm 2025\n\nI. KẾT QUẢ\nĐúng hạn 90%.\n", encoding="utf-8")
    said = next(one.found for one in read(path).findings if one.rule == "prose_not_read")
    assert said.startswith("several periods: ")


def test_a_quarter_in_a_quarters_report_is_no_part_of_what_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    said = "Trong quý III năm 2025, tỷ lệ hồ sơ trực tuyến đạt 78%."
    path.write_text(f"{HEAD} quý III năm 2025\n\nI. KẾT QUẢ\n{said}\n", encoding="utf-8")
    row = read(path).observations.row(0, named=True)
    assert (row["indicator_code"], row["scope_code"], row["value"]) == ("online_dossier_rate", "all", 78.0)


def test_below_a_heading_of_the_period_to_come_nothing_is_told(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    text = f"{HEAD} năm 2025\n\nI. NHIỆM VỤ NĂM 2026\nSố hóa 100% thành phần hồ sơ khi tiếp nhận.\n"
    path.write_text(text, encoding="utf-8")
    assert told(read(path)) == set()


UNSURE = "Tỷ lệ số hóa hồ sơ, kết quả giải quyết TTHC đạt 71,5%."


def _asked(tmp_path: Path, *decisions: Decision) -> KpiReading:
    path = tmp_path / "report.txt"
    path.write_text(f"{HEAD} quý IV năm 2025\n\nI. KẾT QUẢ\n{UNSURE}\n", encoding="utf-8")
    units = UnitResolver.load()
    return read_kpi(source_below(path, tmp_path), units, CATALOGUE, None, MATCHER, decisions)


def test_what_is_not_sure_is_asked_and_a_decision_loads_or_refuses_it(tmp_path: Path) -> None:
    reading = _asked(tmp_path)
    (asked,) = [finding for finding in reading.findings if finding.rule == "told_not_sure"]
    assert reading.observations.is_empty()
    assert f"--decide {asked.finding_id} --is-a-result" in asked.remedy
    key = ("report.txt", asked.finding_id)
    taken = _asked(
        tmp_path,
        Decision(*key, "is_a_result", "true"),
        Decision(*key, "indicator_code", "dossier_digitization_rate"),
        Decision(*key, "level", None),
    )
    assert told(taken) == {("dossier_digitization_rate", "all", 71.5)}
    refused = _asked(tmp_path, Decision(*key, "not_a_result", "true"))
    assert refused.observations.is_empty()
    for decided in (taken, refused):
        assert "told_not_sure" not in {finding.rule for finding in decided.findings}


# Every third in each run, the others where slow tests are.
TOLD_REPORTS = [
    pytest.param(path, id=path.stem, marks=pytest.mark.slow if number % 3 else ())
    for number, path in enumerate(told_reports.reports())
]


@pytest.mark.parametrize("path", TOLD_REPORTS)
def test_figures_of_an_invented_report_carry_its_level_period_and_counts(path: Path, tmp_path: Path) -> None:
    must, may = told_reports.expected(path)
    found = told_reports.told(told_reports.read_report(path, tmp_path), {*must, *may})
    assert set(found) <= {*must, *may}
    assert len(set(must) & set(found)) >= 0.5 * len(must), sorted(map(str, set(must) - set(found)))
    wrong = {one: counts for one, counts in found.items() if counts and (must | may)[one] not in (None, counts)}
    assert wrong == {}


def test_a_sentence_that_begins_with_its_period_tells_of_that_period(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    text = f"{HEAD} quý IV năm 2025\n\nI. KẾT QUẢ\nQuý III/2025, tỷ lệ hồ sơ trực tuyến đạt 78%.\n"
    path.write_text(text, encoding="utf-8")
    row = read(path).observations.row(0, named=True)
    assert (row["value"], str(row["period_start"]), str(row["period_end"])) == (78.0, "2025-07-01", "2025-09-30")


def test_later_sentences_of_a_paragraph_tell_of_the_period_it_begins_with(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    said = "Tháng 11/2025, tỉnh mở đợt cao điểm. Tỷ lệ hồ sơ trực tuyến đạt 78%."
    path.write_text(f"{HEAD} quý IV năm 2025\n\nI. KẾT QUẢ\n{said}\n", encoding="utf-8")
    row = read(path).observations.row(0, named=True)
    assert (str(row["period_start"]), str(row["period_end"])) == ("2025-11-01", "2025-11-30")


@pytest.mark.parametrize("entry", CONTRADICTIONS, ids=lambda entry: entry["example"])
def test_words_beside_a_number_contradict_a_measure_and_others_do_not(entry: dict[str, str]) -> None:
    def contradicted(sentence: str) -> bool:
        return is_contradicted(Words(sentence, len(sentence) - 3, len(sentence)), entry["code"] or "any")

    assert contradicted(entry["example"])
    assert not contradicted(entry["counter_example"])


@pytest.mark.parametrize("entry", ROLES, ids=lambda entry: entry["role"])
def test_each_role_of_a_number_of_dossiers_fits_its_example_and_not_its_counter_example(entry: dict[str, str]) -> None:
    def role(sentence: str) -> str | None:
        at = sentence.rindex(next(number for number in ("120", "30", "150") if number in sentence))
        found = role_of_count(Words(sentence, at, at + 3))
        return found.name if found else None

    assert role(entry["example"]) == entry["role"]
    assert role(entry["counter_example"]) != entry["role"]


def test_a_table_whose_rows_were_told_is_no_form_that_was_not_read(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    head = "| STT | Chỉ tiêu | Kế hoạch năm 2025 | Kết quả quý IV |\n|---|---|---|---|"
    row = "| 1 | Tỷ lệ hồ sơ trực tuyến | 50% | 41% |"
    path.write_text(f"{HEAD} quý IV năm 2025\n\nI. KẾT QUẢ\n\n{head}\n{row}\n", encoding="utf-8")
    reading = read(path)
    assert told(reading) == {("online_dossier_rate", "all", 41.0)}
    assert not {"known_carrier_not_read", "sheet_not_read"} & {finding.rule for finding in reading.findings}
