"""Container files name what is there: nothing builds them here, so their statements are read."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from pipelines.nightly_service import main
from pipelines.settings import PROJECT_ROOT
from pipelines.yaml_files import read_yaml

FILES = ("Containerfile", "docs/deploy/Containerfile")
STATEMENTS = frozenset(
    {"FROM", "RUN", "COPY", "USER", "WORKDIR", "ENV", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD", "ENTRYPOINT"}
)


def statements(name: str) -> list[tuple[str, str]]:
    text = (PROJECT_ROOT / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [
        (line.split()[0], line.split(maxsplit=1)[1]) for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines()
    ]


def command(name: str) -> list[str]:
    """What the container starts."""
    (text,) = [rest for word, rest in statements(name) if word in ("CMD", "ENTRYPOINT")]
    words: list[str] = json.loads(text)
    return words


@pytest.mark.parametrize("name", FILES)
def test_every_statement_is_known_and_the_first_names_a_supported_python(name: str) -> None:
    words = [word for word, _ in statements(name)]
    assert set(words) <= STATEMENTS
    assert words[0] == "FROM"
    wanted = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    version = re.search(r"python:(\d\.\d+)", statements(name)[0][1])
    assert version
    assert version[1] in wanted


@pytest.mark.parametrize("name", FILES)
def test_what_is_copied_and_installed_is_there(name: str) -> None:
    for word, rest in statements(name):
        if word == "COPY":
            source = next(part for part in rest.split() if not part.startswith("--"))
            assert (PROJECT_ROOT / source).exists(), source
        if word == "RUN":
            for lock in re.findall(r"-r (\S+)", rest):
                assert (PROJECT_ROOT / lock).is_file(), lock


@pytest.mark.parametrize("name", FILES)
def test_every_target_of_make_is_there(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    asked = [
        made for word, rest in statements(name) if word == "RUN" for made in re.findall(r"\bmake ([a-z -]+)$", rest)
    ]
    assert {target for line in asked for target in line.split()} <= targets


@pytest.mark.parametrize("name", FILES)
def test_it_starts_the_service_where_others_reach_it_on_the_port_it_names(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = command(name)
    assert words[1:3] == ["-m", "pipelines.nightly_service"]
    with pytest.raises(SystemExit) as ended:
        main([*words[3:], "--help"])  # an option that it does not know ends with 2
    assert ended.value.code == 0
    options = dict(zip(words[3::2], words[4::2], strict=True))
    assert options["--host"] == "0.0.0.0"
    assert ("EXPOSE", options["--port"]) in statements(name)
    assert capsys.readouterr().out


@pytest.mark.parametrize("name", FILES)
def test_nothing_runs_as_root_and_the_nightly_is_on(name: str) -> None:
    words = [word for word, _ in statements(name)]
    assert ("USER", "cchc") in statements(name)
    assert "CCHC_NIGHTLY=1" in dict(statements(name))["ENV"]
    user_made = next(at for at, (word, rest) in enumerate(statements(name)) if word == "RUN" and "useradd" in rest)
    assert user_made < words.index("USER")


def test_the_compose_file_names_files_and_secrets_that_are_declared() -> None:
    folder = PROJECT_ROOT / "docs/deploy"
    compose = read_yaml(folder / "compose.yml", dict)
    build = compose["x-world"]["build"]
    assert (folder / build["context"] / build["dockerfile"]).resolve() == (folder / "Containerfile").resolve()
    for service in compose["services"].values():
        assert set(service.get("secrets", [])) <= set(compose["secrets"])
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (folder / source).exists(), volume


def test_the_manual_builds_a_file_that_is_there() -> None:
    manual = Path(PROJECT_ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert [name for name in re.findall(r"build -f (\S+)", manual) if not (PROJECT_ROOT / name).is_file()] == []
