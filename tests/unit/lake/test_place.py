from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.lake.place import lake_place, without_password
from pipelines.settings import Settings, SettingsError

SETTINGS = Settings(data=Path("/srv/world"), as_of=date(2026, 10, 31))
VARIABLES = ("CCHC_LAKE", "CCHC_LAKE_FILES", "CCHC_PUBLISHER")


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_a_world_that_says_nothing_has_a_lake_of_its_own():
    place = lake_place(SETTINGS)
    assert (place.catalogue, place.files) == ("/srv/world/lake/catalogue.ducklake", "/srv/world/lake/files")
    assert place.publisher == "local" and not place.is_shared
    place.check_writable()


def test_a_shared_lake_is_read_without_more_and_written_only_by_a_publisher_with_a_place(monkeypatch):
    monkeypatch.setenv("CCHC_LAKE", "postgres:host=db dbname=lake")
    assert lake_place(SETTINGS).is_shared
    with pytest.raises(SettingsError, match="CCHC_PUBLISHER"):
        lake_place(SETTINGS).check_writable()
    monkeypatch.setenv("CCHC_PUBLISHER", "quang-ninh")
    with pytest.raises(SettingsError, match="CCHC_LAKE_FILES"):
        lake_place(SETTINGS).check_writable()
    monkeypatch.setenv("CCHC_LAKE_FILES", "/srv/lake")
    lake_place(SETTINGS).check_writable()


@pytest.mark.parametrize("name", ["Quảng Ninh", "../x", "a/b", "a'b", "-a", "a" * 64])
def test_a_publisher_is_a_name_that_any_store_takes(monkeypatch, name):
    monkeypatch.setenv("CCHC_PUBLISHER", name)
    with pytest.raises(SettingsError, match="small letters"):
        lake_place(SETTINGS)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgres:host=db password=s3cret dbname=x", "postgres:host=db password=*** dbname=x"),
        ("password = 'two words' host=db", "password = *** host=db"),
        ("postgres:postgresql://me:s3cret@db/lake", "postgres:postgresql://me:***@db/lake"),
        ("postgres:host=db user=me", "postgres:host=db user=me"),
        ("/srv/lake.ducklake", "/srv/lake.ducklake"),
    ],
)
def test_no_password_is_shown(text, shown):
    assert without_password(text) == shown
