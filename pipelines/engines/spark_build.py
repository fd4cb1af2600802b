"""The same dbt models on Spark: raw tables in, seeds and models run, marts out as Parquet.

What belongs here: the order of the steps. What does not: settings of the engine (spark_session.py), SQL (dbt_project),
comparing (compare.py).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from pipelines.dbt_runner import invoke
from pipelines.engines.spark_session import spark_session
from pipelines.publishing.dictionary import load_dictionary
from pipelines.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import SparkSession

TARGET = "spark"
RAW, MARTS = "raw", "marts"


def spark_folder(settings: Settings) -> Path:
    """The private folder of the engine in a world."""
    return settings.work / "spark"


def build_on_spark(settings: Settings, tell: Callable[[dict[str, object]], None] | None = None) -> Path:
    """Run seeds and models on Spark over the raw tables of the last run; every mart of dbt becomes one Parquet folder.

    Args:
        settings: the world; `cchc run` has written its raw tables.
        tell: called with every result of dbt as it happens.

    Returns:
        The folder of the marts.

    Raises:
        DbtError: a model could not be built; the text says which and why.
    """
    folder = spark_folder(settings)
    shutil.rmtree(folder, ignore_errors=True)
    observations = pq.read_metadata(settings.tables / "kpi_observations.parquet").num_rows
    with spark_session(folder, observations) as spark:
        _register_raw(spark, settings.tables)
        args = ["build", "--target", TARGET, "--resource-type", "seed", "--resource-type", "model"]
        invoke(settings, args, tell, target=folder / "dbt_target").raise_for_failures()
        _write_marts(spark, folder / MARTS)
    return folder / MARTS


def _register_raw(spark: SparkSession, tables: Path) -> None:
    spark.sql(f"create schema if not exists {RAW}")
    for file in sorted(tables.glob("*.parquet")):
        spark.catalog.createTable(f"{RAW}.{file.stem}", path=str(file), source="parquet")


def _write_marts(spark: SparkSession, folder: Path) -> None:
    from pyspark.sql import functions

    words = load_dictionary()
    for name in words.made_by_dbt:
        order = [functions.asc_nulls_last(column) for column in words.models[name].order_by]
        ordered = spark.table(f"{MARTS}.{name}").coalesce(1).sortWithinPartitions(*order)
        ordered.write.mode("overwrite").parquet(str(folder / name))
