"""The code of dbt's templates that is kept: the same text, made once, and damage that costs no more than time."""

from __future__ import annotations

from pathlib import Path

import pytest
from dbt_common.clients.jinja import get_template, render_template

from pipelines import dbt_templates
from pipelines.dbt_templates import kept_templates

TEXT = "{% for n in range(3) %}{{ n * 2 }}, {% endfor %}of {{ who }}"


def rendered(path: Path, native: bool = False, text: str = TEXT) -> tuple[object, int]:
    """What dbt makes of a template, and how many codes the file held before."""
    with kept_templates(path) as codes:
        before = len(codes)
        return render_template(get_template(text, {}, native=native), {"who": "all"}), before


def test_a_template_is_made_once_and_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept"
    first, none = rendered(path)
    assert (first, none) == (render_template(get_template(TEXT, {}), {"who": "all"}), 0)
    from jinja2 import Environment

    monkeypatch.setattr(Environment, "_parse", lambda *_: pytest.fail("made again"))
    assert rendered(path) == (first, 1)


def test_native_and_plain_code_of_one_text_are_told_apart(tmp_path: Path) -> None:
    assert [rendered(tmp_path / "kept", native)[1] for native in (False, True, True)] == [0, 1, 2]


@pytest.mark.parametrize("at", [0, 40, -1])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, at: int) -> None:
    path = tmp_path / "kept"
    said, _ = rendered(path)
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    assert rendered(path) == (said, 0)
    assert rendered(path) == (said, 1)


def test_what_another_version_wrote_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept"
    said, _ = rendered(path)
    monkeypatch.setattr(dbt_templates, "version", lambda name: "another")
    assert rendered(path) == (said, 0)


def test_a_file_of_too_many_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept"
    monkeypatch.setattr(dbt_templates, "MOST", 2)
    assert [rendered(path, text=f"{{{{ {n} }}}}")[1] for n in range(4)] == [0, 1, 0, 1]


def test_where_nothing_can_be_written_dbt_goes_on(tmp_path: Path) -> None:
    said, _ = rendered(tmp_path / "no such folder" / "kept")
    assert said == rendered(tmp_path / "kept")[0]
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
