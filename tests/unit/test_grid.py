"""The grid of cells over several columns and rows, whatever format they came from."""

from pipelines.grid import MAX_COLUMNS, MAX_REPEATED, Grid


def words(grid: Grid[str]) -> list[list[str]]:
    grid.end_row()
    return [
        ["." if slot is None else slot.cell if slot.is_first else f"({slot.cell})" for slot in row] for row in grid.rows
    ]


def test_a_cell_over_two_columns_and_two_rows_reaches_all_four_positions():
    grid: Grid[str] = Grid()
    grid.next_row()
    grid.place("a", across=2, down=2)
    grid.place("b")
    grid.next_row()
    grid.place("c")
    assert words(grid) == [["a", "(a)", "b"], ["(a)", "(a)", "c"]]
    assert grid.merged == [(0, 0, 1, 1)]


def test_a_cell_behind_the_last_own_cell_of_a_row_reaches_down_too():
    grid: Grid[str] = Grid()
    grid.next_row()
    grid.place("a")
    grid.place("b", down=2)
    grid.next_row()
    grid.place("c")
    assert words(grid) == [["a", "b"], ["c", "(b)"]]


def test_a_lower_cell_that_says_it_goes_on_takes_the_cell_above():
    grid: Grid[str] = Grid()
    grid.next_row()
    grid.place("a")
    grid.place("b")
    grid.next_row()
    grid.reach_down()
    grid.place("c")
    grid.next_row()
    grid.reach_down()
    grid.place("d")
    assert words(grid) == [["a", "b"], ["(a)", "c"], ["(a)", "d"]]


def test_positions_before_a_row_may_be_missing():
    grid: Grid[str] = Grid()
    grid.next_row()
    grid.skip(2)
    grid.place("a")
    assert words(grid) == [[".", ".", "a"]]


def test_a_cell_over_too_many_columns_is_cut_and_no_cell_is_lost():
    grid: Grid[str] = Grid()
    for row in range(300):
        grid.next_row()
        grid.place(f"a{row}", across=65_000, down=65_000)
        grid.place(f"b{row}", across=1_000)
    assert grid.is_cut
    assert sum(len(row) for row in grid.rows) < MAX_REPEATED + 300 * MAX_COLUMNS
    firsts = [slot.cell for row in grid.rows for slot in row if slot is not None and slot.is_first]
    assert firsts == [f"{letter}{row}" for row in range(300) for letter in "ab"]
