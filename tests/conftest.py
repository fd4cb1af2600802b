"""What every test shares: property tests draw the same examples on every machine and are never judged by a clock."""

import gc
import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

from pipelines.collector import keep_what_is_loaded, look_seldom

settings.register_profile("same-everywhere", deadline=None, derandomize=True)
settings.load_profile("same-everywhere")
os.environ["CCHC_LANG"] = "en"  # whatever language the machine speaks
look_seldom()  # as the command does
os.environ["CCHC_DBT_CORES"] = "1"  # as a run of a small world does; the tests have a worker a core

Tell = Callable[[str], None]


def pytest_collection_finish() -> None:
    """Nine thousand tests stay to the end: no look at them for cycles."""
    keep_what_is_loaded()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """What readers remember stays too: pytest's own five last looks for cycles would go through all of it."""
    gc.freeze()


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Tell:
    """Says in the last lines of a test run what a test counted: what a passed test prints, pytest shows nobody."""
    return lambda said: record_property("counted", said)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What tests counted, whichever worker they ran in."""
    for report in terminalreporter.getreports("passed"):
        for name, said in report.user_properties:
            if name == "counted":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {said}")
