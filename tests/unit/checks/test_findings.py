"""Findings of the readers become checks; each family gathers its own and shows where to look."""

import pytest

from pipelines.checks.finding_checks import load_families, result_of, select
from pipelines.contracts.raw_models import TABLES, frame
from pipelines.findings import Finding


def _finding(stage: str, rule: str, severity: str = "warning", file: str = "kpi/a.xlsx") -> Finding:
    return Finding(stage, file, "sheet KQ, row 9", rule, severity, "1|234", "a number", "mend it")  # type: ignore[arg-type]


@pytest.mark.parametrize("family", load_families(), ids=lambda family: family.check)
def test_every_family_hangs_on_a_raw_table_and_gathers_its_rules(family) -> None:  # type: ignore[no-untyped-def]
    assert family.asset in TABLES
    for rule in family.rules or ["anything_else"]:
        row = _finding(family.stage, rule, family.severities[0]).as_row()
        assert select(family, frame("findings", [row])).height == 1


def test_a_rule_belongs_to_one_family_of_its_stage() -> None:
    named = [(family.stage, rule) for family in load_families() for rule in family.rules or ()]
    assert len(named) == len(set(named))
    rest = [family.stage for family in load_families() if family.rules is None]
    assert sorted(rest) == ["kpi", "plan", "reference"]


def test_offending_places_stand_in_the_metadata_worst_first() -> None:
    rows = [_finding("kpi", "b", "error", "kpi/z.csv").as_row(), _finding("kpi", "a", "error", "kpi/a.csv").as_row()]
    rest = next(family for family in load_families() if family.check == "files_and_rows_read")
    result = result_of(select(rest, frame("findings", rows)))
    assert not result.passed
    assert str(result.metadata["first"].value).startswith("kpi/")
    text = result.metadata["examples"].value
    assert text.index("kpi/a.csv") < text.index("kpi/z.csv")
    assert "1\\|234" in text
    assert "mend it" in text


def test_no_finding_passes() -> None:
    assert result_of(frame("findings", [])).passed


def test_what_is_only_worth_knowing_passes_and_is_shown() -> None:
    result = result_of(frame("findings", [_finding("plan", "number_not_read", "info").as_row()]))
    assert result.passed
    assert "number_not_read" in result.metadata["examples"].value


def test_a_unit_is_told_by_its_name() -> None:
    row = {
        **_finding("kpi", "magnitude_jump").as_row(),
        "found": "online_dossier_rate P02-63: 98.5 in 2023, 0.98 in 2024",
    }
    shown = result_of(frame("findings", [row]), {"P02-63": "Tỉnh Hà Giang"}).metadata["examples"].value
    assert "Tỉnh Hà Giang (P02-63)" in shown
    assert "98.5 in 2023" in shown
