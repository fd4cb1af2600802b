"""The Spark session that dbt's target `spark` finds: local, on loopback, nothing outside one private folder.

What belongs here: settings of the engine, each with its why. What does not: models, tables, comparing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOOPBACK = "127.0.0.1"


def settings_of_engine(folder: Path) -> dict[str, str]:
    """How Spark is set, for a session whose tables lie in `folder`."""
    return {
        "spark.master": "local[2]",
        "spark.driver.host": LOOPBACK,
        "spark.driver.bindAddress": LOOPBACK,
        "spark.driver.memory": os.environ.get("CCHC_SPARK_MEMORY") or "3g",
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        # The list of tables lives as long as the session; the tables are files of the warehouse folder.
        "spark.sql.catalogImplementation": "in-memory",
        # Dates and instants as DuckDB has them; errors instead of nulls, as DuckDB gives them.
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.parquet.compression.codec": "zstd",
        # The gap's many conditions: what the planner infers of them costs minutes and saves nothing.
        "spark.sql.constraintPropagation.enabled": "false",
        # Sixty small queries: compiling each, and several parts, cost more than they carry. A cluster sets its own.
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m",
    }


@contextmanager
def spark_session(folder: Path) -> Iterator[SparkSession]:
    """A session in this process; dbt's session method takes the active one. It ends with the block."""
    from pyspark.sql import SparkSession

    folder.mkdir(parents=True, exist_ok=True)
    os.environ["SPARK_LOCAL_IP"] = LOOPBACK  # read before any setting is
    builder = SparkSession.builder.appName("cchc")
    for name, value in settings_of_engine(folder).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield session
    finally:
        session.stop()
