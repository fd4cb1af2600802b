"""`docs/carriers.md`: which carrier of figures can measure each indicator that the shipped plans promise.

What belongs here: reading the shipped plans and the layouts, laying out the page. What does not: reading figures (kpi).
Run `python -m tools.write_carriers` after a change of plans, catalogue or layouts; a test holds the page to them.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pipelines.kpi.headers.layouts import load_layouts
from pipelines.kpi.indicators.trees import load_tree
from pipelines.plans.indicators import IndicatorMatcher
from pipelines.plans.reader import read_plan
from pipelines.reference.indicators import IndicatorCatalogue
from pipelines.reference.units import UnitResolver
from pipelines.settings import PROJECT_ROOT
from pipelines.source import source_below

PAGE = PROJECT_ROOT / "docs" / "carriers.md"
PLANS = PROJECT_ROOT / "data" / "raw" / "plans"
# Families of layouts -> the column of the page.
CARRIERS = {
    "forms": ("cchc_report_forms",),
    "QĐ 766 table": ("qd766_table",),
    "QĐ 766 dashboards": (
        "qd766_3a",
        "qd766_3b",
        "qd766_3c",
        "qd766_3d",
        "qd766_portal",
        "qd766_scores",
        "qd766_trend",
    ),
    "II.06a and like": ("ii06a", "hanoi_a", "hanoi_c", "ward_tonghop", "service_levels"),
    "survey": ("survey_aggregate", "survey_respondents", "sipas"),
    "index": ("pci", "papi"),
}
# Published indices that come as tidy files.
PUBLISHED = ("index", "survey_index", "rank")
HEAD = """# Who measures what the plans promise

Made by `python -m tools.write_carriers` from the shipped plans and `pipelines/kpi/layouts`; do not edit.
One row per indicator that the plans under `data/raw/plans` promise, how many numbers do, and which carrier prints it.
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


def printed() -> dict[str, set[str]]:
    """The indicators that each carrier prints, by column of the page."""
    codes: dict[str, set[str]] = {}
    for layout in load_layouts():
        column = next((name for name, layouts in CARRIERS.items() if layout.name in layouts), None)
        if column is not None:
            codes.setdefault(column, set()).update(str(one["indicator"]) for one in layout.spec.get("measures", []))
            if tree := layout.spec.get("tree"):
                codes[column] |= {row.indicator for row in load_tree(str(tree), ()).rows if row.indicator}
            codes[column] |= {str(one.get("rate") or one.get("count")) for one in layout.spec.get("calculated", [])}
    return codes


def page() -> str:
    """The whole page."""
    catalogue, codes, numbers = IndicatorCatalogue.load(), printed(), promised()
    for code in numbers:
        indicator = catalogue.get(code)
        if indicator is not None and indicator.measure_type in PUBLISHED:
            codes["index"].add(code)
    columns = list(CARRIERS)
    lines = [
        f"| indicator | numbers | {' | '.join(columns)} | prose or tidy file only |",
        "|---" * (len(columns) + 3) + "|",
    ]
    for code, count in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])):
        marks = ["x" if code in codes[column] else "" for column in columns]
        lines.append(f"| {code} | {count} | {' | '.join(marks)} | {'' if any(marks) else 'x'} |")
    told = sum(all(code not in codes[column] for column in columns) for code in numbers)
    sums = ", ".join(f"{column} {sum(code in codes[column] for code in numbers)}" for column in columns)
    return (
        f"{HEAD}\n{len(numbers)} indicators promised. Measured by: {sums}; by none of them {told}.\n\n"
        + "\n".join(lines)
        + "\n"
    )


def main() -> None:
    """Write the page."""
    Path(PAGE).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
