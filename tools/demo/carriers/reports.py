"""A province's periodic CCHC reports: forms in Word or in a workbook beside it, and results told in prose.

What belongs here: the report around the forms, its sentences and formats. What does not: the forms' rows (forms).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tools.demo.books import SIMULATED, Row, Table
from tools.demo.calendar_of import MERGER, Period, vietnamese, year
from tools.demo.carriers import forms
from tools.demo.country import Province
from tools.demo.ledger import Figure, Mess
from tools.demo.world import Delivery, World, published
from tools.plan_markup import Block, Source

KNOWN = 20
HEAD = ("STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú")
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
# Sentences of results: several wordings a measure, and the digits each prints.
TOLD = {
    "e_work_dossier_rate": (
        "e_work",
        (
            "Tỷ lệ hồ sơ công việc được xử lý trên môi trường mạng đạt {rate}%.",
            "Hồ sơ công việc được xử lý trên môi trường mạng đạt tỷ lệ {rate}%.",
        ),
    ),
}


def periods(world: World) -> list[Period]:
    """Quarters I to III and years."""
    quarters = [period for period in world.quarters if period.quarter < 4]
    return sorted([*quarters, *(year(number) for number in range(2021, world.as_of.year))], key=lambda one: one.end)


def deliveries(world: World, province: Province) -> Iterator[Delivery]:
    """One report a period of the province's lifetime."""
    for period in filter(province.exists, periods(world)):
        if world.chance.happens(0.5, "forms in word", province.unit_id, period.code):
            yield with_forms(world, province, period)
        else:
            yield workbook(world, province, period)
            yield from told_only(world, province, period)


def title(province: Province, period: Period) -> str:
    """The report's title."""
    return f"Công tác cải cách hành chính {period.words} của {province.spoken}"


def planned(province: Province, period: Period, name: str) -> tuple[Mess, ...]:
    """A report of a province's first year tells its plan's progress since January, before there was a province."""
    is_first_year = province.unit.valid_from == MERGER and period.year == MERGER.year
    return (Mess("first_year_so_far", name, "spans_merger", "warning"),) if is_first_year else ()


def head(province: Province, period: Period, world: World) -> list[Block]:
    """Letterhead and title."""
    day = published(period, KNOWN)
    number = world.chance.whole(20, 900, "report", province.unit_id, period.code)
    rows = [
        (f"ỦY BAN NHÂN DÂN {province.unit.name_vi.upper()}", NATION),
        (f"Số: {number}/BC-UBND", "Độc lập - Tự do - Hạnh phúc"),
        ("", f"{province.unit.short_name_vi}, {vietnamese(day)}"),
    ]
    found = [Block("head", rows=(row,)) for row in rows]
    return [*found, Block("title", "BÁO CÁO"), Block("title", title(province, period)), Block("note", f"({SIMULATED})")]


def prose(world: World, province: Province, period: Period) -> list[Block]:
    """What is told of the year."""
    blocks = [Block("h1", "I. KẾT QUẢ ĐẠT ĐƯỢC")]
    for indicator, (_, wordings) in TOLD.items():
        sentence = world.chance.pick(wordings, "told", indicator, province.unit_id, period.code)
        blocks.append(Block("text", sentence.format(rate=printed(world, province, period, indicator))))
    return blocks


def printed(world: World, province: Province, period: Period, indicator: str) -> str:
    """A told rate with a decimal comma."""
    course, _ = TOLD[indicator]
    share = world.shares.share(course, province.line, province.line, period.year, period.end.month)
    return f"{100 * share:.1f}".replace(".", ",")


def told(world: World, province: Province, period: Period, name: str) -> Iterator[Figure]:
    """The figures told in prose."""
    for indicator in TOLD:
        shown = printed(world, province, period, indicator)
        yield Figure(
            name,
            indicator,
            province.unit_id,
            "all",
            "all",
            "report_text",
            period.start,
            period.end,
            "period",
            float(shown.replace(",", ".")),
            decimals=1,
            known_from=published(period, KNOWN),
            rank=32,
        )


def form_blocks(world: World, province: Province, period: Period) -> list[Block]:
    """The appendix with the forms."""
    blocks = [
        Block("title", "PHỤ LỤC"),
        Block("title", f"BIỂU MẪU THỐNG KÊ SỐ LIỆU BÁO CÁO CẢI CÁCH HÀNH CHÍNH {period.words.upper()}"),
        Block("title", f"CỦA ỦY BAN NHÂN DÂN {province.unit.name_vi.upper()}"),
    ]
    for form in forms.forms(world, province, period):
        blocks += [Block("text", f"Biểu mẫu {form.number}"), Block("text", form.subject.capitalize())]
        blocks.append(Block("table", rows=(HEAD, *form.lines)))
    return blocks


def with_forms(world: World, province: Province, period: Period) -> Delivery:
    """A Word report that tells the year's results and ends with the forms."""
    name = f"reports/{province.slug}-{period.code}.docx"
    is_year = len(period.months) == 12
    blocks = head(province, period, world) + (prose(world, province, period) if is_year else [])
    blocks += form_blocks(world, province, period)
    figures = [
        *forms.figures(world, province, period, name, KNOWN),
        *(told(world, province, period, name) if is_year else ()),
    ]
    return _document(
        name, blocks, figures, published(period, KNOWN), title(province, period), planned(province, period, name)
    )


def told_only(world: World, province: Province, period: Period) -> Iterator[Delivery]:
    """The year's report in prose alone, beside the workbook of forms."""
    if len(period.months) == 12:
        ending = world.chance.pick(("txt", "html", "pdf", "docx"), "prose", province.unit_id, period.code)
        name = f"reports/{province.slug}-{period.code}-loi-van.{ending}"
        blocks = [*head(province, period, world), *prose(world, province, period)]
        figures = told(world, province, period, name)
        yield _document(name, blocks, list(figures), published(period, KNOWN), title(province, period))


def _document(
    name: str, blocks: list[Block], figures: list[Figure], day: date, said: str, messes: tuple[Mess, ...] = ()
) -> Delivery:
    source = Source({"file": name.rpartition("/")[2], "meta": {"title": said}}, blocks)
    return Delivery(name, source, {"published_at": day.isoformat()}, tuple(figures), messes=messes)


def workbook(world: World, province: Province, period: Period) -> Delivery:
    """The forms alone, a sheet each."""
    name = f"kpi/bieu-mau/{province.slug}-{period.code}.xlsx"
    tables = []
    for form in forms.forms(world, province, period):
        lines: list[Row] = [
            (f"ỦY BAN NHÂN DÂN {province.unit.name_vi.upper()}",),
            (title(province, period),),
            (f"Biểu mẫu {form.number}",),
            (form.subject.capitalize(),),
        ]
        tables.append(Table(lines, [(text,) for text in HEAD], form.lines, sheet=f"Bieu {form.number}"))
    figures = tuple(forms.figures(world, province, period, name, KNOWN))
    sidecar = {"published_at": published(period, KNOWN).isoformat()}
    return Delivery(name, tuple(tables), sidecar, figures, messes=planned(province, period, name))
