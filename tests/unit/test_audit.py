"""Only what passed its checks, for the raw tables that lie there, may be published."""

import os
from datetime import date
from pathlib import Path

import pytest

from pipelines.audit import (
    MARK,
    NotAuditedError,
    audited_build,
    begin_audit,
    hanging_on,
    mark_audited,
    require_audit,
)
from pipelines.contracts.raw_models import TABLES, frame
from pipelines.raw_tables import write_table
from pipelines.settings import Settings


@pytest.fixture
def world(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path, as_of=date(2026, 10, 31))
    settings.work.mkdir()
    return settings


def test_what_was_audited_may_be_published_and_nothing_else(world: Settings) -> None:
    with pytest.raises(NotAuditedError, match="cchc run"):
        require_audit(world.work, "20261031-a")
    mark_audited(world.work, "20261031-a", "code")
    require_audit(world.work, "20261031-a")
    with pytest.raises(NotAuditedError):
        require_audit(world.work, "20261031-b")


def test_a_damaged_mark_is_none(world: Settings) -> None:
    (world.work / MARK).write_text("{half")
    assert audited_build(world.work) == ""


def test_a_smaller_run_must_build_what_hangs_on_the_tables_written_since(world: Settings) -> None:
    for name in ("plan_tasks", "plan_documents"):
        write_table(world.tables, name, frame(name, []))
    assert begin_audit(world, "code") == set(TABLES)
    mark_audited(world.work, "20261031-a", "code")
    os.utime(world.tables / "plan_tasks.parquet", ns=(2**62, 2**62))
    assert begin_audit(world, "code") == {"plan_tasks"}
    assert audited_build(world.work) == ""


def test_after_a_change_of_the_code_everything_must_be_built(world: Settings) -> None:
    mark_audited(world.work, "20261031-a", "code")
    assert begin_audit(world, "other code") == set(TABLES)


def test_what_hangs_on_a_table_is_found_however_far() -> None:
    children = {"source.a": ["stg_a"], "stg_a": ["int", "test_1"], "int": ["mart"], "source.b": ["stg_b"]}
    assert hanging_on(["source.a"], children) == {"stg_a", "int", "test_1", "mart"}
    assert hanging_on(["source.b"], children) == {"stg_b"}
