"""The plans of a demo world: period plans and yearly plans of every province, and a national programme.

What belongs here: which plan promises what, its words and its layout. What does not: writing a format (plan_markup),
what becomes of a promise (verdicts).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tools.demo.books import SIMULATED
from tools.demo.calendar_of import MERGER, vietnamese
from tools.demo.country import Province
from tools.demo.ledger import Promise
from tools.demo.world import Delivery, World
from tools.plan_markup import Block, Source

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
PERIOD = (2021, 2025)
NEXT_PERIOD = (2026, 2030)
SIGNS = {">=": "≥", "<=": "≤"}
OLD_SIGNS = {sign: sign for sign in SIGNS}  # TCVN3 has no others
# What a commune promises of its own, and how many communes of a new province issue a plan.
OF_COMMUNES = frozenset({"online", "on_time"})
COMMUNES = 2
# Formats of files and, for text, how it is stored.
DRESSES: tuple[dict[str, object], ...] = (
    {"ending": "docx"},
    {"ending": "pdf"},
    {"ending": "html"},
    {"ending": "md"},
    {"ending": "txt", "wrap": 76},
    {"ending": "txt", "encoding": "nfd"},
    {"ending": "txt", "encoding": "utf-16"},
    {"ending": "docx"},
    {"ending": "txt", "encoding": "tcvn3"},
)


@cache
def wordings() -> dict[str, Any]:
    """What wordings.yml says."""
    return dict(yaml.safe_load(Path(__file__).with_name("wordings.yml").read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Plan:
    """A plan before it is written."""

    issuer: str
    issuer_id: str
    place: str
    spoken: str
    line: str
    number: str
    issued_on: date
    years: tuple[int, int]

    @property
    def is_yearly(self) -> bool:
        """Whether it is of one year."""
        return self.years[0] == self.years[1]

    @property
    def is_of_commune(self) -> bool:
        """Whether a commune issued it."""
        return self.issuer_id.startswith("C")

    @property
    def span(self) -> str:
        """Its years as a title says them."""
        return f"năm {self.years[0]}" if self.is_yearly else f"giai đoạn {self.years[0]} - {self.years[1]}"


def plans_of(world: World, province: Province) -> Iterator[Plan]:
    """Every plan a province issued in its lifetime, up to the as-of date."""
    wanted = [(PERIOD, date(2021, 9, 1)), *(((year, year), date(year - 1, 12, 1)) for year in range(2022, 2027))]
    wanted.append((NEXT_PERIOD, date(2026, 2, 1)))
    for years, about in wanted:
        day = about.replace(day=world.chance.whole(3, 28, "issued", province.unit_id, years))
        if day <= world.as_of and province.lives_at(day):
            number = f"{world.chance.whole(11, 480, 'number', province.unit_id, years)}/KH-UBND"
            unit = province.unit
            yield Plan(
                f"ỦY BAN NHÂN DÂN {unit.name_vi.upper()}",
                unit.unit_id,
                unit.short_name_vi,
                province.spoken,
                province.line,
                number,
                day,
                years,
            )


def plans_of_communes(world: World, province: Province) -> Iterator[Plan]:
    """A plan of the year 2026 of some communes of a province of today."""
    for unit in province.communes[:COMMUNES] if province.unit.in_era("34") else ():
        day = date(2025, 12, world.chance.whole(5, 28, "issued", unit.unit_id))
        number = f"{world.chance.whole(11, 480, 'number', unit.unit_id)}/KH-UBND"
        above = f"{unit.name_vi}, {province.spoken}"
        yield Plan(
            f"ỦY BAN NHÂN DÂN {unit.name_vi.upper()}",
            unit.unit_id,
            unit.short_name_vi,
            above[0].lower() + above[1:],
            province.line,
            number,
            day,
            (2026, 2026),
        )


def national() -> Iterator[Plan]:
    """The simulated national programme."""
    yield Plan("CHÍNH PHỦ", "VN", "Hà Nội", "", "VN", "901/NQ-CP", date(2021, 7, 15), PERIOD)


def promised(world: World, plan: Plan) -> Iterator[tuple[dict[str, Any], float]]:
    """(wording, value) of each promise of a plan: near what its course will bring, some above and some below."""
    for wording in wordings()["promises"]:
        if not _fits(wording, plan) or not world.chance.happens(
            0.75, "promised", wording["id"], plan.issuer_id, plan.years
        ):
            continue
        yield wording, value_of(world, wording, plan)


def _fits(wording: dict[str, Any], plan: Plan) -> bool:
    if (wording.get("before") and plan.issued_on >= MERGER) or (wording.get("after") and plan.issued_on < MERGER):
        return False
    if plan.issuer_id == "VN":
        return not wording.get("level") and not wording.get("own")
    if plan.is_of_commune:
        return wording["id"] in OF_COMMUNES
    if wording["id"] == "unit_cut":
        return plan.years[0] == PERIOD[0] or (plan.is_yearly and plan.issued_on < MERGER)
    return bool(plan.is_yearly) if wording["id"] == "tasks" else True


def value_of(world: World, wording: dict[str, Any], plan: Plan) -> float:
    """The promised number."""
    due, digits = plan.years[1], int(wording.get("digits", 0))
    nearby = world.chance.between(-7, 7, "aim", wording["id"], plan.issuer_id, plan.years)
    if wording["course"] == "cut":
        cut = world.chance.between(0.008, 0.035, "cut", plan.line)
        return float(max(1, round(100 * (1 - (1 - cut) ** (due - 2021)) + nearby / 4)))
    course = world.shares.share(wording["course"], plan.line, plan.line, due, 12)
    share = 1 - course if wording.get("turned") else course
    scale = float(wording.get("scale", 100))
    small = wording.get("turned") or scale != 100
    near = scale * share + (nearby / 10 if small else nearby)
    return round(min(near, 99.5 if digits else 99.0), digits) if digits else float(round(min(near, 99)))


def shown(value: float) -> str:
    """A promised number as plans print it."""
    return f"{value:g}".replace(".", ",")


def statement(world: World, wording: dict[str, Any], plan: Plan, value: float) -> str:
    """A sentence that makes the promise."""
    text = world.chance.pick(wording["texts"], "wording", wording["id"], plan.issuer_id, plan.years)
    return f"- {text.format(value=shown(value), base=wording.get('base', ''))}"


def promises(world: World, plan: Plan, name: str) -> Iterator[Promise]:
    """What the ledger holds of a plan."""
    for wording, value in promised(world, plan):
        yield Promise(
            name,
            plan.number,
            plan.issuer_id,
            plan.issued_on,
            *plan.years,
            wording["indicator"],
            wording.get("op", ">="),
            value,
            plan.years[1],
            wording.get("level"),
            wording.get("kind", "level"),
            wording.get("base"),
        )


def opening(plan: Plan) -> list[Block]:
    """Letterhead and title."""
    is_national = plan.issuer_id == "VN"
    rows = [
        (plan.issuer, NATION),
        (f"Số: {plan.number}", "Độc lập - Tự do - Hạnh phúc"),
        ("", f"{plan.place}, {vietnamese(plan.issued_on)}"),
    ]
    kind = "NGHỊ QUYẾT" if is_national else "KẾ HOẠCH"
    what = "Chương trình tổng thể cải cách hành chính nhà nước" if is_national else f"Cải cách hành chính {plan.spoken}"
    found = [Block("head", rows=(row,)) for row in rows]
    return [
        *found,
        Block("title", kind),
        Block("title", f"{what} {plan.span}"),
        Block("note", f"({SIMULATED}; văn bản hư cấu)"),
    ]


def body(world: World, plan: Plan) -> Iterator[Block]:
    """Targets by section, as sentences or, in some plans, as one table with group rows."""
    # A row of a table that is torn over two lines is not joined by the reader yet, so torn texts have no tables.
    goal = f"I. MỤC TIÊU ĐẾN NĂM {plan.years[1]}" if not plan.is_yearly else f"I. MỤC TIÊU NĂM {plan.years[0]}"
    yield Block("h1", goal)
    every = list(promised(world, plan))
    in_table = "wrap" not in dress_of(world, plan) and world.chance.happens(0.3, "table", plan.issuer_id, plan.years)
    tabled = [one for one in every if in_table and one[0].get("label")]
    for number, (section, heading) in enumerate(wordings()["sections"].items(), 1):
        lines = [one for one in every if one[0]["section"] == section and one not in tabled]
        if lines:
            yield Block("h2", f"{number}. {heading}")
            yield from (Block("text", statement(world, wording, plan, value)) for wording, value in lines)
    if tabled:
        yield from table(plan, tabled, OLD_SIGNS if dress_of(world, plan).get("encoding") == "tcvn3" else SIGNS)


def table(plan: Plan, tabled: list[tuple[dict[str, Any], float]], signs: dict[str, str]) -> Iterator[Block]:
    """A table of targets whose group rows are the sections."""
    yield Block("h1", "II. CÁC CHỈ TIÊU CHỦ YẾU")
    rows: list[tuple[str, ...]] = [("TT", "Chỉ tiêu", "Đơn vị tính", f"Mục tiêu năm {plan.years[1]}")]
    for roman, (section, heading) in zip(("I", "II", "III", "IV"), wordings()["sections"].items(), strict=False):
        lines = [one for one in tabled if one[0]["section"] == section]
        if lines:
            rows.append((roman, heading.upper(), "", ""))
        for number, (wording, value) in enumerate(lines, 1):
            sign = signs[wording.get("op", ">=")]
            rows.append((str(number), wording["label"], wording.get("unit", "%"), f"{sign} {shown(value)}"))
    yield Block("table", rows=tuple(rows))


def closing(plan: Plan) -> list[Block]:
    """Who carries it out, and the signature."""
    return [
        Block("h1", "III. TỔ CHỨC THỰC HIỆN"),
        Block("text", "Các cơ quan, đơn vị, địa phương báo cáo kết quả định kỳ hằng quý và hằng năm theo quy định."),
        Block("sign", "TM. CHÍNH PHỦ" if plan.issuer_id == "VN" else "TM. ỦY BAN NHÂN DÂN"),
    ]


def deliveries(world: World, plans: Iterator[Plan], slug: str) -> Iterator[Delivery]:
    """The plans' files, each with the promises it makes."""
    for plan in plans:
        dress = dress_of(world, plan)
        code = str(plan.years[0]) if plan.is_yearly else f"{plan.years[0]}-{plan.years[1]}"
        code = f"{plan.issuer_id.lower()}-{code}" if plan.is_of_commune else code
        name = f"plans/{slug}-{code}.{dress.pop('ending')}"
        source = Source(
            {"file": name.rpartition("/")[2], "meta": {"title": f"{SIMULATED}: kế hoạch {code}"}, **dress},
            [*opening(plan), *body(world, plan), *closing(plan)],
        )
        # Names of communes come back in other provinces: the sidecar says which one it is.
        sidecar = {"issuer": f"Ủy ban nhân dân {plan.spoken}", "level": "commune"} if plan.is_of_commune else {}
        yield Delivery(name, source, sidecar, promises=tuple(promises(world, plan, name)))


def dress_of(world: World, plan: Plan) -> dict[str, object]:
    """The plan's format and how its text is stored."""
    return dict(world.chance.pick(DRESSES, "dress", plan.issuer_id, plan.years))
