"""Planting messes among the clean files of a demo world: the file changes, and the ledger with it.

What belongs here: one function a kind of mess (messes.yml says how often and which finding must follow). What does not:
clean files (carriers). Each takes a clean delivery and gives what is delivered in its place, with the figures that a
correct build must then hold; at most one mess befalls a file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tools.demo.books import Cell, Row, Table, write_csv
from tools.demo.ledger import Figure, Mess
from tools.demo.world import Delivery, World
from tools.make_labelled_plans import TCVN3, TCVN3_CAPITALS

Planting = Callable[[World, Delivery], list[Delivery]]
LATE, RESTATED, AGAIN = timedelta(days=90), timedelta(days=45), timedelta(days=30)


@cache
def kinds() -> list[dict[str, Any]]:
    """What messes.yml says."""
    return list(yaml.safe_load(Path(__file__).with_name("messes.yml").read_text(encoding="utf-8")))


def planted(world: World, deliveries: Iterator[Delivery]) -> Iterator[Delivery]:
    """The deliveries, some of them with one mess."""
    for delivery in deliveries:
        kind = _drawn(world, delivery)
        if kind is None:
            yield delivery
            continue
        found = PLANTINGS[kind["kind"]](world, delivery)
        if found == [delivery]:  # it can't befall this file
            yield delivery
            continue
        first, *more = found or [None]
        mess = Mess(kind["kind"], delivery.name, kind.get("rule"), kind.get("severity"))
        yield replace(first or Delivery(delivery.name, b""), messes=(*delivery.messes, mess))
        yield from more


def _drawn(world: World, delivery: Delivery) -> dict[str, Any] | None:
    """The mess that befalls a file, if any; files that carry one by nature are left alone."""
    if delivery.messes:
        return None
    possible = [kind for kind in kinds() if _may_befall(kind, delivery)]
    drawn = world.chance.share("mess", delivery.name)
    for kind in possible:
        drawn -= kind["rate"]
        if drawn < 0:
            return kind
    return None


def _may_befall(kind: dict[str, Any], delivery: Delivery) -> bool:
    era = kind.get("era")
    ending = kind.get("ending", "")
    return (
        delivery.name.startswith(kind["files"])
        and delivery.name.endswith(ending)
        and (era is None or f"-{era}-" in delivery.name)
    )


# --- what several kinds need ---------------------------------------------------------------------------------------


def _table(delivery: Delivery) -> Table:
    assert isinstance(delivery.content, Table)
    return delivery.content


def _unit_column(table: Table) -> int:
    """The column of names."""
    names = ("Tên đơn vị", "Đơn vị", "Lĩnh vực, công việc giải quyết theo cấp")
    return next(n for n, path in enumerate(table.header) if path[0] in names)


def _rows_below(delivery: Delivery) -> list[int]:
    """Rows of units below the province: those after the last group row that are no total."""
    body = _table(delivery).body
    groups = [n for n, row in enumerate(body) if row[0] in ("I", "II")]
    return [n for n in range(groups[-1] + 1, len(body)) if isinstance(body[n][0], int)]


def _one_below(world: World, delivery: Delivery, kind: str) -> tuple[int, str]:
    """A row of a unit below, and the unit's id."""
    rows = _rows_below(delivery)
    place = world.chance.whole(0, len(rows) - 1, kind, delivery.name)
    # A province's districts or communes stand in the order of their ids, in the table as in the ledger.
    ids = sorted({one.unit_id for one in delivery.figures if one.unit_id[0] in "DC"})
    return rows[place], ids[place]


def _with_row(delivery: Delivery, place: int, row: Row) -> Table:
    body = list(_table(delivery).body)
    body[place] = row
    return replace(_table(delivery), body=body)


def _changed(row: Row, changes: dict[int, Cell]) -> Row:
    return [changes.get(n, cell) for n, cell in enumerate(row)]


def _published(delivery: Delivery, later: timedelta) -> date:
    return date.fromisoformat(str(delivery.sidecar["published_at"])) + later


def _again(delivery: Delivery, mark: str, later: timedelta) -> Delivery:
    """Another file of the same content, published later; its figures are the caller's to say."""
    stem, _, ending = delivery.name.rpartition(".")
    sidecar = {**delivery.sidecar, "published_at": _published(delivery, later).isoformat()}
    return replace(delivery, name=f"{stem}-{mark}.{ending}", sidecar=sidecar, figures=())


def _without(delivery: Delivery, unit_id: str) -> tuple[Figure, ...]:
    return tuple(one for one in delivery.figures if one.unit_id != unit_id)


# --- the kinds -----------------------------------------------------------------------------------------------------


def missing_month(_: World, __: Delivery) -> list[Delivery]:
    """Nothing is delivered."""
    return []


def late(_: World, delivery: Delivery) -> list[Delivery]:
    """Published three months later."""
    day = _published(delivery, LATE)
    figures = tuple(replace(one, known_from=day) for one in delivery.figures)
    return [replace(delivery, sidecar={**delivery.sidecar, "published_at": day.isoformat()}, figures=figures)]


def restated(world: World, delivery: Delivery) -> list[Delivery]:
    """Some of a unit's dossiers were handed in at a counter, not online: the unit's row and the total change."""
    place, unit_id = _one_below(world, delivery, "restated")
    body = list(_table(delivery).body)
    moved = min(9, int(str(body[place][3])) // 2)
    for n in (place, len(body) - 1):
        body[n] = _changed(body[n], {3: int(str(body[n][3])) - moved, 4: int(str(body[n][4])) + moved})
    again = _again(delivery, "dieu-chinh", RESTATED)
    known = _published(delivery, RESTATED)
    units = {unit_id, *(one.unit_id for one in delivery.figures if one.unit_id[0] == "P")}
    figures = [
        replace(new, source_file=again.name, known_from=known)
        for one in delivery.figures
        if one.unit_id in units and one.coverage == "all"
        for new in [_less_online(one, moved)]
        if new != one
    ]
    content = replace(_table(delivery), body=body)
    return [delivery, replace(again, content=content, figures=tuple(figures))]


def _less_online(figure: Figure, moved: int) -> Figure:
    """A figure after some dossiers turned out not to be online."""
    change = {("dossiers_received_count", "online"): -moved, ("dossiers_received_count", "direct_postal"): moved}
    if figure.indicator == "online_dossier_rate" and figure.numerator is not None and figure.denominator:
        top = figure.numerator - moved
        return replace(figure, value=100 * top / figure.denominator, numerator=top)
    difference = change.get((figure.indicator, figure.scope), 0)
    return replace(figure, value=(figure.value or 0) + difference) if difference else figure


def delivered_twice(_: World, delivery: Delivery) -> list[Delivery]:
    """The same table under another name."""
    return [delivery, _again(delivery, "gui-lai", AGAIN)]


def total_off(_: World, delivery: Delivery) -> list[Delivery]:
    """The total has seven dossiers, received online and resolved early, that no row has."""
    body = _table(delivery).body
    row, more = body[-1], 7
    changes: dict[int, Cell] = {n: int(str(row[n])) + more for n in (2, 3, 6, 7)}
    figures = tuple(
        _more(one, more) if one.unit_id[0] == "P" and one.coverage == "all" else one for one in delivery.figures
    )
    return [replace(delivery, content=_with_row(delivery, len(body) - 1, _changed(row, changes)), figures=figures)]


_GROWN = {
    ("dossiers_to_process_count", "all"), ("dossiers_received_count", "all"), ("dossiers_received_count", "online"),
    ("dossiers_resolved_count", "all"), ("dossiers_resolved_on_time_count", "all"),
    ("dossiers_resolved_early_count", "all"),
}  # fmt: skip


def _more(figure: Figure, more: int) -> Figure:
    if figure.numerator is not None and figure.denominator is not None:
        top, bottom = figure.numerator + more, figure.denominator + more
        return replace(figure, value=100 * top / bottom, numerator=top, denominator=bottom)
    return replace(figure, value=(figure.value or 0) + more) if (figure.indicator, figure.scope) in _GROWN else figure


def parts_that_do_not_add_up(world: World, delivery: Delivery) -> list[Delivery]:
    """Two dossiers more were received than were digitised or not."""
    place, unit_id = _one_below(world, delivery, "parts")
    row = _table(delivery).body[place]
    content = _with_row(delivery, place, _changed(row, {2: int(str(row[2])) + 2}))
    figures = tuple(_over_more(one) if one.unit_id == unit_id else one for one in delivery.figures)
    return [replace(delivery, content=content, figures=figures)]


def _over_more(figure: Figure) -> Figure:
    if figure.indicator not in ("dossier_digitization_rate", "data_reuse_dossier_rate"):
        return figure
    bottom = (figure.denominator or 0) + 2
    return replace(figure, value=100 * (figure.numerator or 0) / bottom, denominator=bottom)


def share_among_counts(world: World, delivery: Delivery) -> list[Delivery]:
    """A share where dossiers are counted."""
    place, unit_id = _one_below(world, delivery, "share")
    content = _with_row(delivery, place, _changed(_table(delivery).body[place], {3: "64%"}))
    return [replace(delivery, content=content, figures=_without(delivery, unit_id))]


def unit_unheard_of(world: World, delivery: Delivery) -> list[Delivery]:
    """A name that no unit has."""
    place, unit_id = _one_below(world, delivery, "unheard")
    level = "Huyện" if unit_id.startswith("D") else "Xã"
    table = _table(delivery)
    content = _with_row(delivery, place, _changed(table.body[place], {_unit_column(table): f"{level} Mô Phỏng"}))
    return [replace(delivery, content=content, figures=_without(delivery, unit_id))]


def district_after_its_end(world: World, delivery: Delivery) -> list[Delivery]:
    """An old group of rows was copied along: a district that is no more."""
    table = _table(delivery)
    province = next(one for one in world.country.provinces if one.slug in delivery.name)
    before = [one for one in world.country.provinces if one.unit in (province.unit, *province.predecessors)]
    district = world.chance.pick([unit for one in before for unit in one.districts], "ended", delivery.name)
    row = _changed(table.body[-1], {0: 1, _unit_column(table): district.name_vi})
    return [replace(delivery, content=replace(table, body=[*table.body, ("III", "Cấp huyện"), row]))]


def foreign_header(_: World, delivery: Delivery) -> list[Delivery]:
    """A column that counts visits."""
    table = _table(delivery)
    header = [(path[0], "Số lượt truy cập") if n == 3 else path for n, path in enumerate(table.header)]
    return [replace(delivery, content=replace(table, header=header), figures=())]


def two_periods(_: World, delivery: Delivery) -> list[Delivery]:
    """The title says one month, the line below it another."""
    table = _table(delivery)
    month = delivery.figures[0].end.month % 12 + 1
    title = [*table.title, (f"Kỳ báo cáo: tháng {month} năm {delivery.figures[0].end.year}",)]
    return [replace(delivery, content=replace(table, title=title), figures=())]


def row_twice(world: World, delivery: Delivery) -> list[Delivery]:
    """A row copied below itself."""
    place, _ = _one_below(world, delivery, "twice")
    body = list(_table(delivery).body)
    body.insert(place, body[place])
    return [replace(delivery, content=replace(_table(delivery), body=body))]


def letters_lost(_: World, delivery: Delivery) -> list[Delivery]:
    """Saved in a code page without Vietnamese letters."""
    text = write_csv(_table(delivery)).decode("utf-8-sig")
    return [replace(delivery, content=text.encode("ascii", "replace"), figures=())]


def answer_of_another_scale(_: World, delivery: Delivery) -> list[Delivery]:
    """The first respondent, who was not satisfied, says «Tạm được»."""
    body = list(_table(delivery).body)
    place = next(n for n, row in enumerate(body) if row[3] == "Bình thường")
    body[place] = _changed(body[place], {3: "Tạm được"})
    (one,) = delivery.figures
    bottom = (one.denominator or 0) - 1
    figure = replace(one, denominator=bottom, respondents=int(bottom), value=100 * (one.numerator or 0) / bottom)
    return [replace(delivery, content=replace(_table(delivery), body=body), figures=(figure,))]


def ward_says_otherwise(_: World, delivery: Delivery) -> list[Delivery]:
    """The ward counted three dossiers as handed in online that its province's form counts at the counter."""
    table, more = _table(delivery), -3
    body = list(table.body)
    places = [n for n, row in enumerate(body) if row and row[0] == 1][-1], len(body) - 1
    for n in places:
        body[n] = _changed(body[n], {3: int(str(body[n][3])) - more, 4: int(str(body[n][4])) + more})
    if min(int(str(body[n][4])) for n in places) < 0:
        return [delivery]
    figures = tuple(_less_online(one, more) for one in delivery.figures)
    return [replace(delivery, content=replace(table, body=body), figures=figures)]


# --- kinds that look odd and mean what they say: every figure loads -------------------------------------------------


def _dressed(change: Callable[[Table], Table]) -> Planting:
    return lambda _, delivery: [replace(delivery, content=change(_table(delivery)))]


def _each_cell(table: Table, change: Callable[[int, Cell], Cell]) -> Table:
    return replace(table, body=[[change(n, cell) for n, cell in enumerate(row)] for row in table.body])


def _empty_first_column(table: Table) -> Table:
    """Everything one column to the right, as in form 07a."""
    return replace(
        table, title=[(None, *row) for row in table.title], header=[("",), *table.header],
        body=[(None, *row) for row in table.body], foot=[(None, *row) for row in table.foot], column_numbers=False,
    )  # fmt: skip


def _counts_as_text(table: Table) -> Table:
    """« 1.234 »: dots and stray spaces."""
    return _each_cell(table, lambda n, cell: f" {cell:,} ".replace(",", ".") if n and isinstance(cell, int) else cell)


def _total_among_numbers(table: Table) -> Table:
    """«Tổng cộng» typed into the column of numbers."""
    last = table.body[-1]
    return replace(table, body=[*table.body[:-1], (last[1], None, *last[2:])])


def _offices_with_prefix(table: Table) -> Table:
    """«UBND Huyện …» for «Huyện …»."""
    column = _unit_column(table)
    below = ("Huyện ", "Thị xã ", "Xã ", "Phường ", "Quận ")
    return _each_cell(
        table, lambda n, cell: f"UBND {cell}" if n == column and str(cell).startswith(below) else cell
    )  # fmt: skip


def _marks_set_apart(table: Table) -> Table:
    """Letters and their marks as two signs each (NFD), as some desks store them."""
    return _each_text(table, lambda text: unicodedata.normalize("NFD", text))


def _old_letters(table: Table) -> Table:
    """Cells typed in a font «.Vn…» (TCVN3), as they come out of it."""

    def old(text: str) -> str:
        small = (TCVN3_CAPITALS.get(letter, letter) for letter in text)  # toned capitals have no place of their own
        return "".join(TCVN3.get(letter, letter) for letter in small)

    return _each_text(table, old)


def _each_text(table: Table, change: Callable[[str], str]) -> Table:
    """The table with every text of its title, header and body changed; numbers stay."""

    def changed(cell: Cell) -> Cell:
        return change(cell) if isinstance(cell, str) else cell

    return replace(
        table, title=[[changed(cell) for cell in row] for row in table.title],
        header=[tuple(map(change, path)) for path in table.header],
        body=[[changed(cell) for cell in row] for row in table.body],
    )  # fmt: skip


def _signed(table: Table) -> Table:
    """Place, day and who signs below the table."""
    signed: list[Row] = [(), (None, None, "Ngày 05 tháng 7 năm 2024"), (None, None, "Người làm báo cáo"), ()]
    return replace(table, foot=[*signed, *table.foot])


def _blank_rows(table: Table) -> Table:
    """A blank row before each group."""
    body: list[Row] = [line for row in table.body for line in ([(), row] if row[0] in ("II", "III") else [row])]
    return replace(table, body=body)


def _group_far_out(table: Table) -> Table:
    """A group's cell that spans thirty columns of a table of eighteen."""
    return replace(table, body=[(*row, *[""] * 29) if row[0] == "II" else row for row in table.body])


PLANTINGS: dict[str, Planting] = {
    plant.__name__: plant
    for plant in (
        missing_month, late, restated, delivered_twice, total_off, parts_that_do_not_add_up, share_among_counts,
        unit_unheard_of, district_after_its_end, foreign_header, two_periods, row_twice, letters_lost,
        answer_of_another_scale, ward_says_otherwise,
    )
}  # fmt: skip
PLANTINGS |= {
    dress.__name__.removeprefix("_"): _dressed(dress)
    for dress in (
        _empty_first_column, _counts_as_text, _total_among_numbers, _offices_with_prefix, _marks_set_apart,
        _old_letters, _signed, _blank_rows, _group_far_out,
    )
}  # fmt: skip
