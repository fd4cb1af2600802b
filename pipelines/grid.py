"""One grid for every table: cells that span columns and rows, laid on positions. Pure, shared by plans and kpi.

What belongs here: which cell stands at which position, whatever format the table came from. What does not: reading a
format, what heads and rows mean.

Bounded: no merged cell reaches beyond `max_columns`, and a table repeats merged cells at most `max_repeated` times;
what lies beyond is left empty and `is_cut` says so: columns of rows below may have moved. No cell is lost. Filling is
linear in the number of positions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

MAX_COLUMNS = 200
MAX_REPEATED = 200_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slot(Generic[T]):
    """One position: its cell, and whether the cell begins here (False: a merged cell reaches here)."""

    cell: T
    is_first: bool


@dataclass(slots=True)
class _Hanging(Generic[T]):
    """A cell that reaches down into `rows` more rows at one column."""

    slot: Slot[T]
    rows: int


class Grid(Generic[T]):
    """Rows of positions, filled cell by cell in reading order.

    `rows[r][c]` is the slot at a position, None where no cell stands; rows may be ragged. `merged` holds a rectangle
    (top, left, bottom, right) for each cell over several positions, as the source declares it.
    """

    def __init__(self, max_columns: int = MAX_COLUMNS, max_repeated: int = MAX_REPEATED) -> None:
        self.rows: list[list[Slot[T] | None]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.is_cut = False
        self._max_columns = max_columns
        self._max_repeated = max_repeated
        self._hanging: dict[int, _Hanging[T]] = {}
        self._repeated = 0

    def next_row(self) -> None:
        """Begin a row; positions that cells above reach into are filled as the row's own cells come."""
        self.end_row()
        self.rows.append([])

    def end_row(self) -> None:
        """Fill what cells above still reach into behind the row's last own cell."""
        if not self.rows:
            return
        row = self.rows[-1]
        for column in sorted(column for column in self._hanging if column >= len(row)):
            if column in self._hanging:
                row.extend([None] * (column - len(row)))
                self._reach_into(row, column)

    def skip(self, columns: int) -> None:
        """Leave positions of the row empty (cells that Word counts as missing before a row)."""
        for _ in range(min(columns, self._max_columns)):
            self._next_column()
            self.rows[-1].append(None)

    def place(self, cell: T, across: int = 1, down: int = 1) -> int:
        """Put a cell at the next free position of the row; returns its column."""
        if not self.rows:
            self.next_row()
        row, column = self.rows[-1], self._next_column()
        room = max(self._max_columns - column, 1)
        self.is_cut = self.is_cut or across > room
        across, down = (max(min(across, room), 1), down) if not self._is_full() else (1, 1)
        row.append(Slot(cell, True))
        if across > 1 or down > 1:
            self.merged.append((len(self.rows) - 1, column, len(self.rows) + down - 2, column + across - 1))
            self._spread(row, Slot(cell, False), column, across, down)
        return column

    def reach_down(self, across: int = 1) -> None:
        """The cell above goes on here: Word says so in the lower cell itself, not in the upper one."""
        row, column = self.rows[-1], self._next_column()
        above = self.rows[-2] if len(self.rows) > 1 else []
        last = column + 1 if self._is_full() else min(column + max(across, 1), self._max_columns)
        for place in range(column, last):
            slot = above[place] if place < len(above) else None
            row.append(Slot(slot.cell, False) if slot is not None and self._may_repeat() else None)

    def _spread(self, row: list[Slot[T] | None], reached: Slot[T], column: int, across: int, down: int) -> None:
        for place in range(column, column + across):
            if place > column:
                row.append(reached if self._may_repeat() else None)
            if down > 1 and place < self._max_columns:
                self._hanging[place] = _Hanging(reached, down - 1)

    def _next_column(self) -> int:
        """The next position that no cell above reaches into."""
        row = self.rows[-1]
        while len(row) in self._hanging:
            self._reach_into(row, len(row))
        return len(row)

    def _reach_into(self, row: list[Slot[T] | None], column: int) -> None:
        hanging = self._hanging[column]
        row.append(hanging.slot if self._may_repeat() else None)
        hanging.rows -= 1
        if self._is_full():
            self._hanging.clear()
        elif hanging.rows <= 0:
            del self._hanging[column]

    def _may_repeat(self) -> bool:
        self._repeated += 1
        self.is_cut = self.is_cut or self._is_full()
        return not self._is_full()

    def _is_full(self) -> bool:
        return self._repeated > self._max_repeated
