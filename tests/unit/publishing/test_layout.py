from pathlib import Path

from pipelines.publishing.layout import DATABASE, MANIFEST, current_build_id, promote, staging_folder


def _stage(marts: Path, build_id: str) -> Path:
    staged = staging_folder(marts, build_id)
    (staged / DATABASE).write_text(build_id)
    (staged / MANIFEST).write_text(build_id)
    (staged / "parquet").mkdir()
    return staged


def test_the_fixed_links_lead_to_the_newest_build(tmp_path: Path) -> None:
    for build_id in ("one", "two"):
        promote(tmp_path, _stage(tmp_path, build_id), build_id, keep=7)
    assert current_build_id(tmp_path) == "two"
    assert (tmp_path / "current.duckdb").read_text() == "two"
    assert (tmp_path / "manifest.json").read_text() == "two"


def test_a_reader_that_holds_a_file_keeps_the_old_build(tmp_path: Path) -> None:
    promote(tmp_path, _stage(tmp_path, "one"), "one", keep=1)
    with (tmp_path / "current.duckdb").open() as held:
        promote(tmp_path, _stage(tmp_path, "two"), "two", keep=1)
        assert held.read() == "one"


def test_only_the_last_builds_are_kept(tmp_path: Path) -> None:
    for build_id in ("a", "b", "c", "d"):
        promote(tmp_path, _stage(tmp_path, build_id), build_id, keep=2)
    assert sorted(p.name for p in (tmp_path / "builds").iterdir()) == ["c", "d"]


def test_an_abandoned_staging_folder_is_started_afresh(tmp_path: Path) -> None:
    (_stage(tmp_path, "one") / "rubbish").write_text("x")
    assert list(staging_folder(tmp_path, "one").iterdir()) == []


def test_before_the_first_build_there_is_no_current_one(tmp_path: Path) -> None:
    assert current_build_id(tmp_path) is None


def test_a_link_to_a_deleted_build_is_no_current_one(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to("builds/gone")
    assert current_build_id(tmp_path) is None
