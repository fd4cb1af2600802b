"""Every form of a period is the first that its example has, and none that its counter-example has."""

from __future__ import annotations

import pytest

from pipelines.kpi.headers.periods import compiled_forms, period_forms
from pipelines.vietnamese import fold, name_ascii

FORMS = list(zip(period_forms(), compiled_forms(), strict=True))
IDS = [f"{place}-{form['kind']}" for place, (form, _) in enumerate(FORMS)]


def places_in(line: str) -> list[int]:
    """The places of the forms that a line has, with its tone marks; the same without them."""
    line = fold(line)
    found = [place for place, (_, forms) in enumerate(FORMS) if forms[int(line.isascii())].search(line)]
    plain = [place for place, (_, forms) in enumerate(FORMS) if forms[1].search(name_ascii(line))]
    assert found == plain, f"«{line}» reads otherwise without tone marks"
    return found


@pytest.mark.parametrize("place", range(len(FORMS)), ids=IDS)
def test_a_form_is_the_first_of_its_example_and_not_in_its_counter_example(place):
    form, _ = FORMS[place]
    assert places_in(form["example"])[:1] == [place]
    assert place not in places_in(form["counter"])
