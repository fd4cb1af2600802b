"""The option `--lang`, which every command takes.

What belongs here: the option. What does not: which language is spoken without it (language.py), texts.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

import click

_SAID = "Language; else CCHC_LANG, LANG."
_LANGUAGES = click.Choice(["vi", "en"])
Command = TypeVar("Command", bound=Callable[..., None])


def lang_option(command: Command) -> Command:
    """`--lang vi|en`; without it CCHC_LANG decides, else LANG."""
    return click.option("--lang", type=_LANGUAGES, default=None, help=_SAID)(command)


def take_language(command: click.Command) -> None:
    """Let a command, and those below it, take `--lang` where it asks for no language itself."""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            take_language(one)
    if not any(option.name == "lang" for option in command.params):
        own = click.Option(["--lang"], type=_LANGUAGES, expose_value=False, callback=_speak, help=_SAID)
        command.params.append(own)


def _speak(_ctx: click.Context, _option: click.Parameter, lang: str | None) -> None:
    if lang:
        os.environ["CCHC_LANG"] = lang
