"""`cchc spark`: build the marts of the last run on Spark too, and compare them with the published ones.

What belongs here: what a person reads in the terminal, exit codes. What does not: the engine, comparing (engines/).
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import time

import click

from pipelines.cli.published_marts import settings_of, short_path
from pipelines.terminal import echo


def register(group: click.Group) -> None:
    """Add this module's commands to the group."""
    group.add_command(spark)


@click.command()
def spark() -> None:
    """Build the marts of the last run on Spark, in this process, and compare every row with the published marts.

    Ends with 0 where no mart differs, else with 1. The marts stay as Parquet in the world's private folder.
    """
    from pipelines.dbt_runner import DbtError
    from pipelines.engines.compare import compare_marts
    from pipelines.engines.spark_build import build_on_spark

    settings = settings_of()
    _check_parts()
    if not (settings.marts / "current").exists() or not settings.tables.is_dir():
        raise click.ClickException(f"{short_path(settings.marts)}: nothing is published yet; run `make run` first")
    started = time.monotonic()
    click.echo("Spark: building all seeds and models (minutes) ...", err=True)
    try:
        folder = build_on_spark(settings)
    except DbtError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Spark: done in {time.monotonic() - started:.0f} s: {folder}", err=True)
    bad = 0
    for mart in compare_marts(settings.marts / "parquet", folder):
        bad += bool(mart.differences)
        digits = f", {mart.in_last_digits} doubles in their last digits" if mart.in_last_digits else ""
        echo(f"{'DIFFERS' if mart.differences else 'same   '} {mart.name:24} {mart.rows:>8} rows{digits}")
        for difference in mart.differences:
            echo(f"        {difference}")
    sys.exit(1 if bad else 0)


def _check_parts() -> None:
    if shutil.which("java") is None:
        raise click.ClickException("Java is not installed: Spark needs Java 17 (Debian: default-jre-headless)")
    if importlib.util.find_spec("pyspark") is None or importlib.util.find_spec("dbt.adapters.spark") is None:
        raise click.ClickException("Spark is not installed: `make spark-setup` installs it")
