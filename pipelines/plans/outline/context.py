"""What surrounds a statement, resolved once: years, level, comparator, area, the kind of part it stands in.

What belongs here: the shapes that the outline fills and that grammar and tables read. What does not: how they are
filled (resolving), headings (tree).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Horizon:
    """The years that words or a heading give: up to `year`, from `year_from` where a period is named."""

    year: int
    year_from: int | None = None


@dataclass(frozen=True)
class Context:
    """What surrounds a statement; nothing asks the outline later.

    `horizon` comes from headings, lead sentences, table groups or the document; `plan_from` is the first year of the
    plan (years before it are past); `annual` whether the plan is for one year; `head_level`, `head_op` the level and
    comparator that a heading above gives; `kind` the kind of section (objective, task, implementation, annex,
    preamble, results, scoring, other); `blocked` names the kind of part where that part promises nothing (results,
    scoring, funding); `area` the reform area of the heading above, None where none names one; `is_output` an output
    cell of an annex, where a bare count is a target.
    """

    horizon: Horizon | None = None
    plan_from: int | None = None
    annual: bool = False
    head_level: str | None = None
    head_op: str | None = None
    kind: str = "other"
    blocked: str | None = None
    area: str | None = None
    is_output: bool = False
