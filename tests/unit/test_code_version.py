"""The version of the code is that of the files, not of when a process began."""

from pathlib import Path

import pytest

from pipelines import code_version as module
from pipelines.code_version import code_version, code_version_now


def test_a_process_that_outlives_an_update_sees_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pipelines").mkdir()
    rule = tmp_path / "pipelines/rule.yml"
    rule.write_text("a: 1", encoding="utf-8")
    monkeypatch.setattr(module, "PROJECT_ROOT", tmp_path)
    before, made_by = code_version_now(), code_version()
    rule.write_text("a: 2", encoding="utf-8")
    assert code_version_now() != before
    assert code_version() == made_by, "what a run is made by does not change while it goes on"
