"""What follows from the rows of a form without being printed, and sums that should agree. Pure.

What belongs here: `calculated` and `identities` of a layout. What does not: printed rows (body.py).
"""

from __future__ import annotations

from pipelines.kpi.bodies.sheet_state import Reading
from pipelines.kpi.headers.layout_spec import CalculatedSpec, IdentitySpec
from pipelines.kpi.headers.periods import YEAR_TO_DATE
from pipelines.kpi.indicators.placing import placed, tree_of, whole
from pipelines.kpi.indicators.row_figures import Figures, levels_of


def add_calculated(reading: Reading, figures: Figures, unit: dict[str, str | None]) -> None:
    """Rates and sums of the layout that the printed counts give; none from counts of which a part is missing."""
    for rule in reading.spec.get("calculated", []):
        form, names = str(rule["form"]), [*rule.get("numerator", []), *rule.get("sum", [])]
        if rule.get("over_levels") and not _is_of_all_levels(reading, figures, form, names + rule["denominator"]):
            continue
        cells = _cells(figures, form, rule)
        if cells is None:
            continue
        row = tree_of(reading).get(form, names[0])
        kind = str(rule.get("period_kind") or (row.period_kind if row else YEAR_TO_DATE))
        long = {
            "indicator": rule.get("rate") or rule.get("count"),
            "scope_code": rule.get("scope"),
            "source_variant": rule.get("variant"),
            "coverage_level": rule.get("coverage", "all"),
            "is_number": False,
            "is_computed": True,
            "note": f"biểu mẫu {form}: {_formula(rule)}",
            **cells,
            **unit,
        }
        reading.rows.append(placed(reading, figures.place(form, names), "figure", kind, long))


def _is_of_all_levels(reading: Reading, figures: Figures, form: str, names: list[str]) -> bool:
    """Whether every level of the administration has its row: a sum over some of them is no figure of the whole."""
    wanted = set(levels_of(reading))
    return all(wanted <= {level for level in figures.levels(form, name) if level} for name in names)


def _cells(figures: Figures, form: str, rule: CalculatedSpec) -> dict[str, str | None] | None:
    if "sum" in rule:
        value = figures.total(form, rule["sum"])
        return {"value": whole(value)} if value is not None else None
    top, bottom = (figures.total(form, side) for side in (rule["numerator"], rule["denominator"]))
    return {"numerator": whole(top), "denominator": whole(bottom)} if top is not None and bottom is not None else None


def _formula(rule: CalculatedSpec) -> str:
    if "sum" in rule:
        return " + ".join(rule["sum"])
    sides = [" + ".join(side) for side in (rule["numerator"], rule["denominator"])]
    return " / ".join(f"({side})" if "+" in side else side for side in sides)


def _agree(rule: IdentitySpec, left: float, right: float) -> bool:
    return left >= right if "least" in rule else abs(left - right) <= rule.get("tolerance", 0.0)


def check_identities(reading: Reading, figures: Figures) -> None:
    """Sums that should agree; a break is a warning, both are loaded as printed."""
    for rule in reading.spec.get("identities", []):
        form, other = str(rule["form"]), rule.get("right") or rule["least"]
        left, right = figures.total(form, rule["left"]), figures.total(form, other)
        if left is None or right is None or _agree(rule, left, right):
            continue
        reading.context.add(
            reading.place(figures.place(form, rule["left"]), "figure"),
            "identity_broken",
            "warning",
            f"biểu mẫu {form}: {left:g} and {right:g}",
            str(rule["name"]),
            "check the rows with the unit that reported them; they are loaded as printed",
        )
