"""Fixtures of the warehouse tests: the compiled project, once per session."""

from __future__ import annotations

import pytest

from .project import CompiledProject, compiled_project


@pytest.fixture(scope="session")
def project() -> CompiledProject:
    return compiled_project()
