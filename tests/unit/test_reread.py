"""A person may have files read again: by name, by folder, by province; what means nothing is said."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from pipelines.ingest import read_kpi_folder, read_plan_folder, read_reference_folder
from pipelines.inputs import find_inputs
from pipelines.raw_tables import write_table
from pipelines.reread import Reread, UnknownFileError
from pipelines.settings import Settings

TIDY = "indicator,unit_name,unit_level,period,value\nonline_dossier_rate,{},province,2024,{}\n"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two exports of Hà Giang, one of them by its rows only, one of Cao Bằng; read once."""
    settings = Settings(tmp_path_factory.mktemp("world"), date(2026, 10, 31))
    kpi = settings.raw / "kpi"
    (kpi / "2024").mkdir(parents=True)
    (kpi / "ha-giang.csv").write_text("nothing of anyone", encoding="utf-8")
    (kpi / "2024/a.csv").write_text(TIDY.format("Hà Giang", 80), encoding="utf-8")
    (kpi / "2024/b.csv").write_text(TIDY.format("Cao Bằng", 70), encoding="utf-8")
    for read in (read_reference_folder, read_plan_folder, read_kpi_folder):
        for name, table in read(settings).tables.items():
            write_table(settings.tables, name, table)
    return settings


@pytest.mark.parametrize(
    ("reread", "files"),
    [
        (Reread(), []),
        (Reread(("kpi/2024/b.csv",)), ["kpi/2024/b.csv"]),
        (Reread(("raw/kpi/2024/",)), ["kpi/2024/a.csv", "kpi/2024/b.csv"]),
        (Reread(province="Tỉnh Hà Giang"), ["kpi/2024/a.csv"]),
        (Reread(province="ha giang"), ["kpi/2024/a.csv", "kpi/ha-giang.csv"]),
        (Reread(province="Cao Bằng"), ["kpi/2024/b.csv"]),
    ],
)
def test_files_are_chosen(world: Settings, reread: Reread, files: list[str]) -> None:
    inputs = find_inputs(world.raw, "kpi")[0]
    assert sorted(item.source_file for item in reread.chosen(inputs, world.tables)) == files
    reread.check(world.raw, world.tables)


@pytest.mark.parametrize(
    ("reread", "said"),
    [(Reread(("kpi/2024/c.csv",)), "near: kpi/2024/"), (Reread(province="Sông Lam"), "no file of this world bears it")],
)
def test_what_means_nothing_is_said(world: Settings, reread: Reread, said: str) -> None:
    with pytest.raises(UnknownFileError, match=said):
        reread.check(world.raw, world.tables)


def times_of(world: Settings) -> dict[str, int]:
    """The number that a reading got when it was kept: a new one each time."""
    with closing(sqlite3.connect(world.work / "readings/kpi.db")) as db:
        return dict(db.execute("select name, rowid from readings").fetchall())


def test_only_the_chosen_file_is_read_again(world: Settings) -> None:
    before = times_of(world)
    again = read_kpi_folder(world, Reread(("kpi/2024/a.csv",)))
    after = times_of(world)
    assert before.keys() == after.keys()
    assert len([name for name, number in before.items() if after[name] != number]) == 1
    assert sorted(again.tables["kpi_observations"]["value"]) == [70.0, 80.0]
