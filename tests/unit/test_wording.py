"""Counts and lines of progress as people read them, in both languages."""

from typing import get_args

import pytest

from pipelines.ingest import WORDS
from pipelines.language import Language
from pipelines.wording import commitments_of, counted, line, noun, promised


def test_one_is_singular_and_everything_else_plural() -> None:
    said = [counted(number, "finding") for number in (0, 1, 2, 1000)]
    assert said == ["0 findings", "1 finding", "2 findings", "1,000 findings"]


def test_a_vietnamese_noun_has_one_form_and_thousands_a_point() -> None:
    assert [counted(number, "finding", "vi") for number in (1, 2000)] == ["1 phát hiện", "2.000 phát hiện"]


def test_numbers_and_the_commitments_they_repeat_are_told_apart() -> None:
    assert commitments_of([{"target_id": "a"}, {"target_id": "a"}, {"target_id": "b"}]) == 2
    assert promised(3, 2) == "3 numbers promised (2 different)"
    assert promised(2, 2) == "2 numbers promised"
    assert promised(3, 2, "vi") == "hứa 3 con số (2 khác nhau)"


@pytest.mark.parametrize("lang", get_args(Language))
def test_a_line_of_progress_names_the_kind_of_file_in_the_readers_language(lang: Language) -> None:
    place = {"number": 2, "of": 9, "file": "kpi/a.csv", "said": "…"}
    said = [line("file", lang, kind=noun(name, 1, lang), **place) for name in WORDS.values()]
    assert len(set(said)) == len(WORDS)
    assert all("2/9  kpi/a.csv: …" in one for one in said)
