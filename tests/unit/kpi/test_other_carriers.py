"""The QĐ 766 table of reports and the wards' workbook TONGHOP: what loads, and what only proves it."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
import xlsxwriter

from pipelines.kpi.reader import KpiReading, read_kpi
from pipelines.source import source_below
from tests.unit.kpi.forms import IndicatorCatalogue, UnitResolver

HEAD = ["ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG", "Số: 12/BC-UBND", "Lâm Đồng, ngày 5 tháng 11 năm 2025", "BÁO CÁO"]
TITLE = "Kết quả thực hiện Bộ chỉ số theo Quyết định 766/QĐ-TTg 10 tháng đầu năm 2025 của tỉnh Lâm Đồng"
TABLE = [
    ["STT", "Nội dung", "Tỷ lệ", "Điểm số", "Thứ hạng"],
    ["I", "Công khai, minh bạch", "", "17,2", "5/34"],
    ["1", "TTHC công bố đúng hạn", "98,5%", "5,91", ""],
    ["2", "TTHC cập nhật, công khai đúng hạn", "97", "3,88", ""],
    ["II", "Tiến độ, kết quả giải quyết", "", "19,1", "7/34"],
    ["III", "Cung cấp dịch vụ trực tuyến", "", "18", "2/34"],
    ["III.1", "Dịch vụ công trực tuyến", "", "11", ""],
    ["3", "Hồ sơ TTHC theo hình thức nộp (trực tuyến)", "88,1%", "6", ""],
    ["III.2", "Thanh toán trực tuyến", "", "8", ""],
    ["3", "Hồ sơ thanh toán trực tuyến", "61,2%", "4", ""],
    ["IV", "Số hóa hồ sơ", "", "20", "9/34"],
    ["2", "Hồ sơ thực hiện số hóa", "92,3%", "4", ""],
    ["V", "Mức độ hài lòng", "", "17,5", "4/34"],
    ["", "Phản ánh, kiến nghị xử lý đúng hạn", "-", "", ""],
    ["", "Hài lòng trong tiếp nhận, giải quyết TTHC", "98%", "6", ""],
    ["", "CHỈ SỐ CHUNG", "92,8", "92,8", "6/34"],
]
TONGHOP = [
    "STT",
    "Lĩnh vực giải quyết",
    "Tổng số hồ sơ tiếp nhận (3)",
    "Trực tuyến (4)",
    "Trực tiếp, dịch vụ bưu chính (5)",
    "Từ kỳ trước (6)",
    "Tổng số hồ sơ đã giải quyết (7)",
    "Trước hạn (8)",
    "Đúng hạn (9)",
    "Quá hạn (10)",
    "Tổng số hồ sơ đang giải quyết (11)",
    "Trong hạn (12)",
    "Quá hạn (13)",
]
FIELDS = [
    ["I", "Trên Hệ thống các Bộ"],
    [1, "Hộ tịch", 50, 40, 8, 2, 45, 30, 14, 1, 5, 5, 0],
    [2, "Đất đai", 20, 10, 9, 1, 18, 10, 8, 0, 2, 1, 1],
    [],
    ["II", "Trên Hệ thống thành phố"],
    [1, "Hộ tịch", 30, 30, 0, 0, 29, 20, 9, 0, 1, 1, 0],
]
TOTAL = ["", "TỔNG CỘNG", 100, 80, 17, 3, 92, 60, 31, 1, 8, 7, 1]
WARD = "unit_name: Phường Buôn Hồ\nunit_level: commune\n"


def read(path: Path) -> KpiReading:
    return read_kpi(source_below(path, path.parent), UnitResolver.load(), IndicatorCatalogue.load())


def test_the_table_of_qd_766_gives_rates_from_1_january_and_no_points(tmp_path: Path) -> None:
    document = docx.Document()
    for line in (*HEAD, TITLE):
        document.add_paragraph(line)
    table = document.add_table(rows=len(TABLE), cols=5)
    for row, cells in zip(table.rows, TABLE, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    path = tmp_path / "table.docx"
    document.save(str(path))
    reading = read(path)
    assert reading.layout == "qd766_table"
    found = reading.observations.select("indicator_code", "scope_code", "value").rows()
    assert set(found) == {
        ("procedure_publication_on_time_rate", "announced", 98.5),
        ("procedure_publication_on_time_rate", "disclosed", 97.0),
        ("online_dossier_rate", "all_dossiers", 88.1),
        ("online_payment_transaction_rate", "all", 61.2),
        ("dossier_digitization_rate", "all", 92.3),
        ("citizen_satisfaction_tthc_rate", "all", 98.0),
    }
    assert set(reading.observations["source_variant"]) == {"qd766"}
    assert {str(day) for day in reading.observations["period_start"]} == {"2025-01-01"}
    assert set(reading.observations["unit_id"]) == {"P68-34"}


def tonghop(path: Path, total: list[object]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("TONGHOP")
    sheet.write(0, 0, "TỔNG HỢP KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH")
    sheet.write(1, 0, "Kỳ báo cáo mẫu: Tháng 01/2026")
    for at, row in enumerate([TONGHOP, *FIELDS, total]):
        for column, cell in enumerate(row):
            sheet.write(3 + at, column, cell)
    book.close()
    path.with_name(path.name + ".meta.yml").write_text(WARD, encoding="utf-8")
    return path


def test_the_total_of_tonghop_is_the_wards_and_its_fields_are_nobodys(tmp_path: Path) -> None:
    reading = read(tonghop(tmp_path / "a.xlsx", TOTAL))
    assert reading.layout == "ward_tonghop"
    found = {
        (code, scope): value
        for code, scope, value in reading.observations.select("indicator_code", "scope_code", "value").rows()
    }
    assert found["dossiers_resolved_overdue_count", "all"] == 1
    assert found["dossiers_pending_count", "overdue"] == 1
    assert found["dossiers_to_process_count", "all"] == 100
    assert found["on_time_dossier_rate", "all"] == pytest.approx(100 * 91 / 92)
    assert set(reading.observations["unit_id"]) == {"C24305-34"}
    assert set(reading.observations["period_label"]) == {"2026-01"}
    assert [finding.rule for finding in reading.findings] == ["rows_of_fields"]


def test_a_total_of_tonghop_that_is_not_its_fields_loads_with_findings(tmp_path: Path) -> None:
    reading = read(tonghop(tmp_path / "a.xlsx", [*TOTAL[:2], 104, *TOTAL[3:]]))
    assert {"identity_broken", "total_differs_from_sum"} <= {finding.rule for finding in reading.findings}
    assert reading.observations.height == 15


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("UBND xã Ba Chúc - tỉnh An Giang", "C30547-34"),
        ("Ủy ban nhân dân xã Đông Thái, tỉnh An Giang", "C31006-34"),
        ("UBND Xã Đông Thái (tỉnh An Giang)", "C31006-34"),
        ("Đặc khu Phú Quốc - tỉnh An Giang", "C31078-34"),
        ("UBND phường Buôn Hồ - tỉnh Đắk Lắk", "C24305-34"),
        ("UBND tỉnh An Giang", "P91-34"),
        ("UBND Thành phố Hà Nội", "P01-63"),
    ],
)
def test_names_are_read_as_the_portal_prints_them(tmp_path: Path, name: str, unit: str) -> None:
    path = tmp_path / "portal.csv"
    header = "TEN_COQUAN,TDGQ,MDHL,MDSH,TTTT,CLGQ,CKMB,TONG_SCORE"
    path.write_text(f'{header}\n"{name}",18,17,20,9,11,17,92\n', encoding="utf-8")
    path.with_name("portal.csv.meta.yml").write_text("period: 2025-10\n", encoding="utf-8")
    assert set(read(path).observations["unit_id"]) == {unit}
