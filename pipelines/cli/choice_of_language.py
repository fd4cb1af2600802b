"""The option `--lang`, which many commands take.

What belongs here: the option. What does not: which language is spoken without it (language.py), texts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., None])


def lang_option(command: Command) -> Command:
    """`--lang vi|en`; without it CCHC_LANG decides, else LANG."""
    said = "Language; else CCHC_LANG, LANG."
    return click.option("--lang", type=click.Choice(["vi", "en"]), default=None, help=said)(command)
