"""The help of commands and their complaints in Vietnamese: applied to click's own commands in one place, here.

What belongs here: putting texts of help_texts.yml and error_sentences.yml where click prints. What does not: the texts,
what commands print as their answers. main.py imports it only where Vietnamese is spoken: `cchc -h` stays fast.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import IO, NotRequired, TypedDict

import click

from pipelines.finding_rules import load_finding_rules
from pipelines.found_words import found_in_words
from pipelines.language import Language
from pipelines.sentence_pairs import SentencePairs
from pipelines.yaml_files import read_yaml

HERE = Path(__file__).parent
ERRORS = SentencePairs(HERE / "error_sentences.yml")
# A file that no command can read: the code of the finding that a run would raise, and what was found.
REFUSED = re.compile(r"(?P<place>.+?): (?P<rule>[a-z0-9_]+): (?:found )?(?P<found>.+?)(?:, expected .+)?", re.DOTALL)
ERROR, HINT = "Lỗi: {said}", "Gõ «{command} {option}» để xem trợ giúp."


class CommandTexts(TypedDict):
    """A command: its line in a list of commands, its help, the help of each option by the option as it is typed."""

    short: NotRequired[str]
    text: str
    options: NotRequired[dict[str, str]]


class HelpTexts(TypedDict):
    """help_texts.yml."""

    words: dict[str, str]
    metavars: dict[str, str]
    everywhere: dict[str, str]
    commands: dict[str, CommandTexts]


@cache
def help_texts() -> HelpTexts:
    """help_texts.yml, read once."""
    return read_yaml(HERE / "help_texts.yml", HelpTexts)


def short_help(path: str) -> str:
    """The line of a command («cchc gaps») in the list of commands."""
    return help_texts()["commands"][path].get("short", "")


class VietnameseFormatter(click.HelpFormatter):
    """Help with click's own words in Vietnamese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """«Cách dùng: cchc gaps [TÙY CHỌN]»."""
        super().write_usage(prog, _reworded(args), prefix or f"{help_texts()['words']['Usage:']} ")

    def write_heading(self, heading: str) -> None:
        """«Tùy chọn:», «Các lệnh:»."""
        super().write_heading(help_texts()["words"].get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options or commands; what click adds to an option's help is reworded."""
        super().write_dl([(name, _reworded(text)) for name, text in rows], col_max, col_spacing)


class _VietnameseContext(click.Context):
    formatter_class = VietnameseFormatter


def _reworded(text: str) -> str:
    for word, said in help_texts()["words"].items():
        text = text.replace(word, said)
    return text


def in_vietnamese(command: click.Command, path: str) -> click.Command:
    """A copy of a command, and of those below it, that explains itself in Vietnamese; its own is left as it is.

    Args:
        command: what the code made.
        path: how it is called: «cchc lake tidy». What help_texts.yml lacks stays in English.
    """
    said = copy.copy(command)
    texts = help_texts()["commands"].get(path, CommandTexts(text=command.help or ""))
    said.context_class = _VietnameseContext
    said.help, said.short_help = texts["text"], texts.get("short")
    options = help_texts()["everywhere"] | texts.get("options", {})
    said.params = [_parameter(one, options) for one in command.params]
    if isinstance(said, click.Group):
        said.commands = {name: in_vietnamese(one, f"{path} {name}") for name, one in said.commands.items()}
    return said


def typed(option: click.Parameter) -> str:
    """An option as it is typed and as help_texts.yml names it: the longest of its names."""
    return max(option.opts, key=len)


def _parameter(one: click.Parameter, options: dict[str, str]) -> click.Parameter:
    said = copy.copy(one)
    if isinstance(said, click.Option):
        said.help = options.get(typed(said), said.help)
        said.metavar = help_texts()["metavars"].get(said.metavar or said.type.name.upper(), said.metavar)
    elif said.metavar:
        said.metavar = help_texts()["metavars"].get(said.metavar, said.metavar)
    elif word := help_texts()["metavars"].get((said.name or "").upper()):
        said.metavar = (word if said.required else f"[{word}]") + ("..." if said.nargs != 1 else "")
    return said


class ComplaintInVietnamese(click.ClickException):
    """What stands in a command's way, in Vietnamese."""

    def show(self, file: IO[str] | None = None) -> None:
        """«Lỗi: …» on the error output."""
        click.echo(ERROR.format(said=self.message), file=file, err=True, color=self.show_color)


class UsageInVietnamese(click.UsageError):
    """What is wrong with a command line, in Vietnamese."""

    def show(self, file: IO[str] | None = None) -> None:
        """How the command is used, where its help stands, and «Lỗi: …» on the error output."""
        if self.ctx is not None:
            names = self.ctx.command.get_help_option_names(self.ctx)
            hint = HINT.format(command=self.ctx.command_path, option=max(names, key=len))
            click.echo(f"{self.ctx.get_usage()}\n{hint}\n", file=file, err=True)
        click.echo(ERROR.format(said=self.message), file=file, err=True)


def complaint(error: click.ClickException, said: str) -> click.ClickException:
    """The same error in Vietnamese, with the same exit code; `said` is what it says in English."""
    if isinstance(error, click.UsageError):
        return UsageInVietnamese(error_in_vietnamese(said), error.ctx)
    return ComplaintInVietnamese(error_in_vietnamese(said))


def error_said(said: str, lang: Language) -> str:
    """A sentence of an error in a language; what it says of an input stays as it is."""
    return error_in_vietnamese(said) if lang == "vi" else said


def error_in_vietnamese(said: str) -> str:
    """A sentence of error_sentences.yml, finding_rules.csv or found_words.yml; others stay as they are."""
    return _refused_file(said) or ERRORS.in_vietnamese(said) or found_in_words(said, "vi")


def _refused_file(said: str) -> str | None:
    """«plan.pdf: encrypted_file: found a PDF with a password, expected …» in the words of that finding."""
    match = REFUSED.fullmatch(said)
    rule = load_finding_rules().get(match["rule"]) if match else None
    if match is None or rule is None:
        return None
    found = found_in_words(match["found"], "vi")
    advice = f"cần {rule.expectations['vi']}; {rule.remedies['vi']}"
    return f"{match['place']}: {rule.titles['vi']}: {found}; {advice}"
