"""The years a text may name: the reader, its contract, reviewers' decisions and the warehouse's calendar agree."""

from __future__ import annotations

import re

import polars as pl
import yaml

from pipelines.contracts.raw_models import PlanMentions
from pipelines.plans.decisions import SEEDS, YEARS
from pipelines.settings import PROJECT_ROOT


def test_every_year_the_reader_knows_may_stand_in_the_warehouse() -> None:
    word = yaml.safe_load((PROJECT_ROOT / "pipelines/plans/lexicon/words.yml").read_text(encoding="utf-8"))["YEAR"]
    read = [year for year in range(1900, 2200) if re.fullmatch(word, str(year))]
    calendar = pl.read_csv(SEEDS / "calendar_years.csv")["calendar_year"].to_list()
    checks = [
        check.statistics for name in ("year", "year_from") for check in PlanMentions.to_schema().columns[name].checks
    ]
    assert YEARS[0] <= read[0] and read[-1] == YEARS[1]
    assert set(read) <= set(calendar)
    assert {next(iter(one.values())) for one in checks} == set(YEARS)
