"""How many cores DuckDB takes: one where a second would have nothing to do."""

from pathlib import Path

import duckdb
import pytest

from pipelines import cores


def test_a_small_world_takes_one_core_and_a_large_one_what_duckdb_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cores.cores_for(tmp_path / "not there yet") == 1
    (tmp_path / "a.parquet").write_bytes(b"." * (cores.SMALL - 1))
    assert cores.cores_for(tmp_path) == 1
    (tmp_path / "b.parquet").write_bytes(b".")
    (own,) = duckdb.execute("select current_setting('threads')").fetchone() or (0,)
    assert cores.cores_for(tmp_path) == own


def test_models_share_the_cores_that_they_do_not_use() -> None:
    assert (cores.models_at_once(1), cores.models_at_once(2), cores.models_at_once(16)) == (2, 1, 1)
