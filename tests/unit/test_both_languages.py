"""A page of users and its Vietnamese tell the same: the same parts, rules, commands and codes, in the same order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.settings import PROJECT_ROOT

# Pages that people read who use the warehouse and don't develop it.
USER_PAGES = ("README.md", "docs/operations.md", "docs/statuses.md", "docs/data-access.md")
FENCE = re.compile(r"^```(\w*).*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
QUOTED = re.compile(r"«([^»]+)»")
BESIDE = re.compile(r"\s+#.*| --lang \w+")
CHOICE_OF_LANGUAGE = re.compile(r" --lang \w+")
# What a person puts in place of it has a name in each language: FOLDER, THƯ_MỤC, my-plan.docx.
PLACEHOLDER = re.compile(r"(?<![\w$])(?!CCHC_)[A-ZĐƯÀ-Ỹ_]{2,}(?![\w=])|[\w-]+\.docx")
# Quotes of documents in rules are Vietnamese in both pages.
RULE = re.compile(r"^- \*\*.*?(?=^- \*\*|^#|\Z)", re.MULTILINE | re.DOTALL)


def vietnamese_of(page: str) -> Path:
    return PROJECT_ROOT / page.replace(".md", ".vi.md")


def told(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def without_blocks(text: str) -> str:
    return FENCE.sub("", text)


def codes(text: str) -> set[str]:
    """What stands in type of code, but for the language chosen and for names that a person puts in."""
    return {PLACEHOLDER.sub("X", CHOICE_OF_LANGUAGE.sub("", one)) for one in CODE.findall(text)}


def commands(text: str) -> list[list[str]]:
    """The lines of each block of commands, without what they say beside them."""
    blocks = [body for kind, body in FENCE.findall(text) if kind in ("sh", "sql", "python", "r")]
    return [[line for one in body.splitlines() if (line := BESIDE.sub("", one).strip())] for body in blocks]


@pytest.mark.parametrize("page", USER_PAGES)
def test_a_page_of_users_leads_to_its_vietnamese_and_back(page):
    other = vietnamese_of(page)
    assert f"]({other.name})" in told(PROJECT_ROOT / page)
    assert f"]({Path(page).name})" in told(other)


@pytest.mark.parametrize("page", USER_PAGES)
def test_both_pages_have_the_same_parts(page):
    english, vietnamese = (
        re.findall(r"^#+(?= )", without_blocks(told(one)), re.MULTILINE)
        for one in (PROJECT_ROOT / page, vietnamese_of(page))
    )
    assert english == vietnamese


@pytest.mark.parametrize("page", USER_PAGES)
def test_both_pages_show_the_same_commands(page):
    assert commands(told(PROJECT_ROOT / page)) == commands(told(vietnamese_of(page)))


def rows(text: str) -> list[str]:
    return [line for line in without_blocks(text).splitlines() if line.startswith("|") and not line.startswith("|--")]


@pytest.mark.parametrize("page", USER_PAGES)
def test_each_row_of_a_table_has_its_codes_in_the_vietnamese_page_too(page):
    one, other = rows(told(PROJECT_ROOT / page)), rows(told(vietnamese_of(page)))
    differing = [f"{a}\n  {b}" for a, b in zip(one, other, strict=False) if codes(a) - codes(b)]
    assert not differing, "\n".join(differing)
    assert len(one) == len(other)


def test_each_rule_of_the_statuses_stands_in_both_pages_with_its_codes_and_quotes():
    pages = [RULE.findall(told(one)) for one in (PROJECT_ROOT / "docs/statuses.md", vietnamese_of("docs/statuses.md"))]
    for english, vietnamese in zip(*pages, strict=True):
        assert codes(english) == codes(vietnamese), english.splitlines()[0]
        assert QUOTED.findall(" ".join(english.split())) == QUOTED.findall(" ".join(vietnamese.split()))


def reasons(page: Path) -> list[list[str]]:
    """Reason, status and Vietnamese words of each row of the last table."""
    lines = told(page).rpartition("|---|")[2].splitlines()[1:]
    return [[cell.strip() for cell in line.split("|")[1:4]] for line in lines if line.startswith("|")]


def test_the_reasons_of_both_pages_are_the_same_in_the_same_order():
    page = "docs/statuses.md"
    assert len(reasons(PROJECT_ROOT / page)) > 20
    assert reasons(PROJECT_ROOT / page) == reasons(vietnamese_of(page))
