"""Every kind of letterhead of every kind of unit names its unit, or leaves it open where its words fit several."""

import random

import pytest

from pipelines.plans.documents.opening import open_document
from pipelines.plans.outline.issuer import era_of_plan, level_of_city, resolve_issuer
from pipelines.plans.outline.metadata import Metadata, read_metadata
from pipelines.reference.units import UnitResolver
from pipelines.source import source_of
from tests.unit.plans.letterheads import CARRIERS, HEADS, NAMING_PARENT, Head, head_of, meant

UNITS = UnitResolver.load()
# A unit of each kind: types, eras, names that other units share, names with the words of a letterhead, odd signs.
SAMPLE = {
    "C04231-34": "a name that begins like «Số»",
    "C01594-34": "a name of the nation's motto",
    "P14-63": "a province in both eras",
    "P77-63": "a province with a dash in its name",
    "P79-34": "a city that is a province",
    "D080-63": "a city below a province",
    "D582-63": "a city with a dash in its name",
    "D769-63": "a city below a city",
    "D005-63": "an urban district",
    "D095-63": "a town",
    "D127-63": "a district",
    "C26890-63": "a ward with a number",
    "C24787-34": "a ward with a dash",
    "C04120-63": "a name that ends like an organ",
    "C14971-63": "a name that begins like an organ",
    "C26674-63": "a name that ends like a type",
    "C19780-63": "a name that is its type",
    "C24043-63": "a name with an apostrophe",
    "C26209-63": "a commune in both eras, with twins",
    "C20333-34": "a special zone",
    "C24868-63": "a township",
}


def read(words: str, unit_id: str, era: str, carrier: str, upper: bool) -> tuple[str | None, Metadata]:
    ending, write = CARRIERS[carrier]
    head: Head = head_of(UNITS, UNITS.unit(unit_id), era, words, upper)
    document, _ = open_document(source_of(f"plans/head.{ending}", write(head)))
    assert document is not None
    metadata = read_metadata(document)
    if metadata.issuer_name is None:
        return None, metadata
    of_era = era_of_plan(metadata.issued_on, metadata.period_from)
    return resolve_issuer(UNITS, metadata.issuer_name, metadata.level, of_era).unit_id, metadata


@pytest.mark.parametrize("words", HEADS)
def test_a_letterhead_names_its_unit_in_whatever_carrier_it_stands(words: str) -> None:
    chance = random.Random(words)
    for unit_id, why in SAMPLE.items():
        unit = UNITS.unit(unit_id)
        if unit.level == "province" and words in NAMING_PARENT:
            continue
        for era in unit.geo_eras.split("|"):
            may_be = meant(UNITS, unit, era, words)
            for carrier in chance.sample(list(CARRIERS), 2):
                upper = chance.random() < 0.6
                found, metadata = read(words, unit_id, era, carrier, upper)
                said = f"{unit.name_vi}, {why}: {carrier}, {upper=}, read as {metadata.issuer_name}"
                assert found == (unit_id if len(may_be) == 1 else None), said
                assert metadata.issued_on is not None, said


@pytest.mark.parametrize("unit_id", ["P79-34", "D080-63", "D582-63"])
def test_a_city_has_the_level_of_the_unit_it_is(unit_id: str) -> None:
    unit = UNITS.unit(unit_id)
    _, metadata = read("two_lines", unit_id, unit.geo_eras.split("|")[0], "word_table", True)
    assert level_of_city(UNITS, str(metadata.issuer_name), unit.geo_eras) == unit.level


def test_a_city_below_a_province_that_its_head_names_has_a_districts_level() -> None:
    assert read("two_below", "D080-63", "63", "text_left_first", True)[1].level == "district"


def test_whoever_issued_what_a_text_cites_did_not_issue_the_text() -> None:
    lines = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 12/KH-TTPVHCC",
        "KẾ HOẠCH",
        "Thực hiện Kế hoạch số 258/KH-UBND ngày 30/12/2025 của UBND tỉnh Sơn La về cải cách hành chính:",
        "1. Hồ sơ trực tuyến đạt 80%.",
    ]
    document, _ = open_document(source_of("plans/cited.txt", "\n".join(lines).encode()))
    assert document is not None
    assert read_metadata(document).issuer_name is None


@pytest.mark.parametrize("head", ["BỘ CHỈ HUY QUÂN SỰ TỈNH SƠN LA", "BỘ PHẬN MỘT CỬA XÃ SỐP CỘP"])
def test_what_begins_like_a_ministry_is_none(head: str) -> None:
    text = f"{head}\nSố: 12/KH-BCH\nKẾ HOẠCH\nCải cách hành chính năm 2026\n1. Hồ sơ trực tuyến đạt 80%."
    document, _ = open_document(source_of("plans/organ.txt", text.encode()))
    assert document is not None
    assert read_metadata(document).level != "national"
