"""Writes the answers into docs/questions/README.md: python -m tools.write_data_access [DATABASE].

The database is a published build of the shipped inputs as of 2026-10-31 (default: data/marts/current.duckdb). With
`--check` nothing is written, and the exit code says whether the page still holds what the questions answer.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "docs/questions"
PAGE = QUESTIONS / "README.md"
MARK = "<!-- answers -->\n"
MOST_ROWS, MOST_LETTERS = 8, 90


def made(page: str, database: Path) -> str:
    """The page with the answers of a build below its mark."""
    head = page.partition(MARK)[0]
    with duckdb.connect(str(database), read_only=True) as db:
        parts = [answered(db, path) for path in sorted(QUESTIONS.glob("*.sql"))]
    return head + MARK + "\n".join(parts)


def answered(db: duckdb.DuckDBPyConnection, path: Path) -> str:
    """One question with its SQL and the first rows of its answer."""
    english, vietnamese, *sql = path.read_text(encoding="utf-8").splitlines()
    number = int(path.stem.partition("_")[0])
    found = db.execute("\n".join(sql))
    names = [column[0] for column in found.description or []]
    rows = found.fetchall()
    lines = [
        f"### {number}. {english.removeprefix('-- ')}",
        f"{vietnamese.removeprefix('-- ')}",
        "```sql",
        *sql,
        "```",
        "",
        f"| {' | '.join(names)} |",
        f"|{'---|' * len(names)}",
        *(f"| {' | '.join(map(cell, row))} |" for row in rows[:MOST_ROWS]),
    ]
    more = len(rows) - MOST_ROWS
    return "\n".join([*lines, *([f"\n… and {more} more rows"] if more > 0 else []), ""])


def cell(value: object) -> str:
    """A value as it may stand in a table of a page."""
    if value is None:
        return ""
    text = f"{value:.10g}" if isinstance(value, float) else " ".join(str(value).split())
    text = text.replace("|", "\\|").replace("<", "&lt;")
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


def main(arguments: list[str]) -> int:
    """Write the page, or say whether it is stale."""
    named = [one for one in arguments if not one.startswith("--")]
    database = Path(named[0]) if named else ROOT / "data/marts/current.duckdb"
    before = PAGE.read_text(encoding="utf-8")
    after = made(before, database)
    if "--check" in arguments:
        return int(after != before)
    PAGE.write_text(after, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(list(QUESTIONS.glob('*.sql')))} questions answered")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
