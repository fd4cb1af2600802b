"""A build proves that it is whole; whatever is done to one of its files is told."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.publishing.layout import (
    CHECKSUMS,
    FIXED_LINKS,
    MANIFEST,
    mend_links,
    promote,
    staging_folder,
    wrong_links,
)
from pipelines.publishing.proof import damage, dates_of, recall, remember, write_checksums
from tests.harm import flip

FILES = ("cchc.duckdb", MANIFEST, "parquet/a.parquet", "parquet/b.parquet")


def _build(marts: Path, build_id: str = "one") -> Path:
    staged = staging_folder(marts, build_id)
    (staged / "parquet").mkdir()
    for name in FILES:
        (staged / name).write_bytes(f"{build_id} {name}".encode())
    write_checksums(staged)
    return promote(marts, staged, build_id, keep=7)


def _truncate(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])


def _to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


HARM: dict[str, Callable[[Path], None]] = {
    "flip": flip,
    "truncate": _truncate,
    "delete": Path.unlink,
    "folder": _to_folder,
}


def test_a_whole_build_has_nothing_wrong(tmp_path: Path) -> None:
    assert damage(_build(tmp_path)) == []


@pytest.mark.parametrize("harm", list(HARM))
@pytest.mark.parametrize("name", [*FILES, CHECKSUMS])
@pytest.mark.parametrize("is_remembered", [True, False])
def test_harm_to_any_file_is_told(tmp_path: Path, harm: str, name: str, is_remembered: bool) -> None:
    build = _build(tmp_path)
    dates = dates_of(build) if is_remembered else None
    HARM[harm](build / name)
    problems = damage(build, dates)
    assert problems
    assert any(name in problem for problem in problems) or name == CHECKSUMS


def test_a_file_that_does_not_belong_to_a_build_is_told(tmp_path: Path) -> None:
    build = _build(tmp_path)
    (build / "cchc.duckdb.wal").write_bytes(b"x")
    assert damage(build) == ["cchc.duckdb.wal does not belong to it"]


def test_a_missing_build_is_told(tmp_path: Path) -> None:
    assert damage(tmp_path / "nothing") == ["the folder of the build is gone"]


def test_files_with_the_dates_remembered_are_not_hashed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build = _build(tmp_path)
    remember(tmp_path, build)
    monkeypatch.setattr("pipelines.publishing.proof.hash_file", lambda path: pytest.fail(f"{path} was hashed"))
    assert damage(build, recall(tmp_path, build)) == []


def test_dates_of_another_build_are_not_recalled(tmp_path: Path) -> None:
    remember(tmp_path, _build(tmp_path, "one"))
    assert recall(tmp_path, _build(tmp_path, "two")) == {}


@pytest.mark.parametrize("name", list(FIXED_LINKS))
@pytest.mark.parametrize("harm", ["delete", "elsewhere", "file", "folder"])
def test_a_wrong_link_is_put_right_and_told(tmp_path: Path, name: str, harm: str) -> None:
    _build(tmp_path)
    link = tmp_path / name
    link.unlink()
    if harm == "elsewhere":
        link.symlink_to("builds")
    elif harm == "file":
        link.write_text("x")
    elif harm == "folder":
        shutil.copytree(tmp_path / "builds", link)
    assert wrong_links(tmp_path) == [name]
    assert mend_links(tmp_path) == [name]
    assert wrong_links(tmp_path) == []


def test_replacing_the_published_build_of_the_same_id_leaves_no_moment_without_one(tmp_path: Path) -> None:
    first = _build(tmp_path)
    second = _build(tmp_path)
    assert first.exists()
    assert second != first
    assert _build(tmp_path) == first


def test_nobody_may_write_into_a_published_file(tmp_path: Path) -> None:
    build = _build(tmp_path)
    assert {oct((build / name).stat().st_mode & 0o222) for name in [*FILES, CHECKSUMS]} == {"0o0"}
