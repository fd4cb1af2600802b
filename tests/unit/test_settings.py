from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.settings import MEMORY_BOUNDS, Settings, SettingsError, last_completed_month_end, parse_as_of


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 1, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2024, 3, 15), date(2024, 2, 29)),
    ],
)
def test_as_of_defaults_to_the_end_of_the_last_completed_month(today: date, expected: date) -> None:
    assert last_completed_month_end(today) == expected


def test_the_environment_chooses_world_and_date(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CCHC_DATA", str(tmp_path))
    monkeypatch.setenv("CCHC_AS_OF", "2024-12-31")
    settings = Settings.from_env()
    assert (settings.raw, settings.as_of) == (tmp_path / "raw", date(2024, 12, 31))


def test_an_explicit_date_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_AS_OF", "2024-12-31")
    assert Settings.from_env(as_of="2025-06-30").as_of == date(2025, 6, 30)


def test_a_date_that_is_none_says_what_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCHC_AS_OF", "31/12/2024")
    with pytest.raises(SettingsError, match=r"CCHC_AS_OF: found '31/12/2024', expected a date such as"):
        Settings.from_env()


@pytest.mark.parametrize("text", ["0", "-1", "many"])
def test_the_number_of_kept_builds_is_a_positive_number(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("CCHC_KEEP_BUILDS", text)
    with pytest.raises(SettingsError, match="CCHC_KEEP_BUILDS"):
        Settings.from_env()


@pytest.mark.parametrize("name", MEMORY_BOUNDS)
@pytest.mark.parametrize("text", ["much", "3", "80%", "0GB", "-1GB", "3GB;"])
def test_a_bound_of_memory_is_an_amount(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(SettingsError, match=f"{name}: found '{text}', expected an amount such as 3GB"):
        Settings.from_env()


@pytest.mark.parametrize("text", ["3GB", "1.5 GiB", "800mb", "0.5GB", "2g", ""])
def test_duckdb_takes_every_amount_that_is_let_through(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("CCHC_DBT_MEMORY", text)
    assert Settings.from_env()
    with duckdb.connect() as db:
        db.execute(f"set memory_limit = '{text or '3GB'}'")


@pytest.mark.parametrize("text", ["1800-01-01", "2999-01-01"])
def test_a_date_that_no_plan_reaches_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="from 2001-01-01 to 2060-12-31"):
        parse_as_of(text)


@pytest.mark.parametrize("name", ["a?b", "a%20b"])
def test_a_folder_in_which_no_database_can_be_opened_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("CCHC_DATA", str(tmp_path / name))
    with pytest.raises(SettingsError, match="expected a folder without"):
        Settings.from_env()
    monkeypatch.setenv("CCHC_DATA", str(tmp_path / "100% xong, it's #1"))
    assert Settings.from_env().data.name == "100% xong, it's #1"
