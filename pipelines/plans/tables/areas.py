"""The reform area of each row of a table: its group's name, or what rows without one speak of.

What belongs here: groups of rows and words of areas (area_words.yml). What does not: columns, figures.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.plans.documents.model import Cell, Table
from pipelines.plans.lexicon.loading import compiled, load
from pipelines.plans.outline.headings import area_of
from pipelines.plans.tables.columns import Column
from pipelines.vietnamese import fold, squeeze

_GROUP = re.compile(r"\s*(?:[IVX]{1,6}|[A-HĐ])\s*[.)]\s*(\S.*)", re.DOTALL)


def group_name(filled: list[Cell]) -> str | None:
    """The name of a group where a row holds nothing else («II. Cải cách thủ tục hành chính», «II | Chuyển đổi số»)."""
    texts = [squeeze(cell.flat) for cell in filled]
    if len(set(texts)) == 1 and len(texts[0]) < 160:
        match = _GROUP.fullmatch(texts[0])
        if match:
            return match.group(1)
        said = texts[0].upper() == texts[0] or (
            area_of(texts[0]) and len(texts[0]) < 90 and not re.match(r"[-+\d]", texts[0])
        )
        return texts[0] if said else None
    if len(texts) == 2 and re.fullmatch(r"[IVX]{1,6}\.?|[A-H]\.?", texts[0]):
        return texts[1]
    return None


def areas_of_rows(table: Table, header: int, columns: list[Column], area: str | None) -> list[str | None]:
    """The area of each row below the header: its group's name; where numbering restarts without one, the rows' own words."""  # noqa: E501
    rows = table.rows[header:]
    areas: list[str | None] = [area] * len(rows)
    group: list[int] = []
    said: str | None = area
    votes = not any(column.role == "value" for column in columns)  # tasks speak of their area, goals of anything
    last = 0
    for place, row in enumerate(rows):
        filled = [cell for cell in row if cell.flat.strip()]
        name = group_name(filled) if filled else None
        number = _row_number(row, columns)
        if name is not None or (number == 1 and last > 1):
            _settle(areas, group, said, rows, votes)
            group = []
            said = (area_of(name) or area) if name is not None else None
            last = 0
        if name is None:
            group.append(place)
            last = number or last
        areas[place] = said
    _settle(areas, group, said, rows, votes)
    return areas


def _row_number(row: tuple[Cell, ...], columns: list[Column]) -> int:
    for place, cell in enumerate(row[:2]):
        if place < len(columns) and columns[place].role in ("ordinal", "task", "label") and cell.flat.strip():
            match = re.match(r"\s*(\d{1,3})\s*(?:[.)]|$)", cell.flat)
            return int(match.group(1)) if match else 0
    return 0


def _settle(
    areas: list[str | None], group: list[int], said: str | None, rows: tuple[tuple[Cell, ...], ...], vote: bool
) -> None:
    """Rows without a group's name take the area most of them speak of, if it is clear."""
    if said is None and group and vote:
        votes: dict[str, int] = {}
        for place in group:
            for name in areas_in(" ".join(cell.flat for cell in rows[place][:2])):
                votes[name] = votes.get(name, 0) + 1
        ranked = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
        if (
            ranked
            and (ranked[0][1] > 1 or len(group) == 1)
            and ranked[0][1] * 3 >= len(group)
            and (len(ranked) < 2 or ranked[0][1] > ranked[1][1])
        ):
            said = ranked[0][0]
    for place in group:
        areas[place] = said


@cache
def _area_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((rule["area"], compiled(rule["pattern"])) for rule in load("area_words"))


def areas_in(text: str) -> list[str]:
    """The areas whose typical words stand in a text."""
    folded = fold(text)
    return [area for area, pattern in _area_words() if pattern.search(folded)]
