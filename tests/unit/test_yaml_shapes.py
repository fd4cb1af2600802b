"""Every YAML file of the package holds what its reader says it does: no other key, no other type.

The shapes stand beside the readers; a run trusts them, since the files ship with the code.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from pipelines import abbreviations, number_words, wording
from pipelines.checks import finding_checks
from pipelines.cli import in_vietnamese
from pipelines.kpi import carriers, tidy
from pipelines.kpi.bodies import row_kinds
from pipelines.kpi.headers import added_words, header_words, index_names, periods
from pipelines.kpi.headers.layout_spec import LayoutSpec
from pipelines.kpi.indicators import label_levels
from pipelines.kpi.told import contradictions, counts, patterns, stocks
from pipelines.plans.lexicon import file_shapes, words
from pipelines.publishing import dictionary, views, why
from pipelines.reference import unit_types
from pipelines.yaml_files import Texts, read_yaml

ROOT = Path(__file__).resolve().parents[2]
LAYOUTS, LEXICON = ROOT / "pipelines/kpi/layouts", ROOT / "pipelines/plans/lexicon"
SHAPES = {
    ROOT / "dbt_project/dictionary.yml": dictionary.Content,
    ROOT / "pipelines/checks/finding_families.yml": list[finding_checks.Entry],
    ROOT / "pipelines/abbreviations.yml": abbreviations.Content,
    ROOT / "pipelines/cli/decide_words.yml": Texts,
    ROOT / "pipelines/cli/error_sentences.yml": list[dict[str, str]],
    ROOT / "pipelines/cli/findings_words.yml": Texts,
    ROOT / "pipelines/cli/help_texts.yml": in_vietnamese.HelpTexts,
    ROOT / "pipelines/cli/plan_tables.yml": dict[str, Texts],
    ROOT / "pipelines/doctor.yml": dict[str, Texts],
    ROOT / "pipelines/found_words.yml": list[dict[str, str]],
    ROOT / "pipelines/kpi/carriers.yml": list[carriers.Entry],
    ROOT / "pipelines/kpi/tidy_headings.yml": tidy.TidyHeadings,
    ROOT / "pipelines/kpi/headers/index_names.yml": index_names.Content,
    ROOT / "pipelines/kpi/headers/period_forms.yml": list[periods.PeriodForm],
    ROOT / "pipelines/kpi/told/contradictions.yml": contradictions.Contradictions,
    ROOT / "pipelines/kpi/told/counts.yml": counts.Spec,
    ROOT / "pipelines/kpi/told/stocks.yml": list[stocks.StockEntry],
    ROOT / "pipelines/number_words.yml": number_words.Content,
    ROOT / "pipelines/publishing/answers.yml": dict[str, Texts],
    ROOT / "pipelines/publishing/views.yml": dict[str, views.View],
    ROOT / "pipelines/publishing/why.yml": why.Sentences,
    ROOT / "pipelines/reference/unit_types.yml": unit_types.Content,
    ROOT / "pipelines/expected_words.yml": list[dict[str, str]],
    ROOT / "pipelines/remedy_words.yml": list[dict[str, str]],
    ROOT / "pipelines/scorecard/texts.yml": dict[str, Texts],
    ROOT / "pipelines/wording.yml": wording.Wording,
    LAYOUTS / "_rows.yml": row_kinds.Content,
    LAYOUTS / "_words.yml": header_words.Content,
    ROOT / "pipelines/kpi/headers/added_words.yml": list[added_words.ExplainedWords],
    ROOT / "pipelines/kpi/told/patterns.yml": list[patterns.PatternRule],
    ROOT / "pipelines/kpi/indicators/label_levels.yml": list[label_levels.LevelRule],
    **dict.fromkeys(sorted(LAYOUTS.glob("[!_]*.yml")), LayoutSpec),
    **dict.fromkeys(sorted(LEXICON.glob("words/*.yml")), list[words.Entry]),
    **{LEXICON / f"{name}.yml": shape for name, shape in file_shapes.SHAPES.items()},
}


def faults(content: object, shape: object, place: str) -> Iterator[str]:
    """Where the content is not of the shape."""
    origin, parts = get_origin(shape), get_args(shape)
    if is_typeddict(shape):
        yield from faults_of_keys(content, shape, place)
    elif origin in (Union, types.UnionType):
        if all(list(faults(content, part, place)) for part in parts):
            yield f"{place}: {content!r} is none of {shape}"
    elif origin is Literal:
        yield from [] if content in parts else [f"{place}: {content!r} is none of {parts}"]
    elif origin is list and isinstance(content, list):
        for number, one in enumerate(content, start=1):
            yield from faults(one, parts[0], f"{place}, entry {number}")
    elif origin is dict and isinstance(content, dict):
        for key, one in content.items():
            yield from faults(key, parts[0], f"{place}, key {key}")
            yield from faults(one, parts[1], f"{place}, {key}")
    elif not isinstance(content, (int, float) if shape is float else origin or shape):
        yield f"{place}: {content!r} is no {shape}"


def faults_of_keys(content: object, shape: type, place: str) -> Iterator[str]:
    if not isinstance(content, dict):
        yield f"{place}: {content!r} has no keys"
        return
    known, written = get_type_hints(shape), get_type_hints(shape, include_extras=True)
    needed = {key for key, one in written.items() if shape.__total__ and get_origin(one) is not NotRequired}
    for key in sorted(set(content) - set(known), key=str):
        yield f"{place}: no key «{key}» is known here; known are {', '.join(sorted(known))}"
    for key in sorted(needed - set(content)):
        yield f"{place}: the key «{key}» is missing"
    for key in known.keys() & content.keys():
        yield from faults(content[key], known[key], f"{place}, {key}")


@pytest.mark.parametrize("path", sorted(SHAPES), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_holds_what_its_reader_says(path):
    found = list(faults(read_yaml(path, object), SHAPES[path], path.relative_to(ROOT).as_posix()))
    assert not found, "\n".join(found)


def test_every_file_of_the_package_has_a_shape():
    missing = set((ROOT / "pipelines").rglob("*.yml")) - set(SHAPES)
    assert not missing, f"say in tests/unit/test_yaml_shapes.py what {sorted(map(str, missing))} hold"


def test_a_key_mistyped_and_a_value_of_another_type_are_named():
    wrong = [{"name": "a", "patern": "x"}, {"name": 3}]
    found = list(faults(wrong, file_shapes.Rules, "f.yml"))
    assert found[0].startswith("f.yml, entry 1: no key «patern» is known here")
    assert found[1] == "f.yml, entry 2, name: 3 is no <class 'str'>"
