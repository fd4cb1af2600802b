"""Every family in every disguise an office gives it: the right figures, or one refusal that says what to do.

What belongs here: what must come of each variant. The tables are in families.py, the disguises in variants.py; every
nineteenth pair is tried in each run, all of them where slow tests are.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.kpi.families import FAMILIES
from tests.unit.kpi.variants import VARIANTS, run

COUNTED = frozenset(FAMILIES) - {"qd766_scores", "sipas", "par_index", "dti", "papi", "pci", "survey_respondents"}
MEASURED = frozenset(FAMILIES) - {"survey_respondents"}
CLOSED = frozenset(FAMILIES) - {"papi", "pci", "survey_respondents"}  # the others take no notice of further columns
DATED_ABOVE = frozenset(FAMILIES) - {"pci"}  # its year stands in the header
# Variants that change what the table says, or say too little: variant -> (families that are refused, rule).
REFUSED: dict[str, tuple[frozenset[str], str]] = {
    "unknown column of figures": (CLOSED, "unknown_header"),
    "unknown column in the middle": (CLOSED, "unknown_header"),
    "unit line: hồ sơ": (MEASURED - COUNTED, "table_unit"),
    "unit line: %": (COUNTED | {"qd766_scores"}, "table_unit"),
    "unit line: nghìn hồ sơ": (MEASURED, "table_unit"),
    "unit line: triệu đồng": (MEASURED, "table_unit"),
    "other words": (CLOSED - {"qd766_3d", "service_levels", "survey_aggregate"}, "unknown_header"),
    "several periods in one line": (DATED_ABOVE, "several_periods"),
    "month and six months": (DATED_ABOVE, "several_periods"),
    "no period": (DATED_ABOVE, "no_period"),
    **{
        f"unit header: {words}": (frozenset({"service_levels"}), "unknown_header")
        for words in ("Tên cơ quan", "Cơ quan thực hiện", "Địa phương", "Tên đơn vị")
    },
}
# Where names without their type fit two levels, those rows wait for a person and the others load.
IN_PART = {"names without type": "unit_of_two_levels", "other words": "column_not_read"}
# What a refusal must send a person to.
PLACES = ("pipelines/kpi/layouts/", "<file>.meta.yml", "tidy file", "write the full name", "whole units")
OF_TITLES = ("several periods in one line", "month and six months", "no period", "this year and last")
PAIRS = [
    (family, variant) for family in FAMILIES for variant in VARIANTS if not (family == "pci" and variant in OF_TITLES)
]


def check(family: str, variant: str, folder: Path) -> None:
    result, why, reading = run(family, variant, folder)
    families, rule = REFUSED.get(variant, (frozenset(), ""))
    errors = [finding for finding in reading.findings if finding.severity == "error"]
    if family in families:
        assert (result, {finding.rule for finding in errors}) == ("refused", {rule}), why
        assert len(errors) == 1
    elif variant in IN_PART and result != "right":
        assert IN_PART[variant] in {finding.rule for finding in reading.findings}, why
        assert result in ("part", "SILENT"), why
    else:
        assert result == "right", why
    assert all(any(place in finding.remedy for place in PLACES) for finding in errors), errors


IN_EACH_RUN = PAIRS[::19]


@pytest.mark.parametrize(("family", "variant"), IN_EACH_RUN)
def test_a_variant_loads_rightly_or_is_refused_with_what_to_do(family: str, variant: str, tmp_path: Path) -> None:
    check(family, variant, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_all_other_variants_load_rightly_or_are_refused_with_what_to_do(family: str, tmp_path: Path) -> None:
    for number, (some, variant) in enumerate(PAIRS):
        if some == family and (some, variant) not in IN_EACH_RUN:
            (tmp_path / str(number)).mkdir()
            check(family, variant, tmp_path / str(number))


def test_every_family_meets_four_variants_in_each_run() -> None:
    assert min(sum(family == some for some, _ in IN_EACH_RUN) for family in FAMILIES) >= 4
