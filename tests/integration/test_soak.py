"""Three nights of the demo with arrivals, a restatement, a withdrawal: they end well, and as a build from scratch.

Thirty, with what they cost, are run by hand: `python -m tools.soak`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.soak import Night, claims, soak

pytestmark = pytest.mark.slow
ABOUT_GROWTH = "is not flat"  # three nights are too few to tell


def test_nights_end_as_a_build_from_scratch(tmp_path: Path) -> None:
    wrong = [one for one in soak(tmp_path, nights=3, scale="province") if ABOUT_GROWTH not in one]
    assert not wrong


def test_a_night_that_fails_grows_or_differs_is_told() -> None:
    from datetime import date

    def night(code: int, work: float) -> Night:
        return Night(date(2026, 6, 30), 1, "", code, 1.0, 1.0, 500.0, 10.0, work, 5.0)

    nights = [night(0, 10.0), night(1, 10.0), night(0, 20.0), night(3, 20.0)]
    told = claims(nights, nights, {"a.parquet": "1", "b.parquet": "2"}, {"a.parquet": "1", "b.parquet": "3"})
    assert [one.split()[0] for one in told] == ["the", "work_mb", "b.parquet"]
