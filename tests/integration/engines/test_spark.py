"""The same models on Spark give the same marts, row for row: values, nulls, decimals, order, flags."""

from __future__ import annotations

import importlib.util
import shutil

import pytest

from pipelines.publishing.dictionary import load_dictionary
from tests.integration.shipped import cchc, shipped_world

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed (Debian: default-jre-headless)"),
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="Spark is not installed (make spark-setup)"),
]


def test_every_mart_of_the_shipped_inputs_is_the_same_on_spark(tmp_path_factory):
    data = shipped_world(tmp_path_factory)
    result = cchc(data, "spark")
    assert result.returncode == 0, result.stdout + result.stderr
    same = [line.split()[1] for line in result.stdout.splitlines() if line.startswith("same")]
    assert same == list(load_dictionary().made_by_dbt)
