"""Plans that a thread began to read give what they give otherwise, also where one changed meanwhile."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipelines import ingest
from pipelines.ingest import begin_to_read, read_kpi_folder, read_plan_folder
from pipelines.settings import Settings

PLAN = "KẾ HOẠCH\nCải cách hành chính năm {year}\n\n1. Tỷ lệ hồ sơ trực tuyến đạt {value}% trở lên.\n"
REPORT = "BÁO CÁO\nKết quả cải cách hành chính năm 2024\n\nTỷ lệ hồ sơ giải quyết đúng hạn đạt 98,5%.\n"


def world(folder: Path) -> Settings:
    plans = folder / "raw/plans"
    plans.mkdir(parents=True)
    for number in range(8):
        (plans / f"{number}.txt").write_text(PLAN.format(year=2020 + number, value=50 + number), encoding="utf-8")
    (plans / "bao-cao.txt").write_text(REPORT, encoding="utf-8")
    return Settings(folder, date(2026, 10, 31))


def changed(settings: Settings) -> None:
    (settings.raw / "plans/3.txt").write_text(PLAN.format(year=2030, value=99), encoding="utf-8")


def new_correction(settings: Settings) -> None:
    (settings.raw / "reference").mkdir()
    (settings.raw / "reference/unit_aliases.csv").write_text("alias,unit_id\n", encoding="utf-8")


def nothing(settings: Settings) -> None:
    """As it lay when the reading began."""


@pytest.mark.parametrize("meanwhile", [nothing, changed, new_correction])
def test_what_was_begun_gives_the_same(tmp_path: Path, meanwhile: Callable[[Settings], None]) -> None:
    begun, alone = world(tmp_path / "begun"), world(tmp_path / "alone")
    begin_to_read(begun)
    for one in (begun, alone):
        meanwhile(one)
    for read in (read_kpi_folder, read_plan_folder):
        ours, theirs = read(begun), read(alone)
        assert ours.files_frame().equals(theirs.files_frame())
        assert ours.findings_frame().equals(theirs.findings_frame())
        assert {name: table.rows() for name, table in ours.tables.items()} == {
            name: table.rows() for name, table in theirs.tables.items()
        }


def test_the_stage_takes_over_what_was_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    answers = ingest._answers
    monkeypatch.setattr(ingest, "_answers", lambda inputs, _: asked.append(len(inputs)) or answers(inputs, _))
    settings = world(tmp_path)
    begin_to_read(settings)
    read_kpi_folder(settings)
    read_plan_folder(settings)
    assert asked == [9, 1]  # the plans once, the report once more as an export
