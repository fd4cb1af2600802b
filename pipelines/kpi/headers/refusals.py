"""What is said of a sheet that no layout takes: which layout is nearest, what is foreign, what to write where. Pure.

What belongs here: the words of refusals and of near matches. What does not: the matching itself (matching.py).
"""

from __future__ import annotations

import re
from functools import lru_cache

import polars as pl
from rapidfuzz import fuzz

from pipelines.kpi.file_context import FileContext, locator
from pipelines.kpi.headers.header_words import (
    UNITS_OF_ROLE,
    WORDS_FILE,
    segment_key,
    units_in,
)
from pipelines.kpi.headers.layouts import SHARED, Column, load_layouts
from pipelines.kpi.headers.matching import (
    NAMING,
    HeaderMatch,
    header_paths,
    header_places,
    is_titled,
    is_unit_of_measure,
    match_layout,
    needed,
    path_readings,
    path_score,
    show_header,
    show_path,
    title_lines,
    unfit_cells,
    units_of_header,
    unnamed_figures,
)
from pipelines.kpi.headers.may_mean import is_of_a_level, may_mean
from pipelines.kpi.headers.other_periods import is_of_another_period, period_of_header
from pipelines.kpi.headers.segments import LIKE, SAME_BUT_BRACKETS, segment_score
from pipelines.kpi.sheets.figure_shapes import FIGURE, is_figure, is_without_words
from pipelines.kpi.sheets.sheet import Sheet

FOLDER = "pipelines/kpi/layouts"
HOW_TO_ADD = "docs/kpi-layouts.md says how to add a layout as one YAML file"
TIDY = "or give the figures as a tidy file (indicator, unit_name, unit_level, period, value)"
NO_HEADERS = "the figures stand below no row of headers: write one above them that says what each column holds"
_FIGURES_OF_A_ROW, _YEAR = 2, re.compile(r"(?:19|20)\d\d")
PARTS = (
    "if the words more narrow nothing, add them to pipelines/kpi/headers/added_words.yml; else give the figures as a"
    " tidy file with coverage_level or scope_code"
)
# Below this a header and a wording have nothing in common that a person would want to hear of.
LIKELY = 60.0
# The one header and the one column left over are each other's likeliest meaning, if they share anything at all.
LEAST_OF_THE_LAST = 30.0
# Rules of a sheet that is left beside others that were read.
LEFT = ("sheet_not_read", "known_carrier_not_read")
LEAST_LEVELS = 2
_UNIT = re.compile(r"\([^()]*\)|%")


def report_near(sheet: Sheet, match: HeaderMatch, context: FileContext) -> None:
    """One finding for all headers of a sheet that were only near, since one look at the header settles them."""
    plain = [entry for entry in match.near if entry[3] >= SAME_BUT_BRACKETS]
    if plain:
        found = ", ".join(f"«{show_header(match.paths[place])}»" for place, *_ in plain)
        context.add(
            _place(sheet, match, plain[0][0]),
            "header_without_marks",
            "warning",
            found,
            "; ".join(path for _, _, path, _ in plain),
            "nothing, if they are read rightly; else type the marks",
        )
    near = [entry for entry in match.near if entry[3] < SAME_BUT_BRACKETS]
    if not near:
        return
    found = "; ".join(
        f"column {sheet.column_name(place)} «{show_header(match.paths[place])}»" for place, *_ in match.near
    )
    expected = "; ".join(f"{path} (score {score:.0f})" for _, _, path, score in near)
    chosen = {place: column for place, name, *_ in near if (column := match.layout.column(name))}
    context.add(
        _place(sheet, match, near[0][0]),
        "near_header",
        "warning",
        found,
        expected,
        f"read as {', '.join(name for _, name, _, _ in near)}; {'; '.join(_additions(match, chosen))}",
    )


def report_unread(sheet: Sheet, match: HeaderMatch, context: FileContext) -> None:
    """Columns that are not read, of words or beside the layout's: named, so that nothing is lost unseen."""
    others = [p for p in match.unread if is_of_another_period(match.paths[p]) or period_of_header(match.paths[p])]
    _report_columns(
        sheet,
        match,
        context,
        others,
        "column_of_another_period",
        "the figures of the table's own period",
        "nothing; what they say of another period is read from that period's own form, or give it as a tidy file",
    )
    _report_columns(
        sheet,
        match,
        context,
        [place for place in match.unread if place not in others],
        "column_not_read",
        f"columns of {match.layout.name}",
        f"nothing, if they hold no figure of ours (to say so for all files: ignored_columns in {WORDS_FILE}); else add"
        f" them to {FOLDER}/{match.layout.file}",
    )


def _report_columns(
    sheet: Sheet, match: HeaderMatch, context: FileContext, places: list[int], rule: str, expected: str, remedy: str
) -> None:
    if places:
        headers = "; ".join(f"column {sheet.column_name(p)} «{show_header(match.paths[p])}»" for p in places)
        context.add(_place(sheet, match, places[0]), rule, "info", headers, expected, remedy)


def report_refused(refused: list[tuple[Sheet, HeaderMatch | None]], has_others: bool, context: FileContext) -> None:
    """Sheets that no layout takes: those like a known form are errors, else the largest one; the rest is only named."""
    nearest = [(sheet, nearest_match(sheet, match)) for sheet, match in refused]
    like = [(sheet, match) for sheet, match in nearest if match and is_resembling(match)]
    told: list[tuple[Sheet, HeaderMatch | None]] = []
    if not has_others:
        told = [*like] or sorted(nearest, key=lambda pair: pair[0].cells.height * pair[0].cells.width)[-1:]
    for sheet, match in told:
        report_unknown(sheet, match, context)
    for sheet, match in nearest:
        if all(sheet is not other for other, _ in told):
            is_like = match is not None and is_resembling(match) and _holds_figures(sheet)
            _report_left(sheet, match if is_like else None, context)


def _holds_figures(sheet: Sheet) -> bool:
    """Whether a cell beside the first column, where rows are numbered, is a number: instructions have none."""
    names = sheet.cells.columns[1:]
    return (
        bool(names)
        and sheet.cells.select(pl.any_horizontal(pl.col(names).str.contains(f"^{FIGURE}$").any())).item() is True
    )


def _report_left(sheet: Sheet, like: HeaderMatch | None, context: FileContext) -> None:
    """A sheet beside others that were read: a warning where it looks like a form that the warehouse knows."""
    where = locator(sheet.name or None, 1, None)
    if like is None:
        remedy = "nothing, unless it holds figures: then it needs a layout of its own"
        context.add(where, "sheet_not_read", "info", f"sheet {sheet.name}", "a known header", remedy)
        return
    foreign = "; ".join(f"«{show_header(like.paths[place])}»" for place in _foreign_places(like))
    expected = f"layout {like.layout.name} ({like.layout.title})"
    found = f"sheet {sheet.name}: {foreign or 'lacks ' + ', '.join(column.id for column in _missing(like))}"
    context.add(where, "known_carrier_not_read", "warning", found, expected, _advice(like))


def report_unknown(sheet: Sheet, match: HeaderMatch | None, context: FileContext) -> None:
    """A finding that says what is foreign in the nearest layout, or that none is near."""
    if _report_units(sheet, context) or _report_untitled(sheet, context):
        return
    if match is None or not is_resembling(match):
        _report_no_layout(sheet, match, context)
        return
    unfit = unfit_cells(sheet, match) if match.is_accepted else {}
    if unfit:
        _report_unfit(sheet, match, unfit, context)
        return
    advice = _levels_advice(match) or _heads_advice(match) or _advice(match)
    foreign = _foreign_places(match)
    headers = "; ".join(f"column {sheet.column_name(p)} «{show_header(match.paths[p])}»" for p in foreign)
    wanted = ", ".join(f"{show_path(column.path)} ({column.id})" for column in _missing(match)) or "no further column"
    rule = "unknown_header" if foreign or match.unknown else "missing_header"
    read = "; ".join(f"«{show_header(path)}»" for path in match.paths if path)
    context.add(
        _place(sheet, match, next(iter([*foreign, *match.unknown]), None)),
        rule,
        "error",
        headers or ("figures without a header" if match.unknown else read),
        f"layout {match.layout.name} ({match.layout.title}): {wanted}",
        f"{advice}. Another form: {HOW_TO_ADD}, {TIDY}",
    )


def _report_units(sheet: Sheet, context: FileContext) -> bool:
    """Whether only units of measure in the header stand against a layout («Tổng số (nghìn hồ sơ)»), with a finding."""
    for top, height in header_places(sheet, load_layouts()):
        paths = header_paths(sheet, top, height)
        bare = [tuple(_UNIT.sub(" ", part).strip() or part for part in path) for path in paths]
        lines = title_lines(sheet, top, top + height)
        for layout in [one for one in load_layouts() if bare != paths and is_titled(one, lines)]:
            match = match_layout(layout, bare, top, top + height)
            measured = [(place, UNITS_OF_ROLE.get(layout.role(name))) for name, place in match.columns.items()]
            odd = [p for p, units in measured if units is not None and units_in(" ".join(paths[p])) - units]
            if match.is_accepted and odd:
                match.paths = paths
                _add_units(sheet, match, odd, context)
                return True
    return False


def _report_untitled(sheet: Sheet, context: FileContext) -> bool:
    """Whether a form would take the table if anything said that it is of dossiers: open data prints no title."""
    for top, height in header_places(sheet, load_layouts()):
        lines = title_lines(sheet, top, top + height)
        if lines.above:
            continue
        paths = header_paths(sheet, top, height)
        for layout in (one for one in load_layouts() if not is_titled(one, lines)):
            match = match_layout(layout, paths, top, top + height)
            if match.is_accepted:
                read = "; ".join(f"«{show_header(path)}»" for path in paths if path)
                expected = f"a title that says what the figures are of, such as «{layout.title}»"
                remedy = (
                    f"if they are that, write title: {layout.title} in the sidecar <file>.meta.yml; else {TIDY[3:]}"
                )
                context.add(_place(sheet, match, None), "no_title", "error", read, expected, remedy)
                return True
    return False


def _add_units(sheet: Sheet, match: HeaderMatch, odd: list[int], context: FileContext) -> None:
    headers = "; ".join(f"column {sheet.column_name(place)} «{show_header(match.paths[place])}»" for place in odd)
    context.add(
        _place(sheet, match, odd[0]),
        "header_unit",
        "error",
        headers,
        f"layout {match.layout.name}: whole counts (hồ sơ), and percentages only in columns of rates",
        "give the table in whole units; shares without their counts go into a tidy file; if the words in the"
        f" brackets mean counts, add them to units › count in {WORDS_FILE}",
    )


def _levels_advice(match: HeaderMatch) -> str:
    """Columns that share figures out by level, which no form is read by: what to write in their place."""
    levels = [f"«{show_header(path)}»" for place in _foreign_places(match) if is_of_a_level(path := match.paths[place])]
    if len(levels) < LEAST_LEVELS:
        return ""
    return (
        f"{', '.join(levels)} share the figures out by level: write one row a level in a tidy file, with the level"
        " in coverage_level"
    )


def _heads_advice(match: HeaderMatch) -> str:
    """Columns that fit but for a head above them: one head without meaning, one that narrows, or two blocks."""
    known = [column for column in match.layout.columns if column.role in UNITS_OF_ROLE]
    heads: dict[str, int] = {}
    for place in match.unknown or match.free:
        path = match.paths[place]
        if len(path) > 1 and any(path_score(path[1:], column.path) >= 99 for column in known):
            heads[show_header(path[:1])] = heads.get(show_header(path[:1]), 0) + 1
    if not heads or max(heads.values()) < 2:
        return ""
    shown = " and ".join(f"«{head}»" for head in heads)
    if len(heads) > 1:
        return f"{shown} stand over the same columns: give each block a table of its own, with its own period"
    return (
        f"{shown} stands over the columns of {match.layout.name}: if it says nothing about the figures, add its words"
        f" to heads in {WORDS_FILE}; if it narrows them (a period, a channel, a field), say so in the title and"
        " delete the head, or give the figures as a tidy file"
    )


def _report_unfit(sheet: Sheet, match: HeaderMatch, unfit: dict[str, str], context: FileContext) -> None:
    """The header fits, the cells below don't: another table under the same words, or answers in other words."""
    for name, cell in unfit.items():
        header = show_header(match.paths[match.columns[name]])
        context.add(
            _place(sheet, match, match.columns[name]),
            "unknown_cells",
            "error",
            f"«{cell}» below «{header}»",
            f"cells as the form has them: {match.layout.title}",
            f"{_wordings_of_cells(match, name, cell)}Another form: {HOW_TO_ADD}, {TIDY}",
        )


def _wordings_of_cells(match: HeaderMatch, name: str, cell: str) -> str:
    """Where to add a cell's words; nothing for a number, which is no other wording of an answer."""
    if is_without_words(cell):
        return ""
    file = f"{FOLDER}/{match.layout.file}"
    return f"add the wordings to cells_like › {name} in {file} and to answers in {FOLDER}/_rows.yml. "


def is_resembling(match: HeaderMatch) -> bool:
    """Whether half of the layout's columns of figures are there or likely, so that its wordings are worth naming.

    One at least of those that it needs: «Tổng điểm» beside an index is that of many tables.
    """
    wanted = {name for name in needed(match) if match.layout.role(name) not in NAMING}
    found = {*match.columns, *(column.id for column, _ in _likely(match).values())}
    return bool(wanted & found) and _figures_found(match) * 2 >= len(wanted)


def _figures_found(match: HeaderMatch) -> float:
    likely = [score / 100 for column, score in _likely(match).values() if column.role not in NAMING]
    return len(match.explained) + sum(likely)


def nearest_match(sheet: Sheet, match: HeaderMatch | None) -> HeaderMatch | None:
    """Of all layouts and header places the one that would need the fewest words added, for advice only."""
    best, most = match, (-99.0, 0)
    for top, height in header_places(sheet, load_layouts()) if match else ():
        paths = header_paths(sheet, top, height)
        unnamed = unnamed_figures(sheet, paths, top + height)
        lines = title_lines(sheet, top, top + height)
        by_columns = (one for one in load_layouts() if one.spec.get("rows") != "named")  # those are known by their rows
        for layout in [one for one in by_columns if is_titled(one, lines)]:
            other = match_layout(layout, paths, top, top + height)
            other.unknown += unnamed
            if not other.columns:
                continue
            likely = _likely(other)
            found = len(other.columns) + sum(score / 100 for _, score in likely.values())
            lost = max(len(other.missing) - len(likely), 0) + max(len(_foreign_places(other)) - len(likely), 0)
            if layout.spec.get("is_part"):  # a few columns are like those of many tables
                lost += 1 + len(unnamed)
            rank = (found - lost, -height)
            if rank > most:
                best, most = other, rank
    return best


def _report_no_layout(sheet: Sheet, match: HeaderMatch | None, context: FileContext) -> None:
    """Nothing is near: say so, what was read as the header, and how to bring the figures in."""
    rows = [row for row in sheet.cells.head(40).iter_rows() if sum(bool(cell) for cell in row) > 1]
    names = [show_header(path) for path in match.paths if path] if match and match.columns else []
    shown = names or [str(cell) for cell in (rows[0] if rows else sheet.cells.row(0)) if cell]
    some = f"; the header shares only {_shared(match)} with {match.layout.name}" if match and match.explained else ""
    context.add(
        locator(sheet.name or None, sheet.row_no(match.top if names and match else 0), None),
        "unknown_layout",
        "error",
        " | ".join(shown),
        f"the header of a known form (docs/kpi-layouts.md){some}",
        f"{NO_HEADERS}, {TIDY}" if _begins_with_figures(rows) else f"no layout is near: {HOW_TO_ADD}, {TIDY}",
    )


def _begins_with_figures(rows: list[tuple[str | None, ...]]) -> bool:
    """Whether the first row of several cells is one of data: several numbers beside a name."""
    first = [cell for cell in rows[0] if cell] if rows else []
    numbers = [cell for cell in first if is_figure(cell) and not _YEAR.fullmatch(cell)]
    return len(numbers) > _FIGURES_OF_A_ROW and len(numbers) < len(first)


def _shared(match: HeaderMatch) -> str:
    return ", ".join(f"«{show_header(match.paths[match.columns[name]])}»" for name in match.explained)


def _place(sheet: Sheet, match: HeaderMatch, place: int | None) -> str:
    letter = sheet.column_name(place) if place is not None else None
    return locator(sheet.name or None, sheet.row_no(match.body - 1), letter)


def _missing(match: HeaderMatch) -> list[Column]:
    return [column for column in match.layout.columns if column.id in match.missing]


def _key(match: HeaderMatch, names: list[str], which: str = "") -> str:
    """Where in the YAML the wordings of columns stand."""
    column = match.layout.column(names[0])
    if column is not None and column.role in SHARED:
        return f"{SHARED[column.role]} in {WORDS_FILE}"
    return f"{which}columns › {', '.join(names)} › path in {FOLDER}/{match.layout.file}"


def _advice(match: HeaderMatch) -> str:
    """What to write where: for each foreign header the likeliest missing column, or where to say that it is none.

    Each missing column is offered to one header only, the likeliest pair first, so that no advice contradicts another.
    """
    foreign = _foreign_places(match)
    chosen = {place: column for place, (column, _) in _likely(match).items()}
    chosen |= _only_ones_left(match, [p for p in foreign if p not in chosen], set(chosen.values()))
    lines = _additions(match, chosen)
    lines += [_foreign(match, place) for place in foreign if place not in chosen]
    if any(not match.paths[place] for place in match.unknown):
        lines.append("give the column of figures that has no header one (or mend the shifted column)")
    missing = [column for column in _missing(match) if column not in chosen.values()]
    absent = [f"{show_path(column.path)} ({column.id})" for column in missing]
    if missing and all(column.role == "measure" for column in missing):
        lines.append("say in a column «Đơn vị tính» beside the figures what each is measured in (%, hồ sơ …)")
    elif absent and not foreign:
        lines.append(
            f"the table lacks {', '.join(absent)}: ask for the whole export, or, where the form never has it, set"
            f" «required: false» for it in {FOLDER}/{match.layout.file}"
        )
    elif absent:
        lines.append(f"still missing: {', '.join(absent)}")
    return "; ".join(lines)


def _only_ones_left(match: HeaderMatch, left: list[int], offered: set[Column]) -> dict[int, Column]:
    """One foreign header and one missing figure, in all or below one head: each other's likeliest meaning."""
    lost = [c for c in _missing(match) if c not in offered and c.role not in (*NAMING, "group")]
    if len(left) == 1 and len(lost) == 1:
        header, column = match.paths[left[0]], lost[0]
        is_near = may_mean(header, column) and _likeness(header, column) >= LEAST_OF_THE_LAST
        return {left[0]: column} if is_near else {}
    found: dict[int, Column] = {}
    for column in lost:
        same = [c for c in lost if c.path[0] == column.path[0]]
        below = [p for p in left if len(match.paths[p]) > 1 and segment_score(match.paths[p][0], column.path[0]) >= 99]
        if len(same) == len(below) == 1 < len(column.path) and may_mean(match.paths[below[0]], column):
            found[below[0]] = column
    return found


def _foreign_places(match: HeaderMatch) -> list[int]:
    """The headers that fit no column; where others are ignored, only if one of them may be what is missing."""
    places = match.unknown if match.unknown or not match.missing else match.free
    return [place for place in places if match.paths[place]]


def _likely(match: HeaderMatch) -> dict[int, tuple[Column, float]]:
    """Foreign header -> the missing column it most likely is; each column is offered once, the likeliest pair first."""
    open_columns = [c for c in match.layout.columns if c.id not in match.columns and c.role not in ("period", "number")]
    scored = ((_likeness(match.paths[p], c), p, c) for p in _foreign_places(match) for c in open_columns)
    # How like they are is asked first: a refused sheet is held against every layout, and few pairs are alike.
    pairs = sorted(
        (
            (score, p, column)
            for score, p, column in scored
            if score >= LIKELY
            and not (column.role == "unit" and is_unit_of_measure(match.paths[p]))
            and may_mean(match.paths[p], column)
        ),
        key=lambda pair: (-pair[0], not pair[2].required, pair[1], pair[2].id),
    )
    chosen: dict[int, tuple[Column, float]] = {}
    for score, place, column in pairs:
        if place not in chosen and column not in [c for c, _ in chosen.values()]:
            chosen[place] = (column, score)
    return chosen


def _foreign(match: HeaderMatch, place: int) -> str:
    unit = match.layout.column("unit")
    if unit and unit.id in match.columns and path_score(match.paths[place], unit.path) >= LIKE:
        return (
            f"«{show_header(match.paths[place])}» names units too: keep one column of units, or put the upper unit in a"
            " row above those it contains"
        )
    twin = next(
        (c for c in match.layout.columns if c.id in match.columns and path_score(match.paths[place], c.path) >= 99),
        None,
    )
    if twin:
        return f"«{show_header(match.paths[place])}» stands twice: say in the header what tells the two columns apart"
    return (
        f"«{show_header(match.paths[place])}» fits no column of {match.layout.name}: if it may be left out, add it to"
        f" ignored_columns in {WORDS_FILE}; if it is a figure, add a column and a measure to"
        f" {FOLDER}/{match.layout.file}"
    )


def _additions(match: HeaderMatch, chosen: dict[int, Column]) -> list[str]:
    """One line per wording to add; a head over several columns is one line for all of them."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    more: list[str] = []
    for place, column in sorted(chosen.items()):
        segment, level = _segment(match, place, column.id)
        if path_score(match.paths[place], column.path) == LIKE:  # all of a wording and more: no other name of it
            more.append(segment)
            continue
        meaning = show_path(column.path) if level is None else next((w for w in column.path[level] if w), "")
        groups.setdefault((segment, _list_no(column, level), meaning), []).append(column.id)
    lines = [
        f"if «{segment}» means «{meaning}», add «{segment}» to {_key(match, names, which)}"
        for (segment, which, meaning), names in groups.items()
    ]
    return [f"«{more[0]}» may be a part: {PARTS}", *lines] if more else lines


def _list_no(column: Column, level: int | None) -> str:
    """Which of a path's lists of wordings; nothing to say where there is one."""
    return "" if level is None or len(column.path) == 1 else f"list {level + 1} of "


@lru_cache(maxsize=20_000)
def _likeness(header: tuple[str, ...], column: Column) -> float:
    """How like two headers are for advice only: the same words count in whatever order; opposites and units don't."""
    wordings = [" ".join(parts) for parts in _spelled(column)]
    key, last = segment_key(" ".join(header)), segment_key(header[-1])
    allowed = UNITS_OF_ROLE.get(column.role)
    if not last or (allowed is not None and units_of_header(header) - allowed):
        return 0.0
    best = max((fuzz.token_sort_ratio(key, segment_key(wording)) for wording in wordings), default=0.0)
    lowest = max((fuzz.ratio(last, segment_key(word)) for word in column.path[-1] if word), default=0.0)
    same = segment_score(header[-1], column.path[-1]) > 0
    return max(best, lowest - 10) if same else min(best, lowest) - 25


def _spelled(column: Column) -> list[list[str]]:
    """The column's path in its first wordings, with each wording of the last segment."""
    heads = [next((word for word in wordings if word), "") for wordings in column.path[:-1]]
    return [[*heads, word] for word in column.path[-1] if word and not word.startswith("~")]


def _segment(match: HeaderMatch, place: int, name: str) -> tuple[str, int | None]:
    """The part of a header that the column's wordings lack and which list lacks it; the whole where several do."""
    header = match.paths[place]
    column = match.layout.column(name)
    for chosen in path_readings(column.path) if column else ():
        foreign = (
            [level for level, words in enumerate(chosen) if segment_score(header[level], words) < 99]
            if len(chosen) == len(header)
            else []
        )
        if column and len(foreign) == 1:
            return show_header((header[foreign[0]],)), column.path.index(chosen[foreign[0]])
    return show_header(header), None
