"""Tables of reports as other provinces print them: nothing is lost for being small, no points pass as rates."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.kpi.reader import KpiReading
from tools.plan_markup import parse, render

from . import forms

HEAD = """---
file: bao-cao.{ending}
---
@head ỦY BAN NHÂN DÂN TỈNH SƠN LA || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
@head Số: 10/BC-UBND || Sơn La, ngày 02 tháng 6 năm 2026
@title BÁO CÁO
@title Kết quả đánh giá Bộ chỉ số phục vụ người dân, doanh nghiệp tháng 5 năm 2026
"""
OF_COMMUNES = """| STT | Đơn vị | Công khai, minh bạch | Tiến độ giải quyết | Cung cấp dịch vụ trực tuyến | Thanh toán trực tuyến | Số hóa hồ sơ | Mức độ hài lòng | Tổng điểm | Xếp hạng |
| 1 | UBND phường Tô Hiệu - tỉnh Sơn La | 17,0 | 19,5 | 11,0 | 9,0 | 20,0 | 18,0 | 94,5 | 1 |
"""  # noqa: E501
OF_THE_PROVINCE = """| STT | Nội dung | Tỷ lệ (%) | Điểm số | Thứ hạng |
| I | Công khai, minh bạch | {rate} | 17,2 | 12/34 |
| 1 | TTHC công bố đúng hạn | 98,3 | 5,9 | |
| IV | Số hóa hồ sơ | {rate} | 20,1 | 9/34 |
| 1 | Hồ sơ có cấp kết quả điện tử | 99 | 6 | |
| | CHỈ SỐ CHUNG | 92,3% | 92,3 | 7/34 |
"""


def read(folder: Path, body: str, ending: str = "docx") -> KpiReading:
    (folder / "reports").mkdir()
    path = folder / "reports" / f"bao-cao.{ending}"
    path.write_bytes(render(parse(HEAD.format(ending=ending) + body)))
    return forms.read(path)


@pytest.mark.parametrize("ending", ["docx", "pdf", "html", "md"])
def test_a_small_first_table_is_no_letterhead(ending: str, tmp_path: Path) -> None:
    observations = read(tmp_path, OF_COMMUNES, ending).observations
    total = observations.filter(observations["scope_code"] == "all")["value"].to_list()
    assert 94.5 in total
    assert set(observations["unit_level"]) == {"commune"}


@pytest.mark.parametrize(("rate", "figures"), [("", 2), ("91,4", 0)])
def test_shares_of_points_are_no_rates(rate: str, figures: int, tmp_path: Path) -> None:
    reading = read(tmp_path, OF_THE_PROVINCE.format(rate=rate))
    assert reading.observations.height == figures
    assert ("rate_of_points" in {one.rule for one in reading.findings}) is (figures == 0)
