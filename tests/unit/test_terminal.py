"""What a person sees of hostile text: marks, in every kind of output."""

import io
import json

import pytest
from rich.table import Table

from pipelines.terminal import json_line, new_console, visible

HOSTILE = "a\x1b[41mb\x07c\x9b31md\u202egpj\u2066e\r\x00\x7f\ud800"


def _dangers(text: str) -> list[str]:
    return [c for c in text if (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066\ud800"]


def test_no_control_character_comes_through() -> None:
    assert _dangers(visible(HOSTILE)) == []
    assert visible("a\x1b[41mĐỎ") == "a␛[41mĐỎ"
    assert len(visible(HOSTILE)) == len(HOSTILE)


def test_lines_tabs_and_vietnamese_stay_as_they_are() -> None:
    assert visible("Đến năm 2025,\n\ttối thiểu 80%") == "Đến năm 2025,\n\ttối thiểu 80%"


@pytest.mark.parametrize("form", ["line", "table"])
def test_a_rich_console_shows_marks(form: str) -> None:
    out = io.StringIO()
    console = new_console(file=out, width=100)
    table = Table(HOSTILE)
    table.add_row(HOSTILE)
    console.print(table if form == "table" else HOSTILE, markup=False, highlight=False)
    assert _dangers(out.getvalue()) == []
    assert "␛[41m" in out.getvalue()


def test_colours_of_our_own_stay_on_a_terminal() -> None:
    out = io.StringIO()
    console = new_console(file=out, coloured=True)
    console.print("[red]failed[/] \x1b[42mx", highlight=False)
    assert out.getvalue().startswith("\x1b[31mfailed\x1b[0m")
    assert "␛[42m" in out.getvalue()


def test_json_keeps_the_value_and_shows_no_control_character() -> None:
    row = {"quote": HOSTILE.replace("\ud800", "")}
    assert json.loads(json_line(row)) == row
    assert _dangers(json_line(row)) == []
