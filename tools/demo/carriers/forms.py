"""The statistical forms of a province's CCHC report (4625/BNV-CCHC), in its Word report or in a workbook of their own.

What belongs here: the rows of forms 1, 3, 4 and 7 of a period and the figures they give. What does not: the report's
prose (prose), counts of dossiers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tools.demo.calendar_of import FIRST_YEAR, Period
from tools.demo.country import Province
from tools.demo.dossiers import Counts, added
from tools.demo.ledger import Figure
from tools.demo.world import World, published

RANK = 30
Line = tuple[str, str, str, str, str]
ON_TIME = "Tỷ lệ hồ sơ TTHC do {} tiếp nhận được giải quyết đúng hạn"
BELOW = {"district": "UBND cấp huyện", "commune": "UBND cấp xã"}


def count(number: int) -> str:
    """A count as forms print it: «1.234»."""
    return f"{number:,}".replace(",", ".")


def rate(top: int, bottom: int, digits: int = 2) -> str:
    """A share as forms print it: decimal comma, no zeros behind; a dash where there is nothing to rate."""
    return f"{100 * top / bottom:.{digits}f}".rstrip("0").rstrip(".").replace(".", ",") if bottom else "-"


@dataclass(frozen=True)
class Share:
    """A printed share with its counts, as a form measures it."""

    indicator: str
    top: int
    bottom: int
    coverage: str = "all"
    variant: str = "published"
    kind: str = "period"
    scope: str = "all"
    is_printed: bool = True


@dataclass(frozen=True)
class Count:
    """A count that a form measures."""

    indicator: str
    value: int
    coverage: str = "all"
    kind: str = "period"


@dataclass(frozen=True)
class Form:
    """One form: its number, lines, and what they measure."""

    number: int
    subject: str
    lines: list[Line]
    shares: list[Share]
    counts: list[Count]


def forms(world: World, province: Province, period: Period) -> list[Form]:
    """The forms of a period."""
    return [
        steering(world, province, period),
        dossiers(world, province, period),
        units(world, province, period),
        services(world, province, period),
    ]


def steering(world: World, province: Province, period: Period) -> Form:
    """Form 1: the year's plan so far."""
    tasks = world.chance.whole(35, 70, "tasks", province.unit_id, period.year)
    part = world.shares.share("tasks_done", province.line, province.line, period.year, 12)
    done = round(tasks * part * period.end.month / 12)
    texts = world.chance.whole(4, 30, "texts", province.unit_id, period.code)
    lines = [
        ("1", "Số văn bản chỉ đạo CCHC đã ban hành", "Văn bản", str(texts), ""),
        ("2", "Tỷ lệ hoàn thành Kế hoạch CCHC năm (lũy kế đến thời điểm báo cáo)", "%", rate(done, tasks), ""),
        ("2.1", "Số nhiệm vụ đề ra trong kế hoạch", "Nhiệm vụ", count(tasks), ""),
        ("2.2", "Số nhiệm vụ đã hoàn thành", "Nhiệm vụ", count(done), ""),
    ]
    return Form(
        1, "chỉ đạo điều hành", lines, [Share("reform_plan_task_completion_rate", done, tasks, kind="year_to_date")], []
    )


def dossiers(world: World, province: Province, period: Period) -> Form:
    """Form 3: dossiers resolved on time by level, petitions."""
    below = province.level_below(period.end)
    parts = {
        "province": added(world.agency_counts(province, period).values()),
        below: added(world.counts_below(province, period).values()),
    }
    who = {"province": "các sở, ngành", below: BELOW[below]}
    lines: list[Line] = [("3", "Kết quả giải quyết TTHC", "", "", "")]
    shares, counts = [], []
    for n, (level, c) in enumerate(parts.items(), 1):
        on_time = c.early + c.punctual
        lines += [
            (f"3.{n}", ON_TIME.format(who[level]), "%", rate(on_time, c.resolved), ""),
            (f"3.{n}.1", "Tổng số hồ sơ TTHC đã giải quyết xong", "Hồ sơ", count(c.resolved), ""),
            (f"3.{n}.2", "Số hồ sơ TTHC giải quyết đúng hạn", "Hồ sơ", count(on_time), ""),
        ]
        shares.append(Share("on_time_dossier_rate", on_time, c.resolved, level, "per_resolved"))
        counts += [
            Count("dossiers_resolved_count", c.resolved, level),
            Count("dossiers_resolved_on_time_count", on_time, level),
        ]
    if (
        below == "commune"
    ):  # before, communes had a row of their own, which these reports leave out: no sum of all levels
        whole = added(parts.values())
        on_time = whole.early + whole.punctual
        shares.append(Share("on_time_dossier_rate", on_time, whole.resolved, variant="per_resolved", is_printed=False))
    asked = world.chance.whole(20, 90, "petitions", province.unit_id, period.code)
    answered = round(
        asked * world.shares.share("petitions", province.line, province.line, period.year, period.end.month)
    )
    lines += [
        ("3.3", "Tỷ lệ giải quyết phản ánh, kiến nghị (PAKN) về quy định TTHC", "%", rate(answered, asked), ""),
        ("3.3.1", "Tổng số PAKN đã tiếp nhận", "PAKN", count(asked), ""),
        ("3.3.2", "Số PAKN đã giải quyết xong", "PAKN", count(answered), ""),
    ]
    return Form(3, "thủ tục hành chính", lines, [*shares, Share("petition_resolved_rate", answered, asked)], counts)


def service_units(world: World, province: Province, year: int) -> dict[str, int]:
    """How many public service units there are of each kind at the end of a year: few less each year."""
    before = [one for one in world.country.provinces if one.unit in province.predecessors] or [province]
    cut = world.chance.between(0.008, 0.035, "cut", province.line)
    keep = (1 - cut) ** (year - FIRST_YEAR)
    districts = sum(len(one.districts) for one in before)
    below = round((20 * len(before) + 34 * districts) * keep)
    return {"own": 6 * len(before), "departments": round(95 * len(before) * keep), "below": below}


def units(world: World, province: Province, period: Period) -> Form:
    """Form 4: public service units, a stock."""
    some = service_units(world, province, period.year)
    below = province.level_below(period.end)
    row, name = ("1.5.4", "cấp huyện") if below == "district" else ("1.5.3", "cấp xã")
    lines = [
        ("1", "Sắp xếp, kiện toàn tổ chức bộ máy", "", "", ""),
        ("1.5", "Tổng số đơn vị sự nghiệp công lập (ĐVSNCL) tại địa phương", "Đơn vị", count(sum(some.values())), ""),
        ("1.5.1", "Số ĐVSNCL thuộc UBND tỉnh", "Đơn vị", count(some["own"]), ""),
        ("1.5.2", "Số ĐVSNCL thuộc sở, ngành và tương đương", "Đơn vị", count(some["departments"]), ""),
        (row, f"Số ĐVSNCL thuộc UBND {name}", "Đơn vị", count(some["below"]), ""),
    ]
    counts = {"all": sum(some.values()), "province": some["own"] + some["departments"], below: some["below"]}
    measured = [Count("public_service_unit_count", value, level, "point") for level, value in counts.items()]
    return Form(4, "tổ chức bộ máy", lines, [], measured)


def services(world: World, province: Province, period: Period) -> Form:
    """Form 7: end-to-end services and payment."""
    total: Counts = world.all_counts(province, period)
    asking = world.chance.whole(700, 1100, "fee services", province.unit_id, period.year)
    share = world.shares.share("fee_services", province.line, province.line, period.year, period.end.month)
    offered = round(asking * share)
    lines = [
        ("4", "Cung cấp dịch vụ công trực tuyến (DVCTT)", "", "", ""),
        ("4.3", "Tỷ lệ hồ sơ trực tuyến toàn trình", "%", rate(total.full_online, total.full), ""),
        ("4.3.1", "Tổng số hồ sơ của DVCTT toàn trình (nộp trực tuyến + trực tiếp)", "Hồ sơ", count(total.full), ""),
        ("4.3.2", "Số hồ sơ nộp trực tuyến của các DVCTT toàn trình", "Hồ sơ", count(total.full_online), ""),
        ("4.5", "Tỷ lệ TTHC được tích hợp, triển khai thanh toán trực tuyến", "%", rate(offered, asking), ""),
        ("4.5.1", "Tổng số TTHC có yêu cầu nghĩa vụ tài chính", "Thủ tục", count(asking), ""),
        ("4.5.2", "Số TTHC đã tích hợp thanh toán trực tuyến trên Cổng DVC quốc gia", "Thủ tục", count(offered), ""),
    ]
    shares = [
        Share("full_online_dossier_rate", total.full_online, total.full, variant="of_provided_services"),
        Share("online_payment_procedure_rate", offered, asking, kind="point"),
    ]
    return Form(7, "chính quyền điện tử, chính quyền số", lines, shares, [])


def figures(world: World, province: Province, period: Period, name: str, known: int) -> Iterator[Figure]:
    """What a correct reader takes from the forms of a period."""
    day = published(period, known)
    for form in forms(world, province, period):
        for one in form.counts:
            yield Figure(
                name,
                one.indicator,
                province.unit_id,
                one.coverage,
                "all",
                "published",
                *span(one.kind, period),
                float(one.value),
                decimals=0,
                known_from=day,
                rank=RANK,
            )
        for share in form.shares:
            shown = rate(share.top, share.bottom)
            value = float(shown.replace(",", ".")) if share.is_printed else 100 * share.top / share.bottom
            yield Figure(
                name,
                share.indicator,
                province.unit_id,
                share.coverage,
                share.scope,
                share.variant,
                *span(share.kind, period),
                value,
                share.top,
                share.bottom,
                decimals=len(shown.partition(",")[2]) if share.is_printed else None,
                known_from=day,
                rank=RANK,
            )


def span(kind: str, period: Period) -> tuple[object, object, str]:
    """First and last day and kind of period: a stock stands on the last day, a sum so far begins in January."""
    start = {"point": period.end, "year_to_date": period.start.replace(month=1)}.get(kind, period.start)
    return start, period.end, kind
