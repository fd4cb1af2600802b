"""What the commands read of the published build, with one clear line where there is none.

What belongs here: opening marts and the manifest for a command. What does not: choosing rows, printing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.language import Language, language
from pipelines.settings import PROJECT_ROOT, Settings, parse_as_of

if TYPE_CHECKING:
    import polars as pl

SYNTHETIC: dict[Language, str] = {
    "vi": "DỮ LIỆU MÔ PHỎNG: không con số nào dưới đây có thật.",
    "en": "SYNTHETIC DATA: no number below is real.",
}


def settings_of(as_of: str | None = None) -> Settings:
    """The settings of the world asked for.

    Raises:
        SettingsError: a variable, or the option --as-of, holds what it can't; `main` tells it, exit code 2.
    """
    if as_of is not None:
        parse_as_of(as_of, "--as-of")
    return Settings.from_env(as_of=as_of)


def published_mart(settings: Settings, name: str) -> pl.DataFrame:
    """A mart of the published build.

    Raises:
        click.ClickException: nothing is published, or the file is damaged.
    """
    import polars as pl

    path = settings.marts / "parquet" / f"{name}.parquet"
    if not path.exists():
        raise click.ClickException(f"{short_path(path)}: nothing is published yet; run `make run` first")
    try:
        return pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise click.ClickException(f"{short_path(path)} is damaged; `make run ARGS=--force` builds it again") from error


def published_as_of(settings: Settings) -> str:
    """The as-of date of the published build."""
    manifest = json.loads((settings.marts / "manifest.json").read_text(encoding="utf-8"))
    return str(manifest["as_of"])


def tell_if_synthetic(settings: Settings, lang: str | None, *, beside: bool = False) -> None:
    """Say first that no number is real, where the published build is of a simulated world.

    Args:
        settings: the world.
        lang: the language asked for.
        beside: on stderr, where what follows is for a program.
    """
    from pipelines.publishing.simulated import are_simulated

    if are_simulated(published_mart(settings, "dim_source_file")):
        say_synthetic(lang, beside=beside)


def say_synthetic(lang: str | None, *, beside: bool = False) -> None:
    """The line itself."""
    click.secho(SYNTHETIC[language(lang)], fg="magenta", bold=True, err=beside)


def short_path(path: Path) -> str:
    """A path inside the project without the project's own."""
    return str(path.relative_to(PROJECT_ROOT)) if path.is_relative_to(PROJECT_ROOT) else str(path)
