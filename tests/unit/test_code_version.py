"""The version of the code is that of the files as they lie; what a process works by does not change under it."""

import pytest

from pipelines import code_version as module
from pipelines.code_version import code_version, code_version_now


def test_a_process_that_outlives_an_update_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made_by = code_version()
    assert code_version_now() == made_by
    monkeypatch.setattr(module, "project_files", lambda: [])  # as after an update that took the models away
    assert code_version_now() != made_by
    assert code_version() == made_by
