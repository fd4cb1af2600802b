"""Yearly workbooks of PAPI and PCI as published: PAPI has a row a province, PCI a pair of columns a sub-index.

What belongs here: both workbooks and their figures. What does not: tidy files of indices (indices).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tools.demo.books import HeaderPath, Row, Table
from tools.demo.calendar_of import FIRST_YEAR, MERGER, Period, year
from tools.demo.country import Province
from tools.demo.ledger import Figure, Mess
from tools.demo.world import Delivery, World

DIMENSIONS = (
    "Tham gia của người dân ở cấp cơ sở",
    "Công khai, minh bạch",
    "Trách nhiệm giải trình với người dân",
    "Kiểm soát tham nhũng trong khu vực công",
    "Thủ tục hành chính công",
    "Cung ứng dịch vụ công",
    "Quản trị môi trường",
    "Quản trị điện tử",
)
SUB_INDICES = (
    "Gia nhập thị trường",
    "Tiếp cận đất đai",
    "Tính minh bạch",
    "Chi phí thời gian",
    "Chi phí không chính thức",
    "Cạnh tranh bình đẳng",
    "Tính năng động",
    "Hỗ trợ doanh nghiệp",
    "Đào tạo lao động",
    "Thiết chế pháp lý",
)
OUT = {"papi": (4, 20), "pci": (5, 6)}
Scored = tuple[Province, list[float], float]


def deliveries_of_country(world: World) -> Iterator[Delivery]:
    """One workbook an index and year that is out on the as-of date."""
    for index, make in (("papi", papi), ("pci", pci)):
        for period in map(year, range(FIRST_YEAR, world.as_of.year)):
            out = date(period.year + 1, *OUT[index])
            if out <= world.as_of:
                yield delivery(index, period, make(world, period), out)


def there(world: World, period: Period) -> list[Province]:
    """Provinces that lived through the year's end."""
    return [one for one in world.country.provinces if one.lives_at(period.end)]


def papi_scores(world: World, period: Period) -> list[Scored]:
    """Eight dimensions that add up to the index."""
    found = []
    for one in there(world, period):
        total = 80 * world.shares.share("papi", one.line, one.line, period.year, 12)
        parts = [
            round(total / 8 + world.chance.between(-0.9, 0.9, "papi", name, one.unit_id, period.year), 2)
            for name in DIMENSIONS[:-1]
        ]
        parts.append(round(total - sum(parts), 2))
        found.append((one, parts, round(sum(parts), 2)))
    return found


def papi(world: World, period: Period) -> tuple[Table, list[Scored]]:
    """A row a province, the dimensions before the index."""
    every = papi_scores(world, period)
    header: list[HeaderPath] = [("Mã tỉnh",), ("Tỉnh",), *((name,) for name in DIMENSIONS)]
    header.append(("Chỉ số PAPI (không có trọng số)",))
    body: list[Row] = [
        (str(n), one.unit.short_name_vi, *map(shown, parts), shown(total))
        for n, (one, parts, total) in enumerate(every, 1)
    ]
    return Table([(f"CHỈ SỐ PAPI NĂM {period.year}",)], header, body), every


def pci(world: World, period: Period) -> tuple[Table, list[Scored]]:
    """Each sub-index is its own pair of columns, sorted by its own score, so that a row is not a province."""
    every = []
    for one in there(world, period):
        total = round(100 * world.shares.share("pci", one.line, one.line, period.year, 12), 2)
        parts = [
            round(total / 10 + world.chance.between(-1.2, 1.2, "pci", name, one.unit_id, period.year), 2)
            for name in SUB_INDICES
        ]
        every.append((one, parts, total))
    columns = [
        sorted(((parts[place], one.unit.short_name_vi) for one, parts, _ in every), reverse=True)
        for place in range(len(SUB_INDICES))
    ]
    columns.append(sorted(((total, one.unit.short_name_vi) for one, _, total in every), reverse=True))
    header: list[HeaderPath] = [path for name in SUB_INDICES for path in (("Tỉnh",), (name,))]
    header += [("Tỉnh",), (f"PCI {period.year}",)]
    body: list[Row] = [
        [cell for column in columns for score, name in [column[place]] for cell in (name, shown(score))]
        for place in range(len(every))
    ]
    return Table([(f"CHỈ SỐ NĂNG LỰC CẠNH TRANH CẤP TỈNH PCI NĂM {period.year}",)], header, body), every


def shown(score: float) -> str:
    """As publishers print scores: a decimal point, two digits."""
    return f"{score:.2f}"


def delivery(index: str, period: Period, made: tuple[Table, list[Scored]], out: date) -> Delivery:
    """One workbook."""
    name, (table, every) = f"kpi/{index}/{index}-{period.code}.xlsx", made
    scopes = (
        [f"dimension_{n}" for n in range(1, 9)] if index == "papi" else [f"sub_index_{n:02d}" for n in range(1, 11)]
    )
    figures = [
        Figure(
            name,
            f"{index}_score",
            one.unit_id,
            "all",
            scope,
            "published",
            period.start,
            period.end,
            "period",
            value,
            decimals=2,
            known_from=out,
        )
        for one, parts, total in every
        for scope, value in [*zip(scopes, parts, strict=True), ("all", total)]
    ]
    across = period.year == MERGER.year and any(one.unit.valid_from == MERGER for one, *_ in every)
    messes = (Mess("index_across_merger", name, "spans_merger", "warning"),) if across else ()
    return Delivery(name, table, {"published_at": out.isoformat()}, tuple(figures), messes=messes)
