"""The dictionary of the marts: complete in both languages, in step with what is made from it, strict about the rest."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest

from pipelines.publishing.dictionary import (
    DictionaryError,
    load_dictionary,
    out_of_step,
    parse_dictionary,
    properties,
)
from pipelines.settings import PROJECT_ROOT

DESIGN_TABLES = {
    "dim_indicator",
    "dim_admin_unit",
    "admin_unit_lineage",
    "dim_plan",
    "dim_period",
    "dim_source_file",
    "fct_target",
    "fct_observation",
    "fct_task",
    "mart_gap_to_target",
    "mart_gap_latest",
    "mart_indicator_year",
    "mart_scorecard",
    "mart_plan_alignment",
    "mart_task_register",
    "mart_data_coverage",
    "mart_revisions",
    "mart_quality_findings",
    "mart_review_queue",
}


def _plain(**column: str) -> dict[str, Any]:
    texts = {"type": "varchar", "vi": "Mã", "en": "Id", **column}
    model = {"folder": "core", "vi": "Mỗi dòng", "en": "One row", "key": ["a"], "order_by": ["a"], "columns": ["a"]}
    return {"columns": {"a": texts}, "models": {"dim_a": model}}


def test_every_table_of_the_design_is_described() -> None:
    assert set(load_dictionary().models) >= DESIGN_TABLES


def test_made_files_are_in_step_with_the_dictionary() -> None:
    assert out_of_step(load_dictionary()) == [], "run: cchc dictionary write"


@pytest.mark.parametrize("missing", ["vi", "en", "type"])
def test_a_column_without_a_text_or_type_is_refused(missing: str) -> None:
    with pytest.raises(DictionaryError, match=f"column a: no {missing}"):
        parse_dictionary(_plain(**{missing: " "}))


def test_a_mart_that_names_an_unknown_column_is_refused() -> None:
    content = _plain()
    content["models"]["dim_a"]["columns"].append("b")
    with pytest.raises(DictionaryError, match=r"dim_a\.b: not described"):
        parse_dictionary(content)


def test_check_names_every_difference_from_the_built_marts() -> None:
    words = parse_dictionary(_plain())
    words.check({"dim_a": ["a"]})
    with pytest.raises(DictionaryError) as error:
        words.check({"dim_a": ["b"], "dim_z": []})
    assert str(error.value).endswith("dim_z: not described; dim_a.b: not described; dim_a.a: described, not built")


def test_a_mart_may_use_a_shared_name_in_its_own_meaning() -> None:
    content = _plain()
    content["models"]["dim_a"]["meanings"] = {"a": {"type": "varchar", "vi": "Khác", "en": "Other"}}
    model = parse_dictionary(content).models["dim_a"]
    assert model.columns["a"].comment == "Khác / Other"
    assert model.block_name("a") == "mart_column_dim_a_a"


def test_contracts_are_enforced_and_keys_tested_on_every_mart() -> None:
    words = load_dictionary()
    text = properties(words)
    assert text.count("enforced: true") == len(words.made_by_dbt)
    views_of_all_figures = [name for name in words.made_by_dbt if words.models[name].parts_by]
    assert text.count("unique_key:") == len(words.made_by_dbt) - len(views_of_all_figures)


def test_every_model_says_its_grain_first() -> None:
    for model in load_dictionary().models.values():
        assert model.en.startswith("One row per"), model.name
        assert model.vi.startswith("Mỗi dòng"), model.name


def test_the_order_ends_in_the_key_so_that_it_is_total() -> None:
    for model in load_dictionary().models.values():
        assert set(model.key) <= set(model.order_by), model.name


def test_a_value_stands_once_in_its_closed_list() -> None:
    path = PROJECT_ROOT / "dbt_project" / "seeds" / "closed_lists.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert len({(row["list"], row["code"]) for row in rows}) == len(rows)
    assert "rule_pending" not in {row["code"] for row in rows}


def test_every_reason_of_the_arithmetic_is_in_the_closed_list() -> None:
    models = PROJECT_ROOT / "dbt_project" / "models"
    sql = next(models.rglob("int_gap_verdicts.sql")).read_text(encoding="utf-8")
    path = PROJECT_ROOT / "dbt_project" / "seeds" / "closed_lists.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    reasons = {row["code"] for row in rows if row["list"] == "reason"}
    severities = {row["code"] for row in rows if row["list"] == "severity"}
    said = set(re.findall(r"then '([a-z_0-9]+)'", sql[sql.index("gap_stopped as") : sql.index("final as")]))
    # What was delivered and is no figure brings its own reason.
    held = next(models.rglob("int_figures_held_back.sql")).read_text(encoding="utf-8")
    said |= set(re.findall(r"(?:then|else) '([a-z_]+)'", held[held.index("case h.rule_code") :]))
    outcomes = {"met", "missed", "on_track", "behind", "judged_on_milestone", "none", "decides"}
    unknown = said - outcomes - severities - reasons
    assert not unknown, f"dbt_project/seeds/closed_lists.csv: add «reason,{min(unknown)},<no>,<status>,<vi>,<en>»"
    never = reasons - said - {"unit_dissolved", "territory_changed", "level_abolished"}  # these come from int_units
    assert not never, f"no rule of the arithmetic gives {sorted(never)}: add its `when`, or take the row out"
