"""What every mart and column means, as one Markdown page for people. Pure.

What belongs here: laying out the dictionary as text. What does not: its texts (dbt_project/dictionary.yml), the page of
the scorecard (scorecard/columns_page.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipelines.markdown_rows import plain
from pipelines.publishing.dictionary import Dictionary, Model

DICTIONARY_PAGE = "dictionary.md"


def write_dictionary_page(folder: Path, words: Dictionary) -> None:
    """Write the page into a folder that is there."""
    (folder / DICTIONARY_PAGE).write_text("\n".join(_lines(words)), encoding="utf-8")


def _lines(words: Dictionary) -> Iterator[str]:
    yield "# Từ điển dữ liệu / Data dictionary"
    for model in words.models.values():
        yield from ("", f"## {model.name}", "", plain(model.vi), "", plain(model.en), "")
        yield f"Khóa / key: {', '.join(f'`{name}`' for name in model.key)}"
        yield ""
        yield from _columns(model)
    yield ""


def _columns(model: Model) -> Iterator[str]:
    yield "| cột / column | kiểu / type | tiếng Việt | English |"
    yield "|---|---|---|---|"
    for column in model.columns.values():
        yield f"| `{column.name}` | {column.type} | {plain(column.vi)} | {plain(column.en)} |"
