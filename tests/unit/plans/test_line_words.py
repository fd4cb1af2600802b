"""Every set of words that lines are put together by decides its example and leaves its counter-example."""

from __future__ import annotations

import pytest

from pipelines.plans.documents.model import Table
from pipelines.plans.documents.paragraphs import read_blocks
from pipelines.plans.documents.table_marks import is_known_head, is_ordinal_head, is_title
from pipelines.plans.lexicon.file_shapes import WordSet
from pipelines.plans.lexicon.files import load

SETS = load("line_words", list[WordSet])


def goes_on(lines):
    return len(read_blocks(lines.replace(" / ", "\n"))) == 1


def begins_anew(lines):
    return not goes_on(lines)


def is_figure(cell):
    """Whether a table whose cells stand one a line takes the cell for the figure of its first row."""
    text = f"STT\nNội dung\nChỉ tiêu\n1\nHồ sơ trực tuyến\n{cell}\n2\nHồ sơ đúng hạn\n90%\n"
    (table,) = [block for block in read_blocks(text) if isinstance(block, Table)]
    return len(table.rows) == 3 and len(table.rows[1]) == 3


def opens_unnumbered(head):
    """Whether a table without ordinals, one cell a line, may begin with the head."""
    text = f"{head}\nNăm 2025\nNăm 2026\nHồ sơ trực tuyến\n60%\n70%\nHồ sơ đúng hạn\n90%\n95%\n"
    return any(isinstance(block, Table) for block in read_blocks(text))


DECIDES = {
    "open": goes_on,
    "wants_number": goes_on,
    "digital": begins_anew,
    "part_heads": begins_anew,
    "area_heads": begins_anew,
    "before_figures": is_figure,
    "ordinal_heads": is_ordinal_head,
    "column_heads": is_known_head,
    "label_heads": opens_unnumbered,
    "annex_titles": is_title,
}


@pytest.mark.parametrize("entry", SETS, ids=lambda entry: entry["name"])
def test_a_set_decides_its_example_and_not_its_counter_example(entry):
    decides = DECIDES[entry["name"]]
    assert decides(entry["example"])
    assert not decides(entry["counter"])


@pytest.mark.parametrize("entry", SETS, ids=lambda entry: entry["name"])
def test_a_set_names_each_word_once(entry):
    assert len(entry["words"]) == len(set(entry["words"]))


@pytest.mark.parametrize(("name", "is_one"), [("ordinal_heads", is_ordinal_head), ("annex_titles", is_title)])
def test_every_word_of_a_set_is_known_by_itself(name, is_one):
    (words,) = [entry["words"] for entry in SETS if entry["name"] == name]
    assert [word for word in words if not is_one(word)] == []
