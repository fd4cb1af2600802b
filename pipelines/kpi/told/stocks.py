"""Stocks that a report tells as a plain number of things («toàn tỉnh có 622 đơn vị sự nghiệp công lập»). Pure.

What belongs here: which stock a number is, by the words right round it (stocks.yml). What does not: numbers of dossiers
(counts.py), what is loaded (results.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypedDict

from pipelines.kpi.told.sentence import Words
from pipelines.yaml_files import read_yaml

_NUMBER = re.compile(r"\d[\d.]*")


class StockEntry(TypedDict):
    """A stock as stocks.yml writes it."""

    code: str
    before: str
    behind: str
    example: str
    counter: str


@dataclass(frozen=True)
class _Stock:
    code: str
    before: re.Pattern[str]
    behind: re.Pattern[str]

    def is_told(self, words: Words) -> bool:
        number = _NUMBER.match(words.line, words.at)
        end = number.end() if number else words.end
        return bool(self.before.search(words.before) and self.behind.match(words.line, end))


def stock_told(words: Words) -> str | None:
    """The indicator of the stock that a number is told as; None where its words tell none, or a part of one."""
    return next((stock.code for stock in _stocks() if stock.is_told(words)), None)


@cache
def _stocks() -> tuple[_Stock, ...]:
    entries = read_yaml(Path(__file__).with_suffix(".yml"), list[StockEntry])
    return tuple(_Stock(one["code"], re.compile(one["before"]), re.compile(one["behind"])) for one in entries)
