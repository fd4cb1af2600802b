"""The reform area of each row of a table: its group's name, or what rows without one speak of.

What belongs here: areas of rows, words of areas (area_words.yml). What does not: which rows are groups (groups),
columns, figures.
"""

from __future__ import annotations

import re
from collections import Counter

from pipelines.plans.lexicon.file_shapes import Rules
from pipelines.plans.lexicon.loading import compiled_lower, load
from pipelines.plans.outline.headings import area_of
from pipelines.plans.tables.columns import Row, Segment, filled_cells
from pipelines.plans.tables.groups import group_name
from pipelines.vietnamese import fold

_ROW_NUMBER = re.compile(r"\s*(\d{1,3})\s*(?:[.)]|$)")


def areas_of_rows(segment: Segment, area: str | None) -> list[str | None]:
    """The area of each row of a segment: its group's name; where numbering restarts without one, its own words."""
    areas: list[str | None] = [area] * len(segment.rows)
    for said, places in _groups(segment, area):
        votes = not any(column.role == "value" for column in segment.columns)  # tasks speak of their area, goals of all
        settled = said if said is not None or not votes else _clear_winner([segment.rows[place] for place in places])
        for place in places:
            areas[place] = settled
    return areas


def _groups(segment: Segment, area: str | None) -> list[tuple[str | None, list[int]]]:
    """Runs of rows with the area their group row says: a run ends at a group row, or where numbering starts again."""
    runs: list[tuple[str | None, list[int]]] = [(area, [])]
    last = 0
    for place, row in enumerate(segment.rows):
        name = group_name(filled_cells(row))
        number = _row_number(row, segment)
        if name is not None:
            runs.append(((area_of(name) or area), []))
            last = 0
            continue
        if number == 1 and last > 1:
            runs.append((None, []))
        last = number or last
        runs[-1][1].append(place)
    return runs


def _row_number(row: Row, segment: Segment) -> int:
    for place, cell in enumerate(row[:2]):
        if segment.column(place).role in ("ordinal", "task", "label") and cell.flat.strip():
            match = _ROW_NUMBER.match(cell.flat)
            return int(match.group(1)) if match else 0
    return 0


def _clear_winner(rows: list[Row]) -> str | None:
    """The area most rows of a run speak of, if it is clear."""
    votes = Counter(name for row in rows for name in areas_in(" ".join(cell.flat for cell in row[:2])))
    ranked = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return None
    name, most = ranked[0]
    enough = (most > 1 or len(rows) == 1) and most * 3 >= len(rows)
    return name if enough and (len(ranked) < 2 or most > ranked[1][1]) else None


def areas_in(text: str) -> list[str]:
    """The areas whose typical words stand in a text."""
    folded = fold(text)
    return [rule["area"] for rule in load("area_words", Rules) if compiled_lower(rule["pattern"]).search(folded)]
