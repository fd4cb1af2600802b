"""Good files of every known shape, made in code, and the means to write and to break them.

Figures are made up and add up; names of units are real, so that they resolve. Nothing here is an official export.
"""

from __future__ import annotations

import copy
import csv
import html
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import xlsxwriter

from pipelines.kpi.reader import KpiReading, read_kpi
from pipelines.reference.indicators import IndicatorCatalogue
from pipelines.reference.units import UnitResolver
from pipelines.source import source_below

Cell = str | int | float | None


@dataclass
class Form:
    """Title rows, header rows with merges (top, left, bottom, right within the header), body rows, closing rows."""

    title: list[list[Cell]]
    header: list[list[Cell]]
    merges: list[tuple[int, int, int, int]]
    body: list[list[Cell]]
    foot: list[list[Cell]] = field(default_factory=list)

    def rows(self) -> list[list[Cell]]:
        """All rows from the top."""
        return [*self.title, *self.header, *self.body, *self.foot]

    def copy(self) -> Form:
        """A twin to break."""
        return copy.deepcopy(self)


SIGNATURE: list[list[Cell]] = [
    [None],
    [None, None, "Thanh Hóa, ngày 02 tháng 7 năm 2024"],
    [None, None, "Người làm báo cáo"],
    [None, None, "Lê Văn A"],
]


def ii06a(wording: int = 1) -> Form:
    """Form II.06a in the first or the second wording met in print."""
    first = wording == 1
    inside = "Trong đó" if first else "Trong kỳ"
    carried = "Từ kỳ trước" if first else "Kỳ trước"
    punctual = "Đúng hạn (Bao gồm cả hồ sơ chờ Bổ sung và Trả lại/Xin rút)" if first else "Đúng hạn"
    pending = "Số lượng hồ sơ đang giải quyết" if first else "Hồ sơ đang xử lý"
    within = "Trong hạn (Bao gồm cả hồ sơ chờ bổ sung và hồ sơ khác)" if first else "Đúng hạn"
    unit = "Lĩnh vực, công việc giải quyết theo cấp" if first else "Đơn vị"
    header: list[list[Cell]] = [
        [
            "TT",
            unit,
            "Tiếp nhận",
            None,
            None,
            None,
            "Số lượng hồ sơ đã giải quyết",
            None,
            None,
            None,
            pending,
            None,
            None,
        ],
        [
            None,
            None,
            "Tổng số",
            inside,
            None,
            carried,
            "Tổng số",
            "Trước hạn",
            punctual,
            "Quá hạn",
            "Tổng số",
            within,
            "Quá hạn",
        ],
        [
            None,
            None,
            None,
            "Trực tuyến",
            "Trực tiếp, dịch vụ bưu chính",
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
        ],
        [f"({n})" for n in range(1, 14)],
    ]
    merges = [
        (0, 0, 2, 0),
        (0, 1, 2, 1),
        (0, 2, 0, 5),
        (0, 6, 0, 9),
        (0, 10, 0, 12),
        (1, 3, 1, 4),
        (1, 2, 2, 2),
        (1, 5, 2, 5),
    ] + [(1, c, 2, c) for c in range(6, 13)]
    body: list[list[Cell]] = [
        ["I", "Sở, ban, ngành"],
        ["1", "Sở Nội vụ", "110", "80", "20", "10", "100", "60", "38", "2", "10", "9", "1"],
        ["2", "Sở Tư pháp", "1.220", "1.000", "200", "20", "1.200", "700", "490", "10", "20", "20", "0"],
        ["II", "Cấp huyện"],
        ["1", "UBND huyện Yên Định", "550", "300", "200", "50", "500", "100", "395", "5", "50", "45", "5"],
        ["2", "Thị xã Nghi Sơn", "660", "400", "200", "60", "600", "200", "390", "10", "60", "55", "5"],
        [None, "Tổng cộng", "2.540", "1.780", "620", "140", "2.400", "1.060", "1.313", "27", "140", "129", "11"],
    ]
    title: list[list[Cell]] = [
        [
            "Biểu số II.06a/VPCP/KSTT",
            None,
            None,
            "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
            None,
            None,
            None,
            "- Đơn vị báo cáo: UBND tỉnh Thanh Hóa",
        ],
        [None, None, None, "Kỳ báo cáo: Quý II/2024"],
        [None, None, None, "(Từ ngày 01/04/2024 đến ngày 30/06/2024)"],
        [None, None, None, None, None, None, None, None, "Đơn vị tính: Số hồ sơ TTHC."],
    ]
    return Form(title, header, merges, body, SIGNATURE)


def hanoi_a() -> Form:
    """Hà Nội, family A: on time and early in one column."""
    header: list[list[Cell]] = [
        ["STT", "Đơn vị", "Tiếp nhận", None, None, None, "Đã giải quyết", None, None, "Đang giải quyết", None, None],
        [
            None,
            None,
            "Tổng số",
            "Trực tiếp",
            "Trực tuyến",
            "BCCI",
            "Tổng số",
            "Đúng và trước hạn",
            "Quá hạn",
            "Tổng số",
            "Trong hạn",
            "Quá hạn",
        ],
    ]
    body: list[list[Cell]] = [
        ["1", "UBND Quận Ba Đình", "100", "30", "60", "10", "90", "88", "2", "10", "9", "1"],
        ["2", "UBND Quận Hoàn Kiếm", "200", "50", "150", "0", "180", "180", "0", "20", "20", "0"],
        ["Tổng cộng", None, "300", "80", "210", "10", "270", "268", "2", "30", "29", "1"],
    ]
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 5), (0, 6, 0, 8), (0, 9, 0, 11)]
    title: list[list[Cell]] = [
        ["TỔNG HỢP KẾT QUẢ GIẢI QUYẾT TTHC THEO ĐƠN VỊ"],
        ["THÀNH PHỐ HÀ NỘI - Tháng 5 năm 2024"],
    ]
    return Form(title, header, merges, body)


def hanoi_b() -> Form:
    """Hà Nội, family B: the columns of II.06a in other words."""
    form = ii06a(2)
    form.title = [["II.06a/VPCP - THÀNH PHỐ HÀ NỘI"], ["Tháng 5/2024"]]
    form.body = [
        ["1", "Quận Ba Đình", "110", "80", "20", "10", "100", "60", "38", "2", "10", "9", "1"],
        ["2", "Quận Đống Đa", "220", "150", "50", "20", "200", "120", "76", "4", "20", "18", "2"],
    ]
    return form


def hanoi_c() -> Form:
    """Hà Nội, family C: an empty first column, early and on time apart."""
    header: list[list[Cell]] = [
        [
            None,
            "STT",
            "Đơn vị",
            "Tiếp nhận",
            None,
            None,
            None,
            "Đã giải quyết",
            None,
            None,
            None,
            "Đang giải quyết",
            None,
            None,
        ],
        [
            None,
            None,
            None,
            "Tổng số",
            "Trực tiếp",
            "Trực tuyến",
            "BCCI",
            "Tổng số",
            "Trước hạn",
            "Đúng hạn",
            "Quá hạn",
            "Tổng số",
            "Trong hạn",
            "Quá hạn",
        ],
    ]
    body: list[list[Cell]] = [
        [None, "1", "Quận Ba Đình", "100", "30", "60", "10", "90", "48", "40", "2", "10", "9", "1"],
        [None, "2", "Quận Đống Đa", "200", "50", "150", "0", "180", "100", "80", "0", "20", "20", "0"],
    ]
    merges = [(0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 6), (0, 7, 0, 10), (0, 11, 0, 13)]
    return Form([[None, "07a/BTP", "Thành phố Hà Nội"], [None, "6 tháng đầu năm 2024"]], header, merges, body)


def qd766_3a() -> Form:
    """QĐ 766 dashboard of online services, 18 columns; percents are text with a point, empty where the count is 0."""
    groups = [
        (
            "Số hồ sơ nhận giải quyết",
            ["Số mới tiếp nhận trực tuyến", "Số mới tiếp nhận trực tiếp", "Số mới tiếp nhận qua BCCI"],
        ),
        ("Tỷ lệ nộp hồ sơ trực tuyến", ["trực tuyến (%)", "trực tiếp (%)", "BCCI (%)"]),
        (
            "Kết quả xử lý hồ sơ nộp trực tuyến với hồ sơ đang xử lý",
            ["HS xử lý đúng hạn", "HS xử lý quá hạn", "Tỷ lệ đúng hạn (%)", "Tỷ lệ quá hạn (%)"],
        ),
        ("Số lượng hồ sơ Đã đồng bộ về cổng DVC QG", []),
        ("Tổng HS có nghĩa vụ tài chính", []),
        (
            "Thanh toán trực tuyến trên Cổng DVC Quốc gia",
            ["Số HS đã TTTT cổng DVC QG", "Tỷ lệ TTTT (%)", "Tỷ lệ TT trực tiếp (%)"],
        ),
    ]
    header, merges = grouped_header(["STT", "Mã định danh", "Tên đơn vị"], groups)
    body: list[list[Cell]] = [
        ["I", "Sở, ban, ngành"],
        [
            "2",
            "H56.01",
            "Sở Xây dựng",
            "90",
            "10",
            "0",
            "90%",
            "10%",
            None,
            "88",
            "2",
            "97.78%",
            "2.22%",
            "100",
            "50",
            "40",
            "80%",
            "20%",
        ],
        ["II", "Cấp huyện (bao gồm các huyện, thị xã, thành phố và xã, phường, thị trấn)"] + [None] * 29,
        [
            "1",
            "H56.31",
            "Huyện Yên Định",
            "300",
            "100",
            "0",
            "75%",
            "25%",
            None,
            "299",
            "1",
            "99.67%",
            "0.33%",
            "390",
            "200",
            "0",
            None,
            "100%",
        ],
        [
            "2",
            "H56.32",
            "Thị xã Nghi Sơn",
            "197",
            "2",
            "1",
            "98.5%",
            "1%",
            "0.5%",
            "197",
            "0",
            "100%",
            None,
            "200",
            "0",
            "0",
            None,
            None,
        ],
    ]
    title: list[list[Cell]] = [
        ["THEO DÕI CHỈ TIÊU DVC TRỰC TUYẾN - THEO QUYẾT ĐỊNH SỐ 766/QĐ-TTG NGÀY 23/06/2022"],
        ["ỦY BAN NHÂN DÂN TỈNH THANH HÓA"],
        ["Từ ngày 01/01/2024 đến ngày 15/07/2024"],
    ]
    return Form(title, header, merges, body)


def qd766_3b() -> Form:
    """QĐ 766 dashboard of online payment, 7 columns."""
    groups = [
        ("Tổng HS có nghĩa vụ tài chính", []),
        ("Thanh toán trực tuyến trên Cổng DVC Quốc gia", ["Số HS đã TTTT", "Tỷ lệ TTTT (%)", "Tỷ lệ TT trực tiếp (%)"]),
    ]
    header, merges = grouped_header(["STT", "Mã định danh", "Tên đơn vị"], groups)
    body: list[list[Cell]] = [
        ["1", "H56.31", "Huyện Yên Định", "200", "150", "75%", "25%"],
        ["2", "H56.32", "Thị xã Nghi Sơn", "0", "0", None, None],
    ]
    title: list[list[Cell]] = [
        ["THEO DÕI CHỈ TIÊU THANH TOÁN TRỰC TUYẾN CÁC ĐƠN VỊ TỈNH THANH HÓA"],
        ["(Thống kê hàng tháng, quý, 6 tháng, 9 tháng, năm, hàng năm)"],
        ["Tháng 06/2024"],
    ]
    return Form(title, header, merges, body)


def qd766_3c() -> Form:
    """QĐ 766 dashboard of digitisation, 10 columns, counts only."""
    groups = [
        ("Tiếp nhận", []),
        (
            "Số hóa hồ sơ TTHC khi tiếp nhận",
            [
                "Chưa số hóa TPHS",
                "Có số hóa TPHS",
                "Có tái sử dụng thành phần",
                "Có tái sử dụng thành phần từ cổng DVC quốc gia",
            ],
        ),
        ("Đã giải quyết", []),
        ("Số hóa kết quả giải quyết", ["Chưa số hóa", "Đã số hóa"]),
    ]
    header, merges = grouped_header(["STT", "Đơn vị"], groups)
    body: list[list[Cell]] = [
        ["1", "Huyện Yên Định", "400", "100", "300", "80", "20", "350", "50", "300"],
        ["2", "Thị xã Nghi Sơn", "1.000", "0", "1.000", "500", "0", "900", "0", "900"],
    ]
    title: list[list[Cell]] = [["THEO DÕI MỨC ĐỘ SỐ HÓA CÁC ĐƠN VỊ"], ["Tỉnh Thanh Hóa"], ["9 tháng đầu năm 2024"]]
    return Form(title, header, merges, body)


def qd766_3d() -> Form:
    """Dossiers from the provincial portal: two columns that differ only in a bracket."""
    header: list[list[Cell]] = [
        [
            "STT",
            "Đơn vị",
            "Tổng tiếp nhận",
            "xử lý đúng hạn",
            "chậm được tiếp nhận",
            "quá hạn đang xử lý",
            "quá hạn đang xử lý (Tính lũy kế từ kỳ trước)",
        ],
    ]
    body: list[list[Cell]] = [
        ["1", "Huyện Yên Định", "400", "380", "5", "3", "7"],
        ["2", "Thị xã Nghi Sơn", "100", "100", "0", "0", "1"],
    ]
    title: list[list[Cell]] = [
        ["DANH SÁCH TỔNG HỢP KẾT QUẢ TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ NỘP TỪ CỔNG DỊCH VỤ CÔNG TỈNH"],
        ["Tỉnh Thanh Hóa - Quý 3/2024"],
    ]
    return Form(title, header, [], body)


def qd766_scores() -> Form:
    """Scores by group under QĐ 766."""
    header: list[list[Cell]] = [
        [
            "STT",
            "Đơn vị",
            "Công khai, minh bạch (18)",
            "Tiến độ giải quyết (20)",
            "Dịch vụ công trực tuyến (12)",
            "Thanh toán trực tuyến (10)",
            "Số hóa hồ sơ (22)",
            "Mức độ hài lòng (18)",
            "Tổng điểm",
            "Xếp hạng",
        ],
    ]
    body: list[list[Cell]] = [
        ["1", "Tỉnh Thanh Hóa", "17,1/18", "18,9/20", "9,5", "6,2", "15", "17,5", "84,2", "1"],
        ["2", "Tỉnh Nghệ An", "16", "18", "8", "5", "14,25", "17", "78,25", "2"],
    ]
    return Form([["ĐIỂM BỘ CHỈ SỐ PHỤC VỤ NGƯỜI DÂN, DOANH NGHIỆP"], ["Tháng 7 năm 2024"]], header, [], body)


def service_levels() -> Form:
    """A portal's table by service level; counts without separators, percents with a comma."""
    header: list[list[Cell]] = [
        ["Mức độ", "Tổng", "Đã xử lý", "Chưa xử lý", "Trước hạn", None, "Đúng hạn", None, "Trễ hạn", None],
        [None, None, None, None, "Tổng", "%", "Tổng", "%", "Tổng", "%"],
    ]
    merges = [(0, c, 1, c) for c in range(4)] + [(0, 4, 0, 5), (0, 6, 0, 7), (0, 8, 0, 9)]
    body: list[list[Cell]] = [
        ["Mức 1, 2", "1000", "900", "100", "450", "50%", "360", "40%", "90", "10%"],
        ["Mức 3", "600", "500", "100", "243", "48,6%", "200", "40%", "57", "11,4%"],
        ["Mức 4", "400", "400", "0", "400", "100%", "0", "0%", "0", "0%"],
    ]
    return Form([["Thống kê hồ sơ tỉnh Thanh Hóa"], ["Năm 2023"]], header, merges, body)


def sipas() -> Form:
    """An index of satisfaction by province."""
    header: list[list[Cell]] = [["STT", "Tỉnh, thành phố", "Chỉ số hài lòng", "Xếp hạng"]]
    body: list[list[Cell]] = [
        ["1", "Thanh Hóa", "84,53%", "20"],
        ["2", "TP. Hồ Chí Minh", "81,12%", "40"],
        ["3", "TT-Huế", "85", "7"],
    ]
    return Form([["CHỈ SỐ SIPAS NĂM 2023"]], header, [], body)


def survey_aggregate() -> Form:
    """A survey counted by unit, five steps."""
    header: list[list[Cell]] = [
        ["STT", "Đơn vị", "Số phiếu", "Mức độ đánh giá", None, None, None, None],
        [None, None, None, "Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng"],
    ]
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 7)]
    body: list[list[Cell]] = [
        ["1", "Huyện Yên Định", "200", "100", "80", "10", "8", "2"],
        ["2", "Thị xã Nghi Sơn", "100", "50", "45", "5", "0", "0"],
    ]
    return Form([["KẾT QUẢ KHẢO SÁT HÀI LÒNG TỈNH THANH HÓA NĂM 2024"]], header, merges, body)


def survey_respondents() -> Form:
    """A survey, one row a respondent."""
    answers = ["Rất hài lòng", "Hài lòng", "Hài lòng", "Bình thường", "Không hài lòng"]
    body: list[list[Cell]] = [[str(n + 1), "Huyện Yên Định", "Đất đai", answers[n % 5]] for n in range(10)]
    body += [[str(n + 11), "Thị xã Nghi Sơn", "Hộ tịch", "5"] for n in range(5)]
    header: list[list[Cell]] = [["STT", "Đơn vị", "Lĩnh vực", "Mức độ hài lòng"]]
    return Form([["Phiếu khảo sát tỉnh Thanh Hóa, quý IV năm 2024"]], header, [], body)


def vpcp_07a() -> Form:
    """Form 07a by unit: three rows of header, what was settled and what is pending below one head."""
    lead: list[Cell] = [None, None]
    settled: list[Cell] = ["Tổng số", "Trả đúng thời hạn", "Trả quá hạn"]
    header: list[list[Cell]] = [
        [
            "STT",
            "Đơn vị",
            "Số hồ sơ nhận giải quyết",
            None,
            None,
            "Kết quả giải quyết",
            *[None] * 5,
            "Bổ sung",
            "Trả lại",
        ],
        [*lead, "Tổng số", "Trong đó", None, "Số hồ sơ đã giải quyết", None, None, "Số hồ sơ đang giải quyết"],
        [*lead, None, "Số kỳ trước chuyển qua", "Số mới tiếp nhận", *settled, "Tổng số", "Chưa đến hạn", "Quá hạn"],
    ]
    merges = [(0, c, 2, c) for c in (0, 1, 11, 12)]
    merges += [(0, 2, 0, 4), (0, 5, 0, 10), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 1, 7), (1, 8, 1, 10)]
    body: list[list[Cell]] = [
        ["1", "Huyện Yên Định", "1.510", "50", "1.460", "1.440", "1.410", "30", "70", "60", "10", "15", "7"],
        ["2", "Thị xã Nghi Sơn", "404", "4", "400", "400", "400", "0", "4", "4", "0", "0", "0"],
    ]
    title: list[list[Cell]] = [
        ["UBND TỈNH THANH HÓA"],
        ["TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC"],
        ["(Từ ngày 01/04/2024 đến ngày 30/06/2024)"],
    ]
    return Form(title, header, merges, body)


def dossier_table() -> Form:
    """Settled in time or not, with their shares."""
    shares = ["Tổng số", "Trước, đúng hạn", "Tỷ lệ trước, đúng hạn", "Trễ hạn", "Tỷ lệ trễ hạn"]
    groups = [("Đã giải quyết", shares), ("Đang giải quyết", ["Tổng số", "Trong hạn", "Quá hạn"])]
    header, merges = grouped_header(["STT", "Đơn vị", "Tổng số hồ sơ tiếp nhận"], groups)
    body: list[list[Cell]] = [
        ["1", "Huyện Yên Định", "1.050", "1.000", "985", "98,5", "15", "1,5", "50", "48", "2"],
        ["2", "Thị xã Nghi Sơn", "400", "380", "380", "100", "0", "0", "20", "20", "0"],
    ]
    return Form([["BÁO CÁO GIẢI QUYẾT HỒ SƠ QUÝ II NĂM 2024 - TỈNH THANH HÓA"]], header, merges, body)


def channel_table() -> Form:
    """How dossiers came in, under a title that speaks of online ones."""
    header: list[list[Cell]] = [
        ["STT", "Đơn vị", "Tổng số hồ sơ tiếp nhận", "Trực tuyến", "Trực tiếp", "BCCI", "Tỷ lệ trực tuyến (%)"]
    ]
    body: list[list[Cell]] = [
        ["1", "Huyện Yên Định", "300", "240", "60", "0", "80"],
        ["2", "Thị xã Nghi Sơn", "200", "110", "80", "10", "55"],
    ]
    return Form([["KẾT QUẢ TIẾP NHẬN HỒ SƠ TRỰC TUYẾN THÁNG 5/2024 - TỈNH THANH HÓA"]], header, [], body)


def payment_table() -> Form:
    """Dossiers with fees by the way they were paid, and the money."""
    money = ["Phí (VNĐ)", "Lệ phí (VNĐ)", "Tổng số tiền (VNĐ)"]
    header, merges = grouped_header(
        ["STT", "Tên đơn vị", "Số hồ sơ thu phí"],
        [("Thanh toán", ["Trực tiếp", "Trực tuyến"]), *[(one, []) for one in ("Tỷ lệ thanh toán trực tuyến", *money)]],
    )
    body: list[list[Cell]] = [
        ["1", "UBND huyện Yên Định", "200", "30", "170", "85%", "1.200.000", "300.000", "1.500.000"],
        ["2", "UBND thị xã Nghi Sơn", "1.000", "400", "600", "60%", "9.000.000", "0", "9.000.000"],
    ]
    return Form([["THANH TOÁN TRỰC TUYẾN CÁC ĐƠN VỊ - TỈNH THANH HÓA - QUÝ I NĂM 2024"]], header, merges, body)


def digitised_table() -> Form:
    """What was digitised of what came in, and which results are electronic."""
    header: list[list[Cell]] = [
        [
            "STT",
            "Đơn vị",
            "Tổng số hồ sơ tiếp nhận",
            "Số hồ sơ được số hóa",
            "Tỷ lệ số hóa hồ sơ (%)",
            "Tổng số hồ sơ đã giải quyết",
            "Số hồ sơ cấp kết quả điện tử",
            "Tỷ lệ cấp kết quả điện tử (%)",
        ]
    ]
    body: list[list[Cell]] = [
        ["1", "Huyện Yên Định", "400", "380", "95", "350", "280", "80"],
        ["2", "Thị xã Nghi Sơn", "200", "150", "75", "100", "99", "99"],
    ]
    return Form([["KẾT QUẢ SỐ HÓA HỒ SƠ, KẾT QUẢ GIẢI QUYẾT TTHC THÁNG 5/2024 - TỈNH THANH HÓA"]], header, [], body)


def document_table() -> Form:
    """What was sent out electronically, and what was signed digitally beside it."""
    header, merges = grouped_header(
        ["STT", "Cơ quan, đơn vị"],
        [("Văn bản đi", ["Tổng số", "Gửi dưới dạng điện tử", "Tỷ lệ (%)"]), ("Số văn bản được ký số", [])],
    )
    body: list[list[Cell]] = [
        ["1", "Huyện Yên Định", "2.000", "1.990", "99,5", "1.980"],
        ["2", "Thị xã Nghi Sơn", "800", "800", "100", "800"],
    ]
    return Form([["TÌNH HÌNH GỬI VĂN BẢN ĐIỆN TỬ QUÝ II NĂM 2024 - TỈNH THANH HÓA"]], header, merges, body)


def petition_table() -> Form:
    """Petitions that were all answered."""
    header: list[list[Cell]] = [
        ["STT", "Đơn vị", "Tổng số PAKN tiếp nhận", "Đã xử lý", "Xử lý đúng hạn", "Tỷ lệ đúng hạn (%)"]
    ]
    body: list[list[Cell]] = [
        ["1", "Huyện Yên Định", "120", "120", "117", "97,5"],
        ["2", "Thị xã Nghi Sơn", "40", "40", "40", "100"],
    ]
    return Form([["KẾT QUẢ XỬ LÝ PHẢN ÁNH, KIẾN NGHỊ NĂM 2024 - TỈNH THANH HÓA"]], header, [], body)


def full_partial_table() -> Form:
    """Full and partial online services side by side."""
    leaves = ["Tổng số hồ sơ", "Hồ sơ nộp trực tuyến", "Tỷ lệ (%)"]
    header, merges = grouped_header(
        ["STT", "Đơn vị"],
        [("Dịch vụ công trực tuyến toàn trình", leaves), ("Dịch vụ công trực tuyến một phần", leaves)],
    )
    body: list[list[Cell]] = [
        ["1", "Huyện Yên Định", "1.000", "900", "90", "500", "200", "40"],
        ["2", "Thị xã Nghi Sơn", "400", "320", "80", "200", "50", "25"],
    ]
    return Form([["HỒ SƠ DỊCH VỤ CÔNG TRỰC TUYẾN QUÝ II NĂM 2024 - TỈNH THANH HÓA"]], header, merges, body)


def index_rows() -> Form:
    """An index a row, its value and its rank."""
    header: list[list[Cell]] = [["TT", "Chỉ số", "Giá trị", "Xếp hạng"]]
    body: list[list[Cell]] = [["1", "PAR INDEX", "89,5", "12/63"], ["2", "Chỉ số PCI", "66,79", "30/63"]]
    return Form([["KẾT QUẢ CÁC CHỈ SỐ NĂM 2024 CỦA TỈNH THANH HÓA"]], header, [], body)


def rate_table() -> Form:
    """Shares without their counts."""
    header: list[list[Cell]] = [
        ["STT", "Đơn vị", "Tỷ lệ hồ sơ giải quyết trước hạn, đúng hạn", "Tỷ lệ hồ sơ trực tuyến (%)"]
    ]
    body: list[list[Cell]] = [["1", "Huyện Yên Định", "98,5", "95,25"], ["2", "Thị xã Nghi Sơn", "100", "40"]]
    return Form([["TỶ LỆ GIẢI QUYẾT HỒ SƠ TRỰC TUYẾN, ĐÚNG HẠN QUÝ II NĂM 2024, TỈNH THANH HÓA"]], header, [], body)


FORMS = {
    "ii06a_first": ii06a,
    "ii06a_second": lambda: ii06a(2),
    "hanoi_a": hanoi_a,
    "hanoi_b": hanoi_b,
    "hanoi_c": hanoi_c,
    "qd766_3a": qd766_3a,
    "qd766_3b": qd766_3b,
    "qd766_3c": qd766_3c,
    "qd766_3d": qd766_3d,
    "qd766_scores": qd766_scores,
    "service_levels": service_levels,
    "sipas": sipas,
    "survey_aggregate": survey_aggregate,
    "vpcp_07a": vpcp_07a,
    "dossier_table": dossier_table,
    "channel_table": channel_table,
    "payment_table": payment_table,
    "rate_table": rate_table,
    "digitised_table": digitised_table,
    "document_table": document_table,
    "petition_table": petition_table,
    "full_partial_table": full_partial_table,
    "index_rows": index_rows,
    "survey_respondents": survey_respondents,
}


def grouped_header(
    lead: list[str], groups: list[tuple[str, list[str]]]
) -> tuple[list[list[Cell]], list[tuple[int, int, int, int]]]:
    """Two header rows: leading columns and childless groups span both."""
    top: list[Cell] = [*lead]
    low: list[Cell] = [None] * len(lead)
    merges = [(0, place, 1, place) for place in range(len(lead))]
    for name, children in groups:
        start = len(top)
        top += [name] + [None] * max(len(children) - 1, 0)
        low += children or [None]
        merges.append((0, start, 0, start + len(children) - 1) if children else (0, start, 1, start))
    return [top, low], merges


# --- writing ---------------------------------------------------------------------------------------------------------


def write_xlsx(form: Form, path: Path, *, merged: bool = True, lead_sheets: tuple[str, ...] = ()) -> Path:
    """The form as a workbook; `lead_sheets` are sheets of notes before it."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    for name in lead_sheets:
        book.add_worksheet(name).write_row(1, 1, ["Ghi chú chung", "không có số liệu"])
    sheet = book.add_worksheet("Sheet1")
    for row, cells in enumerate(form.rows()):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(row, column, cell)
    for top, left, bottom, right in form.merges if merged else []:
        if (top, left) != (bottom, right):
            first = form.header[top][left]
            sheet.merge_range(len(form.title) + top, left, len(form.title) + bottom, right, first)
    book.close()
    return path


def write_html(form: Form, path: Path, encoding: str = "utf-8") -> Path:
    """The form as the hidden table that portals save as .xls: rowspan and colspan, furniture in rows of their own."""
    hidden = {(r, c) for t, x, b, y in form.merges for r in range(t, b + 1) for c in range(x, y + 1)} - {
        m[:2] for m in form.merges
    }
    spans = {m[:2]: f' rowspan="{m[2] - m[0] + 1}" colspan="{m[3] - m[1] + 1}"' for m in form.merges}
    lines = ['<html><body><table id="tableToExcel">']
    for place, row in enumerate(form.rows()):
        at = place - len(form.title)
        cells = [
            f"<td{spans.get((at, column), '')}>{html.escape(str(cell)) if cell is not None else ''}</td>"
            for column, cell in enumerate(row)
            if (at, column) not in hidden
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    lines.append("</table></body></html>")
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def write_csv(form: Form, path: Path, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """The form as CSV, ragged as it is."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(
            [["" if c is None else c for c in row] for row in form.rows()]
        )
    return path


# --- reading ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def units() -> UnitResolver:
    """One resolver for all tests."""
    return UnitResolver.load()


def read(path: Path, **sidecar: Any) -> KpiReading:
    """Read a file that lies in <raw>/kpi; keywords become its sidecar."""
    if sidecar:
        text = "".join(f"{key}: '{value}'\n" for key, value in sidecar.items())
        path.with_name(path.name + ".meta.yml").write_text(text, encoding="utf-8")
    return read_kpi(source_below(path, path.parent.parent), units(), IndicatorCatalogue.load())


def values(reading: KpiReading, indicator: str, **where: str) -> dict[str, float]:
    """Unit id -> value of the observations of an indicator (and of other columns given)."""
    wanted = reading.observations.filter(indicator_code=indicator, **{"scope_code": "all", **where})
    return dict(zip(wanted["unit_id"], wanted["value"], strict=True))


def rules(reading: KpiReading, severity: str | None = None) -> set[str]:
    """The rules of a reading's findings."""
    return {finding.rule for finding in reading.findings if severity in (None, finding.severity)}
