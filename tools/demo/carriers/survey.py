"""The yearly satisfaction survey of a province, one row a respondent.

What belongs here: questionnaires as rows, and the share they give. What does not: indices that others publish.
"""

from __future__ import annotations

from collections.abc import Iterator

from tools.demo.books import Row, Table
from tools.demo.calendar_of import FIRST_YEAR, Period, year
from tools.demo.country import Province
from tools.demo.ledger import Figure
from tools.demo.world import Delivery, World, published

FIELDS = ("Hộ tịch", "Chứng thực", "Đăng ký kinh doanh", "Bảo trợ xã hội")
_GOOD, _OTHER = ("Rất hài lòng", "Hài lòng"), ("Bình thường", "Không hài lòng", "Rất không hài lòng")
HEADER = [("STT",), ("Đơn vị",), ("Lĩnh vực",), ("Mức độ hài lòng",)]


def answers(world: World, province: Province, period: Period) -> list[str]:
    """What each respondent said."""
    place = (province.unit_id, period.year)
    share = world.shares.share("satisfied", province.line, province.line, period.year, 10)
    count = world.chance.whole(160, 320, "respondents", *place)
    satisfied = round(count * share)
    said = [world.chance.pick(_GOOD, "good", *place, n) for n in range(satisfied)]
    said += [world.chance.pick(_OTHER, "other", *place, n) for n in range(count - satisfied)]
    return sorted(said, key=lambda answer: (world.chance.share("order", *place, answer), answer))


def table(world: World, province: Province, period: Period) -> Table:
    """The survey's rows under its title."""
    name = province.unit.name_vi
    body: list[Row] = [
        (n, name, world.chance.pick(FIELDS, "field", province.unit_id, period.year, n), answer)
        for n, answer in enumerate(answers(world, province, period), 1)
    ]
    title: list[Row] = [(f"PHIẾU KHẢO SÁT MỨC ĐỘ HÀI LÒNG {name.upper()} NĂM {period.year}",)]
    return Table(title, HEADER, body)


def deliveries(world: World, province: Province) -> Iterator[Delivery]:
    """One file a year of the province's lifetime."""
    for period in filter(province.exists, map(year, range(FIRST_YEAR, world.as_of.year))):
        ending = world.chance.pick(("csv", "xlsx"), "survey", province.unit_id, period.year)
        name = f"kpi/khao-sat/{province.slug}-{period.code}.{ending}"
        said = answers(world, province, period)
        good = sum(answer in _GOOD for answer in said)
        figure = Figure(
            name,
            "citizen_satisfaction_tthc_rate",
            province.unit_id,
            "all",
            "all",
            "survey",
            period.start,
            period.end,
            "period",
            100 * good / len(said),
            good,
            len(said),
            len(said),
            known_from=published(period, 40),
        )
        sidecar = {"published_at": published(period, 40).isoformat()}
        yield Delivery(name, table(world, province, period), sidecar, (figure,))
