"""What goes to a terminal: texts of inputs may hold characters that move the cursor, colour or turn the line around.

What belongs here: showing such characters as marks, in lines and in rich consoles. What does not: what is printed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import IO

import click
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook, RenderResult
from rich.segment import Segment

_C0 = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"}
_C1 = dict.fromkeys(range(128, 160), "�")
# Marks and overrides of writing direction, line separators, and letters that are nowhere to be seen.
_TURNING = [0x61C, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
_LONE = dict.fromkeys(range(55296, 57344), "�")
_MARKS: Mapping[int, str] = {**_C0, 0x7F: "\u2421", **_C1, **dict.fromkeys(_TURNING, "\ufffd"), **_LONE}
_ESCAPED_LINES = {code: f"\\u{code:04x}" for code in _MARKS if code >= 0x20}
_ESCAPED = {code: f"\\u{code:04x}" for code in _MARKS}


def visible(text: str) -> str:
    """A text with every control character, C1 code and turning mark shown as one visible mark."""
    return text.translate(_MARKS)


def echo(text: object, err: bool = False) -> None:
    """Print a line that may hold text of inputs."""
    click.echo(visible(str(text)), err=err)


def json_line(row: Mapping[str, object]) -> str:
    """A row as one line of JSON whose value is exactly the row's, with such characters written as escapes."""
    return json.dumps(row, ensure_ascii=False, default=str).translate(_ESCAPED)


def json_text(rows: Mapping[str, object] | Sequence[Mapping[str, object]]) -> str:
    """One row, or rows, as indented JSON, written like `json_line`."""
    return json.dumps(rows, ensure_ascii=False, indent=1).translate(_ESCAPED_LINES)


def new_console(
    file: IO[str] | None = None,
    *,
    width: int | None = None,
    stderr: bool = False,
    quiet: bool = False,
    coloured: bool = False,
) -> Console:
    """A rich console that shows such characters as marks; it makes no emoji out of `:words:`.

    Args:
        file: where to; else the standard output, or with `stderr` the error output.
        width: of a line; else the terminal's.
        stderr: print to the error output.
        quiet: print nothing.
        coloured: in colours wherever it goes; else only to a terminal that has them.
    """
    console = Console(
        file=file,
        width=width,
        stderr=stderr,
        quiet=quiet,
        emoji=False,
        force_terminal=coloured or None,
        color_system="standard" if coloured else "auto",
    )
    console.push_render_hook(_Marks())
    return console


class _Marks(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Marked(one) for one in renderables]


class _Marked:
    """Something to print whose texts are shown as marks, while rich's own codes for colours stay."""

    def __init__(self, inner: ConsoleRenderable) -> None:
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _marked(console.render(self._inner, options))


def _marked(segments: Iterable[Segment]) -> Iterable[Segment]:
    for segment in segments:
        yield segment if segment.control else Segment(visible(segment.text), segment.style)
