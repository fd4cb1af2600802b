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


# From so many observations on a build pays for compiling Java well, for more memory and for both cores.
MANY = 100_000
_SMALL = {
    "spark.driver.memory": "3g",
    "spark.sql.shuffle.partitions": "1",
    "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m",
}
# Of 200,000 observations the gap's verdicts alone took 214 s with the settings of a small build, 49 s with these.
_LARGE = {
    "spark.driver.memory": "6g",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.extraJavaOptions": "-XX:+UseParallelGC",
}


def settings_of_engine(folder: Path, observations: int = 0) -> dict[str, str]:
    """How Spark is set, for a session whose tables lie in `folder` and which reads so many observations."""
    by_size = _LARGE if observations >= MANY else _SMALL
    return {
        **by_size,
        "spark.master": "local[2]",
        "spark.driver.host": LOOPBACK,
        "spark.driver.bindAddress": LOOPBACK,
        "spark.driver.memory": os.environ.get("CCHC_SPARK_MEMORY") or by_size["spark.driver.memory"],
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
        # Sixty queries of many columns: compiling each costs more than it gives. A cluster sets its own.
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    }


@contextmanager
def spark_session(folder: Path, observations: int = 0) -> Iterator[SparkSession]:
    """A session in this process; dbt's session method takes the active one. It ends with the block."""
    from pyspark.sql import SparkSession

    folder.mkdir(parents=True, exist_ok=True)
    os.environ["SPARK_LOCAL_IP"] = LOOPBACK  # read before any setting is
    builder = SparkSession.builder.appName("cchc")
    for name, value in settings_of_engine(folder, observations).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield session
    finally:
        session.stop()
