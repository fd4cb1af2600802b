"""What a layout's YAML holds, key by key (docs/kpi-layouts.md says what each means); a test holds every file to it.

What belongs here: keys and their types. What does not: reading layouts (layouts.py), what is done with them.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict


class ColumnSpec(TypedDict):
    """A column: its role, and the accepted wordings of each segment of its header's path."""

    role: str
    path: list[list[str]]
    required: NotRequired[bool]
    repeats: NotRequired[bool]


class TitledSpec(TypedDict):
    """Wordings that mean a column of this layout below a title of this form, and nothing without it («Điểm»)."""

    title: str
    words: dict[str, list[str]]
    cells_like: NotRequired[dict[str, str]]
    # Further sets of columns of which one is enough below such a title.
    one_of: NotRequired[list[list[str]]]


class MeasureSpec(TypedDict):
    """A measure of every row: an indicator and the columns that give it."""

    indicator: str
    value: NotRequired[list[str]]
    numerator: NotRequired[list[str]]
    denominator: NotRequired[list[str]]
    respondents: NotRequired[list[str]]
    printed: NotRequired[str]
    scope: NotRequired[str]
    variant: NotRequired[str]
    # Of units below the province: what the province itself assessed or asked.
    variant_below: NotRequired[str]
    by_field: NotRequired[bool]
    # Only where the sheet has these columns; only where it has none of these; only in rows where this sum agrees.
    beside: NotRequired[list[str]]
    unless: NotRequired[list[str]]
    agreeing: NotRequired[str]


class CalculatedSpec(TypedDict):
    """A figure that rows of a form give without its being printed."""

    form: int
    rate: NotRequired[str]
    count: NotRequired[str]
    numerator: NotRequired[list[str]]
    denominator: NotRequired[list[str]]
    sum: NotRequired[list[str]]
    scope: NotRequired[str]
    variant: NotRequired[str]
    coverage: NotRequired[str]
    period_kind: NotRequired[str]
    over_levels: NotRequired[bool]


class IdentitySpec(TypedDict):
    """Two sums that should agree; with `least` in place of `right` the left one is no smaller."""

    left: list[str]
    right: NotRequired[list[str]]
    least: NotRequired[list[str]]
    unless: NotRequired[list[str]]
    name: NotRequired[str]
    form: NotRequired[int]
    tolerance: NotRequired[float]


class LayoutSpec(TypedDict):
    """One template as `layouts/<name>.yml` describes it."""

    layout: str
    title: str
    columns: dict[str, ColumnSpec]
    measures: NotRequired[list[MeasureSpec]]
    calculated: NotRequired[list[CalculatedSpec]]
    identities: NotRequired[list[IdentitySpec]]
    rows: NotRequired[str]
    tree: NotRequired[str]
    header_rows: NotRequired[int]
    # Of these sets of columns one has to be there as a whole.
    one_of: NotRequired[list[list[str]]]
    # A few columns of a form: the form itself is asked first.
    is_part: NotRequired[bool]
    opposites: NotRequired[list[list[str]]]
    narrowed_by: NotRequired[list[str]]
    # What the titles of such a table speak of, so that it narrows nothing.
    subject: NotRequired[list[str]]
    about: NotRequired[str]
    titled: NotRequired[str]
    never_titled: NotRequired[str]
    where_titled: NotRequired[list[TitledSpec]]
    extra_columns: NotRequired[str]
    default_level: NotRequired[str]
    period: NotRequired[list[str]]
    skip_labels: NotRequired[list[str]]
    zero_is_blank: NotRequired[list[str]]
    near: NotRequired[bool]
    sheet_periods: NotRequired[dict[str, list[str]]]
    groups_without_rate: NotRequired[list[str]]
    online_rows: NotRequired[str]
    cells_like: NotRequired[dict[str, str]]
