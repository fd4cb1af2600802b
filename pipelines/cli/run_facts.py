"""What a run did, in facts: the JSON of `cchc run --json` and `cchc publish --json`.

What belongs here: gathering what other rooms know. What does not: running (refresh.py), sentences (first_screen.py).
"""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.cli.first_screen import errors_and_warnings
from pipelines.cli.published_marts import published_as_of
from pipelines.publishing.answers import read_answers
from pipelines.publishing.changes_said import counts_of
from pipelines.publishing.last_run import status_of
from pipelines.publishing.layout import current_build
from pipelines.settings import Settings


def facts_of_run(settings: Settings) -> dict[str, object]:
    """Outcome, failures, and the published build (where there is one) with findings, verdicts and what it changed.

    `outcome` is that of status.json: `published`, `unchanged` or `failed`.
    """
    told, build = status_of(settings, datetime.now(tz=UTC)), current_build(settings.marts)
    facts: dict[str, object] = {"outcome": told["outcome"], "failures": told["failures"]}
    if build is None:
        return {**facts, "build_id": None}
    errors, warnings = errors_and_warnings(settings)
    return {
        **facts,
        "build_id": told["published_build"],
        "as_of": published_as_of(settings),
        "errors": errors,
        "warnings": warnings,
        "verdicts": dict(read_answers(build).totals),
        "since_last_build": counts_of(build),
    }
