"""The age of sources: who promised, was measured once, and is silent since."""

from datetime import date

import polars as pl

from pipelines.checks.source_age import result_of


def coverage(*rows: tuple[str, int, int, date | None, int | None, bool]) -> pl.DataFrame:
    names = ("unit", "promises", "n_figures", "last_period", "age_days", "is_stale")
    whole = [
        {**dict(zip(names, row, strict=True)), "indicator": "Chỉ số SIPAS", "indicator_code": "sipas_index"}
        for row in rows
    ]
    schema = {"promises": pl.Int64, "n_figures": pl.Int64, "last_period": pl.Date, "age_days": pl.Int64}
    return pl.DataFrame(whole, schema_overrides=schema)


SILENT = ("Tỉnh Hà Giang", 2, 1, date(2019, 12, 31), 2000, True)
ON_TIME = ("Tỉnh Cao Bằng", 1, 3, date(2025, 12, 31), 90, False)
NEVER = ("Tỉnh Lào Cai", 4, 0, None, None, True)
NOT_PROMISED = ("Tỉnh Yên Bái", 0, 5, date(2010, 12, 31), 5000, True)


def test_a_unit_that_is_silent_is_named_with_its_indicator_and_last_period() -> None:
    result = result_of(coverage(SILENT, ON_TIME))
    assert not result.passed
    assert result.severity.value == "WARN"
    shown = str(result.metadata["examples"].value)
    assert all(text in shown for text in ("Tỉnh Hà Giang", "Chỉ số SIPAS", "2019-12-31"))
    assert "Cao Bằng" not in shown


def test_what_was_never_measured_or_never_promised_is_not_late() -> None:
    result = result_of(coverage(ON_TIME, NEVER, NOT_PROMISED))
    assert result.passed
    assert result.metadata["never_measured"].value == 1


def test_the_newest_source_plots_over_time() -> None:
    metadata = result_of(coverage(SILENT, ON_TIME)).metadata
    assert (metadata["newest_age_days"].value, metadata["newest_period"].value) == (90, "2025-12-31")


def test_a_world_without_figures_has_no_age() -> None:
    result = result_of(coverage(NEVER))
    assert result.passed
    assert result.metadata["newest_period"].value == "none"
