"""Planting messes among the clean files of a demo world: the file changes, and the ledger with it.

What belongs here: drawing, and the messes that change or cost figures, a function each (messes.yml says how often and
which finding must follow). What does not: clean files (carriers); tables that only look odd (table_dresses); how
programs store them (stored); documents (document_messes). Each takes a clean delivery and gives what is delivered in
its place, with the figures that a correct build must then hold; at most one mess befalls a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tools.demo.books import Cell, Formula, Marked, Row, Table, write_xlsx
from tools.demo.document_messes import IN_DOCUMENTS
from tools.demo.ledger import Figure, Mess
from tools.demo.stored import STORED, workbook_of_95
from tools.demo.table_dresses import DRESSES, unit_column
from tools.demo.world import Delivery, World
from tools.plan_markup import Source

Planting = Callable[..., list[Delivery]]
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
        yield from befallen(world, delivery, kind)


def befallen(world: World, delivery: Delivery, kind: dict[str, Any]) -> list[Delivery]:
    """What is delivered once a mess befell a file: the file as it was where it can't."""
    found = PLANTINGS[kind.get("do", kind["kind"])](world, delivery, **kind.get("with", {}))
    if found == [delivery]:
        return found
    first, *more = found or [Delivery(delivery.name, b"")]
    if kind.get("loses") == "all":
        first = replace(first, figures=(), promises=())
    rules = [kind.get("rule"), *kind.get("also", [])]
    place = delivery.name + kind.get("beside", "")
    messes = [Mess(kind["kind"], place, rule, kind.get("severity")) for rule in rules]
    return [replace(first, messes=(*delivery.messes, *messes)), *more]


def _drawn(world: World, delivery: Delivery) -> dict[str, Any] | None:
    """The mess that befalls a file, if any; files that carry one by nature are left alone."""
    if delivery.messes:
        return None
    possible = [kind for kind in kinds() if may_befall(kind, delivery)]
    drawn = world.chance.share("mess", delivery.name)
    for kind in possible:
        drawn -= kind["rate"]
        if drawn < 0:
            return kind
    return None


def may_befall(kind: dict[str, Any], delivery: Delivery) -> bool:
    """Whether a kind is of files of this name."""
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
    ("dossiers_to_process_count", "all"),
    ("dossiers_received_count", "all"),
    ("dossiers_received_count", "online"),
    ("dossiers_resolved_count", "all"),
    ("dossiers_resolved_on_time_count", "all"),
    ("dossiers_resolved_early_count", "all"),
}


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


def cell_below(world: World, delivery: Delivery, *, column: int, text: str | date) -> list[Delivery]:
    """Another text, or a day, in one cell of a unit's row, which holds the whole row back."""
    place, unit_id = _one_below(world, delivery, str(text))
    content = _with_row(delivery, place, _changed(_table(delivery).body[place], {column: text}))
    return [replace(delivery, content=content, figures=_without(delivery, unit_id))]


def formula_below(world: World, delivery: Delivery, *, column: int) -> list[Delivery]:
    """A formula without its value in one cell of a unit's row, which holds the whole row back."""
    place, unit_id = _one_below(world, delivery, "formula")
    row = _changed(_table(delivery).body[place], {column: Formula("=E5+F5")})
    book = replace(delivery, content=_with_row(delivery, place, row)).data
    return [replace(delivery, content=STORED["values_not_stored"](book), figures=_without(delivery, unit_id))]


def mark_behind_share(world: World, delivery: Delivery, *, column: int) -> list[Delivery]:
    """A raised footnote mark behind one share, which is none of its digits."""
    place, _ = _one_below(world, delivery, "mark")
    row = _table(delivery).body[place]
    return [replace(delivery, content=_with_row(delivery, place, _changed(row, {column: Marked(row[column] or "")})))]


def unit_unheard_of(world: World, delivery: Delivery) -> list[Delivery]:
    """A name that no unit has."""
    place, unit_id = _one_below(world, delivery, "unheard")
    level = "Huyện" if unit_id.startswith("D") else "Xã"
    table = _table(delivery)
    content = _with_row(delivery, place, _changed(table.body[place], {unit_column(table): f"{level} Mô Phỏng"}))
    return [replace(delivery, content=content, figures=_without(delivery, unit_id))]


def district_after_its_end(world: World, delivery: Delivery) -> list[Delivery]:
    """An old group of rows was copied along: a district that is no more."""
    table = _table(delivery)
    province = next(one for one in world.country.provinces if one.slug in delivery.name)
    before = [one for one in world.country.provinces if one.unit in (province.unit, *province.predecessors)]
    district = world.chance.pick([unit for one in before for unit in one.districts], "ended", delivery.name)
    row = _changed(table.body[-1], {0: 1, unit_column(table): district.name_vi})
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


def one_unit_silent(world: World, delivery: Delivery) -> list[Delivery]:
    """«…» in every cell of a unit's row: it said nothing."""
    place, unit_id = _one_below(world, delivery, "silent")
    row, column = _table(delivery).body[place], unit_column(_table(delivery))
    said = [cell if n <= column else "…" for n, cell in enumerate(row)]
    return [replace(delivery, content=_with_row(delivery, place, said), figures=_without(delivery, unit_id))]


def nothing_to_show(_: World, delivery: Delivery) -> list[Delivery]:
    """The export of a month without data."""
    return [replace(delivery, content=replace(_table(delivery), body=[("Không có dữ liệu!",)]))]


def ward_adds_up_wrong(_: World, delivery: Delivery) -> list[Delivery]:
    """The ward's total counts four dossiers online, received and pending, that stand in no row."""
    body, more = _table(delivery).body, 4
    changes: dict[int, Cell] = {n: int(str(body[-1][n])) + more for n in (2, 3, 10, 11)}
    row = _changed(body[-1], changes)
    figures = tuple(_received_more(one, more) for one in delivery.figures)
    return [replace(delivery, content=_with_row(delivery, len(body) - 1, row), figures=figures)]


def levels_add_up_wrong(_: World, delivery: Delivery) -> list[Delivery]:
    """Level 3 resolved five dossiers more than early, in time and late together."""
    body, more = list(_table(delivery).body), 5
    row = body[1]
    body[1] = _changed(row, {n: str(int(str(row[n])) + more) for n in (1, 2)})
    figures = tuple(_levels_more(one, more) for one in delivery.figures)
    return [replace(delivery, content=replace(_table(delivery), body=body), figures=figures)]


def _levels_more(figure: Figure, more: int) -> Figure:
    """Of level 3 all were to be processed and resolved; none of the five was resolved in time."""
    if figure.indicator in ("dossiers_to_process_count", "dossiers_resolved_count"):
        return replace(figure, value=(figure.value or 0) + more)
    if figure.numerator is None or figure.denominator is None:
        return figure
    top = figure.numerator + (more if figure.indicator == "online_dossier_rate" else 0)
    bottom = figure.denominator + more
    return replace(figure, value=100 * top / bottom, numerator=top, denominator=bottom)


_WAITING = {
    ("dossiers_to_process_count", "all"),
    ("dossiers_received_count", "all"),
    ("dossiers_received_count", "online"),
    ("dossiers_pending_count", "all"),
    ("dossiers_pending_count", "in_time"),
}


def _received_more(figure: Figure, more: int) -> Figure:
    if figure.indicator == "online_dossier_rate" and figure.numerator is not None and figure.denominator is not None:
        top, bottom = figure.numerator + more, figure.denominator + more
        return replace(figure, value=100 * top / bottom, numerator=top, denominator=bottom)
    grows = (figure.indicator, figure.scope) in _WAITING
    return replace(figure, value=(figure.value or 0) + more) if grows else figure


# --- kinds that look odd and mean what they say: every figure loads -------------------------------------------------


def dressed(_: World, delivery: Delivery, *, dress: str) -> list[Delivery]:
    """The table in another dress (table_dresses)."""
    return [replace(delivery, content=DRESSES[dress](_table(delivery)))]


def stored(_: World, delivery: Delivery, *, form: str) -> list[Delivery]:
    """The same file as another program stores it (stored)."""
    return [replace(delivery, content=STORED[form](delivery.data))]


def in_old_excel(_: World, delivery: Delivery, *, dress: str | None = None) -> list[Delivery]:
    """A workbook of Excel 95 to 2003, where others save a page with that ending; its table may be in a dress."""
    table = _table(delivery)
    worn = DRESSES[dress](table) if dress else table
    assert isinstance(worn, Table)
    return [replace(delivery, content=workbook_of_95(worn))]


def named_like_a_page(_: World, delivery: Delivery) -> list[Delivery]:
    """A workbook of today under the ending of old ones."""
    return [replace(delivery, content=write_xlsx(_table(delivery)))]


def sidecar_says(_: World, delivery: Delivery, *, key: str, value: object) -> list[Delivery]:
    """One more key in the sidecar, misspelt or of another type; what else it says counts."""
    return [replace(delivery, sidecar={**delivery.sidecar, key: value})]


def in_document(world: World, delivery: Delivery, *, change: str, **given: Any) -> list[Delivery]:
    """A document that says more, or stores it otherwise (document_messes)."""
    assert isinstance(delivery.content, Source)
    chosen = {
        key: world.chance.pick(value, key, delivery.name) if isinstance(value, list) else value
        for key, value in given.items()
    }
    content = IN_DOCUMENTS[change](delivery.content, **chosen)
    return [delivery if content is None else replace(delivery, content=content)]


def without_figures_of(world: World, delivery: Delivery, *, indicators: list[str], **given: Any) -> list[Delivery]:
    """A document whose change costs the figures of some indicators."""
    (found,) = in_document(world, delivery, **given)
    if found is delivery or not any(one.indicator in indicators for one in delivery.figures):
        return [delivery]
    return [replace(found, figures=tuple(one for one in delivery.figures if one.indicator not in indicators))]


PLANTINGS: dict[str, Planting] = {
    plant.__name__: plant
    for plant in (
        missing_month,
        late,
        restated,
        delivered_twice,
        total_off,
        parts_that_do_not_add_up,
        cell_below,
        formula_below,
        mark_behind_share,
        one_unit_silent,
        nothing_to_show,
        unit_unheard_of,
        district_after_its_end,
        foreign_header,
        two_periods,
        row_twice,
        answer_of_another_scale,
        ward_says_otherwise,
        ward_adds_up_wrong,
        levels_add_up_wrong,
        dressed,
        stored,
        in_old_excel,
        named_like_a_page,
        sidecar_says,
        in_document,
        without_figures_of,
    )
}
