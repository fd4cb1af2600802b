"""`cchc run` as a person runs it: a process of its own on a folder of its own, with the real readers and dbt."""

import hashlib
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from tests.integration.crashes import new_world
from tests.integration.shipped import AS_OF, cchc, shipped_world

ROOT = Path(__file__).resolve().parents[2]


def _cchc(data: Path, *args: str) -> "subprocess.CompletedProcess[str]":
    return cchc(data, *args, COLUMNS="160")


def _bytes(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in {".parquet", ".json"})
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files if p.stem != "status"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One plan and one figure: what holds of every world is asked of the one that is made soonest."""
    return new_world(tmp_path_factory)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shipped_world(tmp_path_factory)


def _query(data: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "marts/current.duckdb"), read_only=True) as db:
        return db.execute(sql).fetchall()


def test_a_promise_and_its_figure_meet(small: Path) -> None:
    asked = "select target_value, actual, status from mart_gap_latest where basis = 'own'"
    assert _query(small, asked) == [(50.0, 50.0, "met")]


@pytest.mark.slow
def test_the_shipped_inputs_give_gaps_for_real_provinces(world: Path) -> None:
    issuers = {unit for (unit,) in _query(world, "select distinct unit_id from dim_plan")}
    assert issuers >= {"P11-63", "P36-63", "P15-63", "P10-63", "C11146-63", "VN"}
    assessed = _query(world, "select count(*) from mart_gap_latest where gap is not null")
    assert assessed[0][0] > 0


@pytest.mark.slow
def test_no_status_is_empty_and_every_not_assessable_has_a_reason(world: Path) -> None:
    assert _query(world, "select count(*) from mart_gap_to_target where status is null") == [(0,)]
    odd = "select count(*) from mart_gap_to_target where status = 'not_assessable' and reason is null"
    assert _query(world, odd) == [(0,)]


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "README.vi.md"])
def test_every_query_of_the_readme_gives_rows(world: Path, page: str) -> None:
    code = (ROOT / page).read_text(encoding="utf-8").split("```python")[1].split("```")[0]
    queries = re.findall(r'db\.sql\("+(.+?)"+\)', code, re.DOTALL)
    assert len(queries) == 2
    assert all(_query(world, query) for query in queries)


def test_every_column_is_described_in_the_file_itself(small: Path) -> None:
    bare = "select table_name || '.' || column_name from duckdb_columns() where not internal and comment is null"
    assert _query(small, bare) == []


def test_the_file_is_in_the_storage_version_of_older_clients(small: Path) -> None:
    """DuckDB 1.0 and 1.1 read storage version 64; a newer one they refuse. The number stands at byte 12."""
    assert int.from_bytes((small / "marts/current.duckdb").read_bytes()[12:20], "little") == 64


def test_the_ui_shows_of_a_mart_its_columns_where_they_come_from_and_rows(small: Path) -> None:
    wanted = {"dagster/column_schema", "dagster/column_lineage", "columns_come_from", "dagster/row_count", "preview"}
    with closing(sqlite3.connect(small / ".work/dagster/history/runs/index.db")) as db:
        asked = "select event from event_logs where dagster_event_type = 'ASSET_MATERIALIZATION' and asset_key = ?"
        ((event,),) = db.execute(asked, ['["marts", "mart_gap_latest"]']).fetchall()
    said = json.loads(event)["dagster_event"]["event_specific_data"]["materialization"]["metadata_entries"]
    assert wanted <= {entry["label"] for entry in said}


def test_the_ui_says_what_the_columns_of_the_inner_layers_mean(small: Path) -> None:
    with closing(sqlite3.connect(small / ".work/dagster/history/runs/index.db")) as db:
        asked = "select event from event_logs where dagster_event_type = 'ASSET_MATERIALIZATION' and asset_key = ?"
        ((event,),) = db.execute(asked, ['["warehouse", "staging", "stg_kpi__observations"]']).fetchall()
    said = json.loads(event)["dagster_event"]["event_specific_data"]["materialization"]["metadata_entries"]
    (schema,) = (entry["entry_data"]["schema"] for entry in said if entry["label"] == "dagster/column_schema")
    told = {column["name"]: column["description"] for column in schema["columns"]}
    assert "hash of file content" in told["observation_id"], "the raw table's own words come first"
    assert "Tệp nguồn" in told["source_file"]


def test_the_manifest_names_every_input_and_the_bytes_it_gave(small: Path) -> None:
    manifest = json.loads((small / "marts/manifest.json").read_text(encoding="utf-8"))
    given = {p.relative_to(small / "raw").as_posix() for p in (small / "raw").rglob("*") if p.suffix == ".csv"}
    assert given and given <= {item["file"] for item in manifest["inputs"]}
    for table in manifest["tables"]:
        content = (small / "marts/current" / table["parquet"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == table["sha256"]


def test_a_second_run_says_that_nothing_changed_and_leaves_the_same_bytes(small: Path) -> None:
    before = _bytes(small / "marts/current")
    result = _cchc(small, "run")
    assert result.returncode == 0
    assert "Nothing changed" in result.stderr
    assert _bytes(small / "marts/current") == before


@pytest.mark.slow
def test_a_forced_run_in_another_folder_gives_the_same_bytes(world: Path, tmp_path: Path) -> None:
    shutil.copytree(world / "raw", tmp_path / "raw")
    assert _cchc(tmp_path, "run", "--force").returncode == 0
    assert _bytes(tmp_path / "marts/current") == _bytes(world / "marts/current")


@pytest.mark.slow
def test_a_run_that_fails_half_way_keeps_the_published_build(world: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(world, data, symlinks=True)
    before = _bytes(data / "marts/current")
    result = cchc(data, "run", "--force", CCHC_DBT_MEMORY="12MB")
    assert result.returncode == 1
    assert "Nothing was published" in result.stderr
    assert "memory" in result.stderr.lower()
    assert "Traceback" not in result.stderr
    assert _bytes(data / "marts/current") == before
    status = json.loads((data / "marts/status.json").read_text(encoding="utf-8"))
    assert status["outcome"] == "failed"
    assert status["failures"]
    assert status["last_success"]["build_id"]


BROKEN = {
    "plans/broken.docx": b"PK\x03\x04 this is no archive",
    "plans/empty.txt": b"",
    "plans/binary.pdf": bytes(range(256)) * 40,
    "plans/unknown.pages": b"x",
    "kpi/empty.csv": b"",
    "kpi/broken.xlsx": b"PK\x03\x04 this is no archive",
    "kpi/strange.csv": "cột lạ;cột khác\n1;2\n".encode(),
    "kpi/unknown.numbers": b"x",
}


PLAN = """ỦY BAN NHÂN DÂN
TỈNH HÀ GIANG

Số: 12/KH-UBND

Hà Giang, ngày 05 tháng 01 năm 2024

KẾ HOẠCH

CẢI CÁCH HÀNH CHÍNH NĂM 2024

I. MỤC TIÊU

- Tối thiểu 80% thủ tục hành chính đủ điều kiện được triển khai thanh toán trực tuyến.

- 75% hộ gia đình trồng hoa trước cổng.

- 65% người được hỏi cho biết có vườn rau.

- Duy trì việc rà soát cho đến khi đạt 100%.
"""
DECISIONS = {
    "65%": ["--not-a-target"],
    "75%": ["--set=indicator_code=sipas_index"],
    "100%": ["--is-a-target", "--set=indicator_code=online_dossier_rate", "--set=year=2025", "--set=op=>="],
}


@pytest.fixture(scope="module")
def changed_world(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped inputs with broken files beside them and a plan whose statements a reviewer decided on, run once."""
    data = tmp_path_factory.mktemp("changed") / "data"
    (data / "raw/plans").mkdir(parents=True)
    (data / "raw/plans/ha-giang.md").write_text(PLAN, encoding="utf-8")
    listed = [json.loads(line) for line in _cchc(data, "review", "--all", "--format", "jsonl").stdout.splitlines()]
    keys = {row["number_text"]: row["statement_key"] for row in listed}
    for number, decision in DECISIONS.items():
        decided = _cchc(data, "review", "--decide", keys[number][:10], *decision)
        assert decided.returncode == 0, decided.stderr
    shutil.copytree(world / "raw", data / "raw", dirs_exist_ok=True)
    for name, content in BROKEN.items():
        (data / "raw" / name).write_bytes(content)
    result = _cchc(data, "run")
    assert result.returncode == 3, result.stdout + result.stderr
    return data


@pytest.mark.slow
def test_each_broken_file_gives_a_finding_and_the_rest_goes_on(world: Path, changed_world: Path) -> None:
    found = {
        file
        for (file,) in _query(changed_world, "select distinct file from mart_quality_findings where severity = 'error'")
    }
    assert set(BROKEN) <= found
    listed = _cchc(changed_world, "findings", "--severity", "error").stdout
    assert all(name in listed for name in BROKEN)
    same = "select count(*) from fct_target where document_number is distinct from '12/KH-UBND'"
    assert _query(changed_world, same) == _query(world, same)


@pytest.mark.slow
def test_what_a_reviewer_decided_stands_in_the_marts(changed_world: Path) -> None:
    columns = "number_text, indicator_code, target_value, due_year, is_decided"
    targets = f"select {columns} from fct_target where document_number = '12/KH-UBND' order by target_value"
    assert _query(changed_world, targets) == [
        ("75%", "sipas_index", 75.0, 2024, True),
        ("80%", "online_payment_procedure_rate", 80.0, 2024, False),
        ("100%", "online_dossier_rate", 100.0, 2025, True),
    ]
    assert _query(changed_world, "select * from mart_quality_findings where rule like 'decision%'") == []


def _shown_commands() -> list[tuple[str, str]]:
    """Lines of the blocks marked `sh` in the pages, each once; blocks marked `sh not-run` say why they are not run."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    shown = {
        line.split("#")[0].replace(" --lang vi", "").strip(): page.name
        for page in sorted(pages, reverse=True)
        for block in re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
        for line in block.splitlines()
    }
    return sorted((page, line) for line, page in shown.items())


@pytest.mark.slow
@pytest.mark.parametrize(("page", "command"), _shown_commands())
def test_every_command_of_the_pages_runs(world: Path, page: str, command: str) -> None:
    """Tests that a page names are only collected: the suite runs them itself."""
    words = command.replace(".venv/bin/", f"{Path(sys.executable).parent}/").split("#")[0]
    words += " --collect-only" if " pytest " in words else ""
    env = {**os.environ, "CCHC_DATA": str(world), "CCHC_AS_OF": AS_OF}
    result = subprocess.run(shlex.split(words), capture_output=True, text=True, env=env, cwd=ROOT, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
