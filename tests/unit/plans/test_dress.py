"""The same plan in another dress (line ends, spaces, marks, wrapped lines) promises the same."""

import re
import textwrap
import unicodedata
from collections import Counter

import pytest

from pipelines.plans.documents.opening import read_text
from pipelines.plans.outline.metadata import read_metadata
from pipelines.plans.reader import default_matcher
from pipelines.plans.targets import find_targets
from tools.make_labelled_plans import made

PLANS = made("plans")
NAMES = (
    "08-ke-hoach-xa-2025.md",
    "41-ghi-chu-cuoi-trang.txt",
    "15-quyet-dinh-lo-trinh.txt",
    "25-ke-hoach-tinh-2025.txt",
    "35-nghi-quyet-dang-uy.txt",
    "42-cau-ghep-dai.txt",
)


def wrapped(text: str) -> str:
    lines = (textwrap.wrap(line, 90, break_long_words=False, break_on_hyphens=False) for line in text.split("\n"))
    return "\n".join("\n".join(pieces) for pieces in lines)


DRESSES = {
    "windows_line_ends": lambda text: text.replace("\n", "\r\n"),
    "two_spaces": lambda text: re.sub(r"(?<=\S) (?=\S)", "  ", text),
    "decomposed_letters": lambda text: unicodedata.normalize("NFD", text),
    "no_break_spaces": lambda text: re.sub(r"(?<=\w) (?=\w)", "\u00a0", text),
    "blank_lines": lambda text: text.replace("\n", "\n\n"),
    "bullets_lost": lambda text: re.sub(r"(?m)^\s*[-+] ", "", text),
    "long_dashes": lambda text: text.replace(" - ", " – "),
    "space_before_percent": lambda text: re.sub(r"(?<=\d)%", " %", text),
    "lines_wrapped": wrapped,
}


def promises(text: str, ending: str) -> Counter:
    document = read_text(text.encode(), ending)
    mentions = find_targets(document, read_metadata(document), default_matcher()).mentions
    return Counter((m.value, m.value_high, m.op, m.year, m.level, m.kind, m.baseline_year, m.unit) for m in mentions)


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("name", NAMES)
def test_another_dress_changes_no_promise(name, dress):
    text = (PLANS / name).read_text(encoding="utf-8")
    ending = name.rsplit(".", 1)[-1]
    assert promises(DRESSES[dress](text), ending) == promises(text, ending)
