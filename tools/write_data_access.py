"""Writes the pages of docs/questions, an index and one a question: python -m tools.write_data_access [DATABASE].

The database is a published build of the shipped inputs as of 2026-10-31 (default: data/marts/current.duckdb). With
`--check` nothing is written, and the exit code says whether the pages still hold what the questions answer.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "docs/questions"
PAGE = QUESTIONS / "README.md"
INDEX = """# Fifteen questions, answered
Each page has the SQL and the first rows of its answer, of the shipped inputs as known on 31 October 2026. Made by
`python -m tools.write_data_access`; write the `.sql` files only.

| | question | câu hỏi |
|---|---|---|
"""
MOST_ROWS, MOST_LETTERS = 8, 90


def made(database: Path) -> dict[Path, str]:
    """Every page with its text, answered by a build."""
    paths = sorted(QUESTIONS.glob("*.sql"))
    lines = [f"| {number(path)} | [{asked(path)[0]}]({path.stem}.md) | {asked(path)[1]} |\n" for path in paths]
    with duckdb.connect(str(database), read_only=True) as db:
        pages = {path.with_suffix(".md"): answered(db, path) for path in paths}
    return {PAGE: INDEX + "".join(lines), **pages}


def number(path: Path) -> int:
    """The number of a question, by its file."""
    return int(path.stem.partition("_")[0])


def asked(path: Path) -> tuple[str, str]:
    """A question in English and in Vietnamese."""
    english, vietnamese, *_ = path.read_text(encoding="utf-8").splitlines()
    return english.removeprefix("-- "), vietnamese.removeprefix("-- ")


def answered(db: duckdb.DuckDBPyConnection, path: Path) -> str:
    """The page of one question: its SQL and the first rows of its answer."""
    english, vietnamese = asked(path)
    sql = path.read_text(encoding="utf-8").splitlines()[2:]
    found = db.execute("\n".join(sql))
    names = [column[0] for column in found.description or []]
    rows = found.fetchall()
    lines = [
        f"# {number(path)}. {english}",
        f"{vietnamese}",
        "",
        "```sql",
        *sql,
        "```",
        "",
        f"| {' | '.join(names)} |",
        f"|{'---|' * len(names)}",
        *(f"| {' | '.join(map(cell, row))} |" for row in rows[:MOST_ROWS]),
    ]
    more = len(rows) - MOST_ROWS
    lines += [f"\n… and {more} more rows"] if more > 0 else []
    return "\n".join([*lines, "", "*[All questions / mọi câu hỏi](README.md)*", ""])


def cell(value: object) -> str:
    """A value as it may stand in a table of a page."""
    if value is None:
        return ""
    text = f"{value:.10g}" if isinstance(value, float) else " ".join(str(value).split())
    text = text.replace("|", "\\|").replace("<", "&lt;")
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


def main(arguments: list[str]) -> int:
    """Write the pages, or say whether they are stale."""
    named = [one for one in arguments if not one.startswith("--")]
    database = Path(named[0]) if named else ROOT / "data/marts/current.duckdb"
    pages = made(database)
    if "--check" in arguments:
        return int(any(not page.is_file() or page.read_text(encoding="utf-8") != text for page, text in pages.items()))
    for page, text in pages.items():
        page.write_text(text, encoding="utf-8")
    print(f"{PAGE.parent.relative_to(ROOT)}: {len(pages) - 1} questions answered")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
