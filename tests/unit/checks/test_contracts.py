"""Each contract has data that breaks it, and the check shows the offending rows."""

from datetime import date

import polars as pl
import pytest

from pipelines.checks.contracts import check_contract
from pipelines.contracts.raw_models import frame

LINEAGE = {
    "predecessor_unit_id": "P15-63",
    "successor_unit_id": "P15-34",
    "change_type": "merged",
    "share": "full",
    "effective_on": date(2025, 7, 1),
}
FINDING = {
    "finding_id": "1",
    "stage": "kpi",
    "file": "a",
    "locator": "b",
    "rule": "c",
    "severity": "error",
    "found": "d",
    "expected": "e",
    "remedy": "f",
    "occurrences": 1,
}
DOCUMENT = {
    "plan_id": "p1",
    "source_file": "a",
    "sha256": "b",
    "document_number": None,
    "document_key": "k",
    "document_type": None,
    "title": None,
    "issuer_name": None,
    "issuer_unit_id": None,
    "level": "province",
    "issued_on": None,
    "period_from": None,
    "period_to": None,
    "signer": None,
    "origin": "official",
    "source_url": None,
    "received_at": None,
}


@pytest.mark.parametrize(
    ("table", "row"),
    [("admin_unit_lineage", LINEAGE), ("findings", FINDING), ("plan_documents", DOCUMENT)],
)
def test_rows_that_hold_to_the_contract_pass(table: str, row: dict[str, object]) -> None:
    assert check_contract(table, [frame(table, [row])]).passed


@pytest.mark.parametrize(
    ("table", "row", "change", "shown"),
    [
        ("admin_unit_lineage", LINEAGE, {"share": "half"}, "half"),
        ("admin_unit_lineage", LINEAGE, {"successor_unit_id": None}, "successor_unit_id"),
        ("findings", FINDING, {"severity": "fatal"}, "fatal"),
        ("plan_documents", DOCUMENT, {"level": "county"}, "county"),
        ("plan_documents", DOCUMENT, {"origin": "rumour"}, "rumour"),
    ],
)
def test_a_row_outside_the_contract_fails_and_is_shown(
    table: str, row: dict[str, object], change: dict[str, object], shown: str
) -> None:
    result = check_contract(table, [frame(table, [{**row, **change}])])
    assert not result.passed
    assert shown in result.metadata["examples"].value


def test_a_repeated_key_fails() -> None:
    assert not check_contract("plan_documents", [frame("plan_documents", [DOCUMENT, DOCUMENT])]).passed


def test_a_key_repeated_in_another_batch_fails() -> None:
    one = frame("plan_documents", [DOCUMENT])
    other = frame("plan_documents", [{**DOCUMENT, "plan_id": "p2"}])
    assert check_contract("plan_documents", [one, other]).passed
    result = check_contract("plan_documents", [one, other, one])
    assert not result.passed
    assert "plan_id" in result.metadata["examples"].value


def test_an_extra_column_fails() -> None:
    data = frame("findings", [FINDING]).with_columns(pl.lit(1).alias("surprise"))
    result = check_contract("findings", [data])
    assert not result.passed
    assert "surprise" in result.metadata["examples"].value


def test_a_column_of_another_type_fails() -> None:
    data = frame("admin_unit_lineage", [LINEAGE]).with_columns(pl.col("effective_on").cast(pl.String))
    assert not check_contract("admin_unit_lineage", [data]).passed
