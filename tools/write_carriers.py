"""`docs/carriers.md`: which carrier of figures can measure each indicator that the shipped plans promise.

What belongs here: reading the shipped plans and the layouts, laying out the page. What does not: reading figures (kpi).
Run `python -m tools.write_carriers` after a change of plans, catalogue or layouts; a test holds the page to them.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pipelines.kpi.carriers import carriers_of, load_carriers
from pipelines.plans.indicators import IndicatorMatcher
from pipelines.plans.reader import read_plan
from pipelines.reference.indicators import Indicator, IndicatorCatalogue
from pipelines.reference.units import UnitResolver
from pipelines.settings import PROJECT_ROOT
from pipelines.source import source_below

PAGE = PROJECT_ROOT / "docs" / "carriers.md"
PLANS = PROJECT_ROOT / "data" / "raw" / "plans"
HEAD = """# Who measures what the plans promise

Made by `python -m tools.write_carriers` from the shipped plans and `pipelines/kpi/layouts`; do not edit.
One row per indicator that the plans under `data/raw/plans` promise, how many numbers do, and which carrier prints it,
the stock that its cut is made of, or its close successor (`indicator_figures.csv`, `indicator_bridges_default.csv`).
In the last column are those that only the prose and tables of reports (`source_variant = report_text`) or a tidy file
can give; both can also give any of the others.
"""


def promised() -> Counter[str]:
    """How many numbers of the shipped plans promise each indicator."""
    catalogue, units = IndicatorCatalogue.load(), UnitResolver.load()
    matcher = IndicatorMatcher(catalogue.indicators.values())
    found: Counter[str] = Counter()
    for path in sorted(PLANS.rglob("*")):
        if path.suffix in (".txt", ".md", ".html", ".docx", ".pdf") and path.stem.upper() != "README":
            reading = read_plan(source_below(path, PLANS), units, matcher)
            found.update(row["indicator_code"] for row in reading.mentions if row["indicator_code"])
    return found


def page() -> str:
    """The whole page."""
    catalogue, numbers = IndicatorCatalogue.load(), promised()
    columns = [carrier.name for carrier in load_carriers()]
    measured = {code: _measured(catalogue.get(code)) for code in numbers}
    lines = [
        f"| indicator | numbers | {' | '.join(columns)} | prose or tidy file only |",
        "|---" * (len(columns) + 3) + "|",
    ]
    for code, count in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])):
        marks = ["x" if column in measured[code] else "" for column in columns]
        lines.append(f"| {code} | {count} | {' | '.join(marks)} | {'' if any(marks) else 'x'} |")
    told = sum(not measured[code] for code in numbers)
    sums = ", ".join(f"{column} {sum(column in measured[code] for code in numbers)}" for column in columns)
    return (
        f"{HEAD}\n{len(numbers)} indicators promised. Measured by: {sums}; by none of them {told}.\n\n"
        + "\n".join(lines)
        + "\n"
    )


def _measured(indicator: Indicator | None) -> set[str]:
    return {carrier.name for carrier in carriers_of(indicator)} if indicator else set()


def main() -> None:
    """Write the page."""
    Path(PAGE).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
