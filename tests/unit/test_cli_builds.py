"""`cchc builds`, `rollback`, `status` in both languages, and `summary` once an earlier build came back."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from pipelines.publishing.fingerprint import fingerprint_of
from pipelines.publishing.layout import MANIFEST, promote, staging_folder
from pipelines.publishing.proof import write_checksums
from pipelines.run_lock import release_world


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CCHC_DATA", str(tmp_path))
    for day in (30, 31):
        identity = fingerprint_of(date(2025, 12, day), "code", [])
        staged = staging_folder(tmp_path / "marts", identity.build_id)
        (staged / MANIFEST).write_text(json.dumps({"as_of": f"2025-12-{day}", "inputs": [], "tables": []}))
        write_checksums(staged)
        promote(tmp_path / "marts", staged, identity.build_id, keep=3)
    yield tmp_path
    release_world(tmp_path / ".work")


def said(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(words))
    return result.exit_code, result.output


@pytest.mark.parametrize(("lang", "word"), [("vi", "tính đến 2025-12-31"), ("en", "as of 2025-12-31")])
def test_builds_are_listed_with_the_published_one_marked(world: Path, lang: str, word: str) -> None:
    code, output = said("builds", "--lang", lang)
    marked = [line for line in output.splitlines() if line.startswith("*")]
    assert (code, len(marked), word in marked[0]) == (0, 1, True)


def test_builds_as_json(world: Path) -> None:
    listed = json.loads(said("builds", "--json")[1])
    assert [one["is_published"] for one in listed] == [True, False]


@pytest.mark.parametrize(("lang", "word"), [("vi", "Đã công bố lại"), ("en", "Published again")])
def test_going_back_is_said_and_stands_in_the_status(world: Path, lang: str, word: str) -> None:
    code, output = said("rollback", "--lang", lang)
    assert (code, word in output) == (0, True)
    assert json.loads(said("status", "--json")[1])["outcome"] == "rolled_back"


@pytest.mark.parametrize("wanted", ["nothing-like-this", "2025123"])
def test_a_build_that_is_none_or_several_is_one_line(world: Path, wanted: str) -> None:
    code, output = said("rollback", wanted)
    assert (code, output.startswith("Error: "), len(output.splitlines())) == (1, True, 1)
