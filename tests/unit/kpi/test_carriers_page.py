"""docs/carriers.md says which carrier measures what, as the plans and layouts now are."""

from __future__ import annotations

from pipelines.kpi.carriers import load_carriers
from tools.write_carriers import PAGE, page


def test_the_page_of_carriers_is_in_step_with_plans_and_layouts() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tools.write_carriers"


def test_every_carrier_prints_something() -> None:
    assert all(carrier.codes for carrier in load_carriers())
