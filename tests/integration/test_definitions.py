"""The Dagster code location as a person sees it in the UI: nothing missing, nothing undescribed."""

from functools import cache

import pytest
from dagster import AssetKey, AssetSpec, Definitions

from pipelines.assets.warehouse import INNER_LAYERS
from pipelines.contracts.raw_models import TABLES
from pipelines.settings import PROJECT_ROOT


@cache
def _defs() -> Definitions:
    from pipelines.definitions import defs

    return defs


def _specs() -> list[AssetSpec]:
    return list(_defs().resolve_all_asset_specs())


def test_every_raw_table_is_an_asset() -> None:
    keys = {spec.key for spec in _specs()}
    assert {AssetKey(["raw", table]) for table in TABLES} <= keys


@pytest.mark.parametrize("attribute", ["description", "group_name", "kinds", "owners"])
def test_every_asset_says_what_it_is(attribute: str) -> None:
    missing = [spec.key.to_user_string() for spec in _specs() if not getattr(spec, attribute)]
    assert missing == []


def test_every_column_of_a_raw_table_is_described() -> None:
    silent = [
        f"{spec.key.to_user_string()}.{column.name}"
        for spec in _specs()
        if spec.key.path[0] == "raw"
        for column in spec.metadata["dagster/column_schema"].columns
        if not column.description
    ]
    assert silent == [], "write it in the contract, or under raw_columns in dbt_project/dictionary.yml"


def test_every_asset_that_a_person_reads_is_checked() -> None:
    """Inner layers are made from raw tables and feed marts, both checked; everything else has a check of its own."""
    checked = {key.asset_key for key in _defs().resolve_asset_graph().asset_check_keys}
    outer = [spec for spec in _specs() if spec.group_name not in INNER_LAYERS]
    assert [spec.key.to_user_string() for spec in outer if spec.key not in checked] == []


def test_every_asset_leads_to_its_code() -> None:
    assert [spec.key.to_user_string() for spec in _specs() if "dagster/code_references" not in spec.metadata] == []


def test_marts_and_what_is_published_grow_stale() -> None:
    stale = {spec.group_name for spec in _specs() if spec.freshness_policy}
    assert stale == {"marts", "published"}


def test_a_night_without_news_proves_all_that_can_grow_stale() -> None:
    from pipelines.schedules import PROVED

    assert set(PROVED) == {spec.key for spec in _specs() if spec.freshness_policy}


def test_every_test_of_dbt_is_a_check() -> None:
    names = {key.name for key in _defs().resolve_asset_graph().asset_check_keys}
    singular = {path.stem for path in (PROJECT_ROOT / "dbt_project/tests/singular").glob("*.sql")}
    assert singular - names == set(), "bind it to a model: config(meta={'dagster': {'ref': {'name': ...}}})"


def test_every_description_begins_with_the_grain() -> None:
    grains = ("One row per", "One row:", "Exactly one row", "One complete build")
    odd = [spec.key.to_user_string() for spec in _specs() if not (spec.description or "").lstrip().startswith(grains)]
    assert odd == []


def test_no_asset_hangs_on_an_unknown_one() -> None:
    keys = {spec.key for spec in _specs()}
    unknown = {dep.asset_key.to_user_string() for spec in _specs() for dep in spec.deps if dep.asset_key not in keys}
    assert unknown == set()


def test_the_published_build_hangs_on_every_mart() -> None:
    marts = {spec.key for spec in _specs() if spec.group_name == "marts"}
    build = next(spec for spec in _specs() if spec.key == AssetKey(["published", "build"]))
    assert marts
    assert {dep.asset_key for dep in build.deps} == marts


def test_every_raw_table_has_a_blocking_contract_check() -> None:
    checks = {key for check in _defs().asset_checks or [] for key in check.check_keys}  # type: ignore[union-attr]
    assert {key.asset_key for key in checks if key.name == "contract"} == {AssetKey(["raw", t]) for t in TABLES}


def test_the_jobs_and_the_schedule_are_these() -> None:
    repository = _defs().get_repository_def()
    names = {job.name for job in repository.get_all_jobs() if not job.name.startswith("__")}
    assert names == {"refresh", "plans", "kpi", "publish"}
    (nightly,) = repository.schedule_defs
    assert (nightly.cron_schedule, nightly.execution_timezone) == ("0 1 * * *", "Asia/Ho_Chi_Minh")
    assert nightly.default_status.value == "STOPPED"


@pytest.mark.parametrize(("job", "untouched"), [("plans", "kpi_observations"), ("kpi", "plan_mentions")])
def test_a_partial_job_leaves_the_other_inputs_alone(job: str, untouched: str) -> None:
    selected = _defs().resolve_job_def(job).asset_layer.selected_asset_keys
    assert AssetKey(["raw", untouched]) not in selected
    assert AssetKey(["published", "build"]) in selected


def test_the_nightly_is_on_only_where_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.schedules import nightly_schedule

    monkeypatch.setenv("CCHC_NIGHTLY", "1")
    assert nightly_schedule().default_status.value == "RUNNING"


def test_every_check_says_what_it_holds() -> None:
    graph = _defs().resolve_asset_graph()
    silent = [key for key in graph.asset_check_keys if not (graph.get(key).description or "").endswith(".")]
    assert silent == []
