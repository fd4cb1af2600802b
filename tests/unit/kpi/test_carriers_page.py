"""docs/carriers.md says which carrier measures what, as the plans and layouts now are."""

from __future__ import annotations

from tools.write_carriers import CARRIERS, PAGE, page, printed


def test_the_page_of_carriers_is_in_step_with_plans_and_layouts() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tools.write_carriers"


def test_every_carrier_prints_something() -> None:
    assert set(printed()) == set(CARRIERS)
    assert all(printed()[column] for column in CARRIERS)
