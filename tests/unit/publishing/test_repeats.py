"""Which texts of a relation repeat: few distinct ones are listed in order, free text is not, however it begins."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from pipelines.publishing import repeats
from pipelines.publishing.repeats import repeated_texts

TEXTS = """
    select
        case i % 3 when 0 then 'huyện' when 1 then 'xã' end as level,
        'id ' || i as id,
        case when i < 50 then 'same' else 'note ' || i end as note,
        null::varchar as sheet,
        i % 2 as number
    from range(100) as t(i)
"""


@pytest.fixture
def db(monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    monkeypatch.setattr(repeats, "SAMPLE", 50)
    monkeypatch.setattr(repeats, "LONGEST", 40)
    with duckdb.connect() as connection:
        connection.execute(f"create table rows as {TEXTS}")
        yield connection


def test_texts_that_repeat_are_listed_in_order_and_an_empty_column_has_an_empty_list(db):
    assert repeated_texts(db, "rows", ["true"]) == {"level": ["huyện", "xã"], "sheet": []}


def test_texts_of_all_parts_are_listed_and_counted_together(db):
    lists = repeated_texts(db, "rows", ["number = 0", "number = 1"])
    assert lists == {"level": ["huyện", "xã"], "sheet": []}
