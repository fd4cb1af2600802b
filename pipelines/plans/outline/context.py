"""What surrounds a statement, resolved once: years, level, comparator, area, the kind of part it stands in.

What belongs here: the shapes that the outline fills and that grammar and tables read. What does not: how they are
filled (resolving), headings (tree).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# What a text, or a part of one, does with its numbers.
GENRES = ("commits", "results", "norms", "procedures", "scores", "proposals", "dealings", "secondary")


@dataclass(frozen=True)
class Horizon:
    """The years that words or a heading give: up to `year`, from `year_from` where a period is named."""

    year: int
    year_from: int | None = None


@dataclass(frozen=True)
class Context:
    """What surrounds a statement; nothing asks the outline later.

    Attributes:
        horizon: from headings, lead sentences, captions or the document; None where none or several govern.
        horizon_above: what would govern but for the year that the paragraph itself opens with; None where it opens with
            none, or nothing else governs.
        plan_from: the first year of the plan; years before it are past.
        plan_to: its last year, which «các năm sau» runs to.
        issued_on: the day of issue: what was over by then is told; «trong 05 năm tiếp theo» counts from its year.
        posted_on: the day on which a page without a day of issue was put up.
        annual: whether the plan is for one year.
        issuer_level: the level of who issued the text (national, province, district, commune); None where unknown.
        head_level: the level that a heading above gives, None where it names none or several.
        head_levels: all levels that this heading names («Đối với cấp huyện, cấp xã:»): one target for each.
        head_op: the comparator that ends the words above («… đạt tối thiểu:»).
        kind: the kind of section (objective, task, implementation, annex, preamble, results, scoring, other).
        genre: what the part does: commits, results, norms, procedures, scores, proposals, dealings, secondary (an
            article about a plan).
            A prior for what a number in it is, never the last word.
        blocked: the kind of part where numbers are refused as `section_<blocked>`; None where they may be promised.
        area: the reform area of the heading above, None where none names one.
        area_head: the words of that heading.
        unit: the unit that a line right above a table gives for all its figures («Đơn vị tính: %»).
        stages: the last years that the plan gives its stages: «Giai đoạn 1 (2026 - 2027)» as (1, 2027).
        is_output: an output cell of an annex, where a bare count is a target.
    """

    horizon: Horizon | None = None
    horizon_above: Horizon | None = None
    plan_from: int | None = None
    plan_to: int | None = None
    issued_on: date | None = None
    posted_on: date | None = None
    annual: bool = False
    issuer_level: str | None = None
    head_level: str | None = None
    head_levels: tuple[str, ...] = ()
    head_op: str | None = None
    kind: str = "other"
    genre: str = "commits"
    blocked: str | None = None
    area: str | None = None
    area_head: str = ""
    unit: str = ""
    stages: tuple[tuple[str, int], ...] = ()
    is_output: bool = False

    @property
    def issued(self) -> int | None:
        """The year of issue."""
        return self.issued_on.year if self.issued_on else None
