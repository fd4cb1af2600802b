"""Rows that only name a group («II | Đến năm 2027»), and what they say of the rows below: years, level, area.

What belongs here: which rows are groups, and how far what they say reaches. What does not: what the rows below hold
(rows), areas that nothing names (areas).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipelines.plans.documents.model import Cell
from pipelines.plans.grammar.promised_level import find_levels
from pipelines.plans.outline.context import Horizon
from pipelines.plans.outline.headings import area_of
from pipelines.plans.outline.stated_years import horizon_of
from pipelines.plans.tables.columns import Row, filled_cells, is_ordinal

# «II. Cải cách thủ tục hành chính», «A) …», «I.2. …»: the mark and the name of a group in one cell.
_MARKED = re.compile(r"\s*(?P<mark>[IVX]{1,6}(?:\.\d{1,2})*|[A-HĐ])\s*[.)]\s*(?P<name>\S.*)", re.DOTALL)
_LONGEST_NAME = 160


@dataclass(frozen=True)
class Group:
    """A group row: its name, how deep it stands (1 the top), and what its name says."""

    name: str
    depth: int
    horizon: Horizon | None = None
    levels: tuple[str, ...] = ()
    area: str | None = None


@dataclass(frozen=True)
class Governing:
    """What the group rows above a row say of it."""

    horizon: Horizon | None = None
    levels: tuple[str, ...] = ()
    depth: int = 0

    def below(self, group: Group) -> Governing:
        """What holds below a further group row.

        Its years hold until the next dated group row, whatever stands between; a level until a group that is no part
        of the one that named it.
        """
        part = group.depth > self.depth
        levels = group.levels or (self.levels if part else ())
        depth = group.depth if group.levels or not part else self.depth
        return replace(self, horizon=group.horizon or self.horizon, levels=levels, depth=depth)


def group_of(row: Row) -> Group | None:
    """The group a row names, where it names one and holds nothing else."""
    cells = list(filled_cells(row))
    mark, name = _mark_and_name(cells)
    if not name or len(name) >= _LONGEST_NAME or "%" in name:
        return None
    group = Group(name, _depth(mark), horizon_of(name), find_levels(name) if len(name) < 60 else (), area_of(name))
    return group if _is_group(mark, group) else None


def group_name(cells: Iterable[Cell]) -> str | None:
    """The name of a group of tasks: marked by a letter or Roman number, in capitals, or named after an area."""
    mark, name = _mark_and_name(list(cells))
    if not name or len(name) >= _LONGEST_NAME:
        return None
    if mark:
        return name if not mark[0].isdigit() and not mark[0].islower() else None
    titled = name.upper() == name or (area_of(name) is not None and len(name) < 90 and name[0] not in "-+0123456789")
    return name if titled else None


def _mark_and_name(cells: list[Cell]) -> tuple[str, str]:
    """The number and the name of a row that holds at most these two; («», «») where it holds more."""
    texts = list(dict.fromkeys(cell.words for cell in cells))
    if len(texts) == 1:
        marked = _MARKED.fullmatch(texts[0])
        return (marked["mark"], marked["name"]) if marked else ("", texts[0])
    if len(texts) == 2 and is_ordinal(texts[0]) and not is_ordinal(texts[1]):
        return texts[0].rstrip(".) "), texts[1]
    return "", ""


def _depth(mark: str) -> int:
    """How deep a mark stands: «A», «I» 1, «I.1» 2, «1» 3, «1.1» 4; a name without one 2."""
    if not mark:
        return 2
    return (3 if mark[0].isdigit() or mark[0].islower() else 1) + mark.count(".")


def _is_group(mark: str, group: Group) -> bool:
    """Whether a name alone in its row heads the rows below: by its mark, its capitals, or what it says."""
    says = group.horizon is not None or (bool(group.levels) and len(group.name) < 30)
    if mark:
        return says or not (mark[0].isdigit() or mark[0].islower())
    return says or group.name.upper() == group.name or group.area is not None
