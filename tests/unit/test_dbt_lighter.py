"""What a build of dbt does in less: the same macros by the same names, and dbt itself whole again afterwards."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from dbt.context.macros import MacroNamespaceBuilder
from dbt.contracts.graph.manifest import Manifest
from dbt.exceptions import PackageNotFoundForMacroError
from dbt_common.dataclass_schema import ValidationError, dbtClassMixin

from pipelines.dbt_lighter import macros_named_at_once, taken_as_checked

NAMES = {
    "ours": ("shared", "own", "dbt_package"),
    "theirs": ("shared", "far"),
    "dbt_duckdb": ("shared", "engine", "far"),
    "dbt": ("shared", "engine", "plain"),
}


def namespace_of(searched: str) -> Any:
    """The macros as a node of one package finds them."""
    made = [
        SimpleNamespace(name=name, package_name=package, unique_id=f"macro.{package}.{name}")
        for package, names in NAMES.items()
        for name in names
    ]
    by_package: Any = Manifest._build_macros_by_package({one.unique_id: one for one in made})  # type: ignore[misc]
    builder = MacroNamespaceBuilder("ours", searched, None, ["dbt_duckdb", "dbt"], None)  # type: ignore[arg-type]
    return builder.build_namespace(by_package, {})


def said(found: Any) -> Any:
    """The macros of a namespace by the package that each is of."""
    return {k: said(v) for k, v in found.items()} if hasattr(found, "items") else found.macro.unique_id


@pytest.mark.parametrize("searched", ["ours", "theirs", "dbt"])
def test_a_context_finds_the_macros_that_it_found_before(searched: str) -> None:
    before = namespace_of(searched)
    with macros_named_at_once():
        now = namespace_of(searched)
    assert type(now) is not type(before)
    flat: dict[str, Any] = {}
    flat.update(now)
    assert said(flat) == said(dict(before))
    for package in (None, "ours", "theirs", "dbt"):
        for name in ("shared", "own", "far", "engine", "plain", "none"):
            found, wanted = now.get_from_package(package, name), before.get_from_package(package, name)
            assert (found and said(found)) == (wanted and said(wanted))
    for one in (before, now):
        with pytest.raises(PackageNotFoundForMacroError):
            one.get_from_package("nobody", "shared")
    assert type(namespace_of(searched)) is type(before)


def test_files_are_held_against_their_schema_again_afterwards() -> None:
    from dbt.contracts.project import ProjectFlags

    wrong = {"use_colors": "neither"}
    with pytest.raises(ValidationError):
        ProjectFlags.validate(wrong)
    with taken_as_checked():
        ProjectFlags.validate(wrong)
    with pytest.raises(ValidationError):
        ProjectFlags.validate(wrong)
    assert isinstance(vars(dbtClassMixin)["validate"], classmethod)
