from datetime import date
from pathlib import Path

import pytest

from pipelines.contracts.raw_models import TABLES, frame
from pipelines.raw_tables import merge_parts, read_batches, read_table, write_part, write_table

PARAMETERS = {"as_of": date(2025, 12, 31), "code_version": "abc"}


def _finding(stage: str, file: str) -> dict[str, str]:
    return {
        "finding_id": file,
        "stage": stage,
        "file": file,
        "locator": "file",
        "rule": "r",
        "severity": "error",
        "found": "a",
        "expected": "b",
        "remedy": "c",
    }


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_table(tmp_path / name, "run_parameters", frame("run_parameters", [PARAMETERS]))
    assert (tmp_path / "a/run_parameters.parquet").read_bytes() == (tmp_path / "b/run_parameters.parquet").read_bytes()


def test_a_table_reads_back_as_it_was_written(tmp_path: Path) -> None:
    data = frame("run_parameters", [PARAMETERS])
    write_table(tmp_path, "run_parameters", data)
    assert read_table(tmp_path, "run_parameters").equals(data)


def test_a_table_is_read_through_in_batches_and_an_empty_one_has_one(tmp_path: Path) -> None:
    data = frame("findings", [{**_finding("kpi", name), "occurrences": 1} for name in "abcde"])
    write_table(tmp_path, "findings", data)
    batches = list(read_batches(tmp_path, "findings", rows=2))
    assert [batch["file"].to_list() for batch in batches] == [["a", "b"], ["c", "d"], ["e"]]
    write_table(tmp_path, "findings", data.clear())
    assert [batch.shape for batch in read_batches(tmp_path, "findings")] == [(0, data.width)]


def test_a_table_without_a_contract_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="no raw table 'nonsense'"):
        write_table(tmp_path, "nonsense", frame("run_parameters", []))


def test_the_parts_of_all_stages_are_one_table_in_a_fixed_order(tmp_path: Path) -> None:
    write_part(tmp_path, "findings", "plan", frame("findings", [_finding("plan", "z")]))
    write_part(tmp_path, "findings", "kpi", frame("findings", [_finding("kpi", "a")] * 2))
    assert merge_parts(tmp_path, "findings", ["file"])["file"].to_list() == ["a", "z"]


def test_a_stage_that_runs_again_replaces_its_own_part_only(tmp_path: Path) -> None:
    write_part(tmp_path, "findings", "plan", frame("findings", [_finding("plan", "old")]))
    write_part(tmp_path, "findings", "kpi", frame("findings", [_finding("kpi", "kept")]))
    write_part(tmp_path, "findings", "plan", frame("findings", []))
    assert merge_parts(tmp_path, "findings", ["file"])["file"].to_list() == ["kept"]


@pytest.mark.parametrize("table", list(TABLES))
def test_an_empty_table_still_has_every_column(table: str) -> None:
    assert frame(table, []).columns == list(TABLES[table].to_schema().columns)
