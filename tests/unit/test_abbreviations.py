"""Abbreviations are written out once for plans and exports, each under the one heading that it belongs to."""

from pathlib import Path

import pytest
import yaml

from pipelines import abbreviations
from pipelines.abbreviations import in_heads, in_sentences
from pipelines.kpi.headers.header_words import segment_key
from pipelines.plans.phrasing import normalise

LISTS = yaml.safe_load(Path(abbreviations.__file__).with_suffix(".yml").read_text(encoding="utf-8"))
ALL = [(part, short, long) for part, words in LISTS.items() for short, long in words.items()]


def test_each_stands_under_one_heading_only():
    found = [short for _, short, _ in ALL]
    assert sorted(set(found)) == sorted(found), "what holds in sentences and in heads belongs under everywhere"


@pytest.mark.parametrize(("part", "short", "long"), ALL, ids=[short for _, short, _ in ALL])
def test_each_is_read_as_what_it_stands_for_where_it_holds(part, short, long):
    assert short == short.lower()
    if part != "in_heads":
        assert normalise(f"số {short.upper()} mới") == normalise(f"số {long} mới")
    if part != "in_sentences":
        assert segment_key(f"số {short.upper()} mới") == segment_key(f"số {long} mới")


def test_what_has_another_sense_in_a_sentence_holds_in_heads_alone():
    assert "tttt" in in_heads() and "tttt" not in in_sentences()
    assert normalise("Sở TTTT") == "sở tttt"
