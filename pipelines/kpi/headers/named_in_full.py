"""The indicator that a heading of shares names in full («Tỷ lệ hồ sơ giải quyết đúng hạn»), wherever it stands. Pure.

What belongs here: the headings of layouts/rate_table.yml as names. What does not: codes and aliases
(reference/indicators.py), headers of forms (matching.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pipelines.kpi.headers.index_names import index_named, part_of_index
from pipelines.kpi.headers.layouts import Layout, load_layouts
from pipelines.kpi.headers.segments import segment_score
from pipelines.reference.indicators import IndicatorCatalogue, IndicatorName

SAME_WORDS = 99.0


@lru_cache(maxsize=1)
def _rate_table() -> Layout:
    return next(one for one in load_layouts() if one.name == "rate_table")


def indicator_named(catalogue: IndicatorCatalogue, name: str) -> IndicatorName | None:
    """What a name stands for: a code, an alias or a full name, else a heading that says the same; else None."""
    return catalogue.resolve(name) or _by_heading(name)


def named_in_row(
    catalogue: IndicatorCatalogue, label: str, lines: Sequence[str], units: Sequence[str] = ()
) -> IndicatorName | None:
    """The indicator that a row's label names in full, the index it names, or a part of the one that a title names.

    `lines` stand above the table; `units` are names that may stand in a label («Chỉ số PAPI của tỉnh …»).
    """
    index = index_named(label, units)
    return indicator_named(catalogue, label) or (index.name if index else part_of_index(label, lines))


@lru_cache(maxsize=5_000)
def _by_heading(name: str) -> IndicatorName | None:
    indicators = {measure["value"][0]: measure["indicator"] for measure in _rate_table().spec["measures"]}
    columns = [column for column in _rate_table().columns if column.id in indicators]
    same = [column.id for column in columns if segment_score(name, column.path[-1]) >= SAME_WORDS]
    return IndicatorName(indicators[same[0]]) if len(same) == 1 else None
