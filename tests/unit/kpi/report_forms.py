"""Report forms made in code: one indicator a row, in workbooks, pages and Word files. All figures are invented."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from pathlib import Path

import docx
import xlsxwriter
import xlwt
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from tools.plan_markup import FONTS

Row = tuple[str, str, str, str, str]
HEAD: list[Row] = [
    ("STT", "Chỉ tiêu thống kê\n(Sử dụng trong kỳ báo cáo hàng quý, 6 tháng, năm)", "Kết quả thống kê", "", "Ghi chú"),
    ("", "", "Đơn vị tính", "Số liệu", ""),
]
FORM_3: list[Row] = [
    ("1", "Thống kê TTHC", "", "", ""),
    ("1.4", "Tổng số TTHC thuộc thẩm quyền giải quyết tại địa phương", "Thủ tục", "1.500", ""),
    ("1.4.1", "Số TTHC cấp tỉnh", "Thủ tục", "1.200", ""),
    ("1.4.2", "Số TTHC cấp xã", "Thủ tục", "300", ""),
    ("3", "Kết quả giải quyết TTHC", "", "", ""),
    ("3.1", "Tỷ lệ hồ sơ TTHC do các sở, ngành tiếp nhận được giải quyết đúng hạn", "%", "97,5", ""),
    ("3.1.1", "Tổng số hồ sơ TTHC đã giải quyết xong", "Hồ sơ", "2.000", ""),
    ("3.1.2", "Số hồ sơ TTHC giải quyết đúng hạn", "Hồ sơ", "1.950", ""),
    ("3.2", "Tỷ lệ hồ sơ TTHC do UBND cấp xã tiếp nhận được giải quyết đúng hạn", "%", "99", ""),
    ("3.2.1", "Tổng số hồ sơ TTHC đã giải quyết xong", "Hồ sơ", "3.000", ""),
    ("3.2.2", "Số hồ sơ TTHC giải quyết đúng hạn", "Hồ sơ", "2.970", ""),
]
FORM_1: list[Row] = [
    ("1.", "Số văn bản chỉ đạo CCHC đã ban hành", "Văn bản", "17", ""),
    ("2.", "Tỷ lệ hoàn thành Kế hoạch CCHC năm (lũy kế đến thời điểm báo cáo)", "%", "62,50", ""),
    ("2.1.", "Số nhiệm vụ đề ra trong kế hoạch", "Nhiệm vụ", "40", ""),
    ("2.2.", "Số nhiệm vụ đã hoàn thành", "Nhiệm vụ", "25", ""),
    ("5.", "Khảo sát sự hài lòng của người dân, tổ chức", "Không = 0; Có = 1", "1", ""),
    (
        "6.",
        "Tổ chức đối thoại của lãnh đạo với người dân, cộng đồng doanh nghiệp",
        "Có = 1; Không = 0",
        "-",
        "Chưa đến kỳ",
    ),
]


@dataclass
class Report:
    """What stands around the forms, and the forms: title lines, then (lines above, rows) of each table."""

    letterhead: list[str] = field(default_factory=lambda: ["ỦY BAN NHÂN DÂN TỈNH SƠN LA"])
    title: list[str] = field(
        default_factory=lambda: ["BÁO CÁO", "Công tác cải cách hành chính quý I năm 2026 của tỉnh Sơn La"]
    )
    dateline: str = "Sơn La, ngày 20 tháng 3 năm 2026"
    prose: list[str] = field(
        default_factory=lambda: [
            "I. KẾT QUẢ",
            "Trong năm 2025 tỉnh đã ban hành nhiều văn bản; tháng 2 năm 2026 tổ chức kiểm tra tại huyện cũ Mộc Châu.",
        ]
    )
    appendix: list[str] = field(
        default_factory=lambda: [
            "PHỤ LỤC",
            "BIỂU MẪU THỐNG KÊ SỐ LIỆU BÁO CÁO CẢI CÁCH HÀNH CHÍNH QUÝ I NĂM 2026",
            "CỦA ỦY BAN NHÂN DÂN TỈNH SƠN LA",
        ]
    )
    tables: list[tuple[list[str], list[Row]]] = field(default_factory=list)


def write_docx(report: Report, path: Path) -> Path:
    """The report as Word writes it: letterhead table, paragraphs, form tables with merged header cells."""
    document = docx.Document()
    head = document.add_table(rows=2, cols=2)
    head.cell(0, 0).text, head.cell(0, 1).text = "\n".join(report.letterhead), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    head.cell(1, 0).text, head.cell(1, 1).text = "Số:      /BC-UBND", report.dateline
    for line in [*report.title, *report.prose, *report.appendix]:
        document.add_paragraph(line)
    for above, rows in report.tables:
        for line in above:
            document.add_paragraph(line)
        table = document.add_table(rows=len(rows), cols=5)
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(at, column).text = text
        if rows[:2] == HEAD:
            table.cell(0, 2).merge(table.cell(0, 3))
            for column in (0, 1, 4):
                table.cell(0, column).merge(table.cell(1, column))
    document.save(str(path))
    return path


def write_html(report: Report, path: Path) -> Path:
    """The report as a page."""
    parts = [
        f"<p>{html.escape(line)}</p>"
        for line in [*report.letterhead, *report.title, report.dateline, *report.prose, *report.appendix]
    ]
    for above, rows in report.tables:
        parts += [f"<p>{html.escape(line)}</p>" for line in above]
        cells = ["<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in row) + "</tr>" for row in rows]
        parts.append(f"<table>{''.join(cells)}</table>")
    path.write_text(f"<html><body>{''.join(parts)}</body></html>", encoding="utf-8")
    return path


def write_xlsx(report: Report, path: Path) -> Path:
    """The forms copied into a workbook, one sheet a table; the numbers of rows lose their last dot."""
    with xlsxwriter.Workbook(path) as book:
        for number, (above, rows) in enumerate(report.tables, start=1):
            sheet = book.add_worksheet(f"Bieu {number}")
            lines = [[line] for line in [*report.letterhead, *report.title[1:], *above]]
            for at, row in enumerate([*lines, *rows]):
                for column, text in enumerate(row):
                    if text:
                        sheet.write_string(at, column, text)
    return path


def write_xls(report: Report, path: Path) -> Path:
    """The forms copied into a workbook of the old kind, one sheet a table."""
    book = xlwt.Workbook(encoding="utf-8")
    for number, (above, rows) in enumerate(report.tables, start=1):
        sheet = book.add_sheet(f"Bieu {number}")
        for at, row in enumerate([*_lines(report, above), *rows]):
            for column, text in enumerate(row):
                if text:
                    sheet.write(at, column, text)
    book.save(str(path))
    return path


def write_md(report: Report, path: Path) -> Path:
    """The report in Markdown, one pipe table a form."""
    parts = ["\n\n".join([*report.letterhead, report.dateline, *report.title, *report.prose, *report.appendix])]
    for above, rows in report.tables:
        first, *rest = [" | ".join(text.replace("\n", " ") for text in row) for row in rows]
        lines = [f"| {first} |", "|---" * 5 + "|", *(f"| {line} |" for line in rest)]
        parts += [*above, "\n".join(lines)]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return path


def write_pdf(report: Report, path: Path) -> Path:
    """The report as PDF: paragraphs, and tables drawn with lines."""
    pdf = FPDF(format="A4", orientation="landscape")
    pdf.add_font("text", "", str(FONTS / "BeVietnamPro-Regular.ttf"))
    pdf.set_font("text", size=9)
    pdf.add_page()
    for line in [*report.letterhead, report.dateline, *report.title, *report.prose, *report.appendix]:
        pdf.multi_cell(0, 6, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    for above, rows in report.tables:
        for line in above:
            pdf.multi_cell(0, 6, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        with pdf.table(col_widths=(8, 60, 20, 15, 40), first_row_as_headings=False) as table:
            for row in rows:
                table.row(row)
    pdf.output(str(path))
    return path


def _lines(report: Report, above: list[str]) -> list[list[str]]:
    return [[line] for line in [*report.letterhead, *report.title[1:], *above]]


WRITERS = {
    "docx": write_docx,
    "html": write_html,
    "xlsx": write_xlsx,
    "xls": write_xls,
    "md": write_md,
    "pdf": write_pdf,
}
