"""The lineage of columns as a run of the shipped inputs leaves it."""

import json

import pytest

from pipelines.assets.dbt_lineage import KEPT
from pipelines.dbt_runner import DEFAULT_TARGET
from pipelines.publishing.dictionary import load_dictionary
from tests.integration.shipped import shipped_world

pytestmark = pytest.mark.slow
Models = dict[str, dict[str, list[list[str]]]]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    shipped_world(tmp_path_factory)
    return dict(json.loads((DEFAULT_TARGET / KEPT).read_text(encoding="utf-8"))["models"])


def test_every_column_of_a_mart_but_counts_of_rows_leads_somewhere(
    models: dict[str, dict[str, list[list[str]]]],
) -> None:
    marts = load_dictionary().made_by_dbt
    assert [name for name in marts if not models.get(name)] == []
    nowhere = [f"{mart}.{column}" for mart in marts for column, origins in models[mart].items() if not origins]
    assert [one for one in nowhere if not one.partition(".")[2].startswith("n_")] == []


def test_a_mart_can_be_followed_to_the_raw_tables(models: Models) -> None:
    """The quote of a gap comes from the plan reader's table, however many models lie between."""
    seen, waiting = set(), [("marts.mart_gap_latest", "quote")]
    while waiting:
        table, column = waiting.pop()
        seen.add((table, column))
        origins = models.get(table.partition(".")[2], {}).get(column, []) if not table.startswith("raw.") else []
        waiting += [(one, name) for one, name in origins if (one, name) not in seen]
    assert ("raw.plan_mentions", "quote") in seen
