"""What dbt does again for each of its nodes and each time it starts, done once or in less, with the same outcome.

What belongs here: replacements of dbt's own parts that last while one of its commands runs. What does not: templates
(dbt_templates.py), the command (dbt_runner.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


@contextmanager
def macros_named_at_once() -> Iterator[None]:
    """While it lasts, a context gets its 600 macros as one dictionary; dbt searches five for each of them.

    A node has two contexts, and what dbt does for their macros is a tenth of its work.
    """
    from dbt.context.macros import MacroNamespaceBuilder

    builder: Any = MacroNamespaceBuilder
    before = builder.build_namespace
    builder.build_namespace = _namespace
    try:
        yield
    finally:
        builder.build_namespace = before


@contextmanager
def taken_as_checked() -> Iterator[None]:
    """While it lasts, dbt holds no file of its project against a schema: it did when it parsed the same files."""
    from dbt_common.dataclass_schema import dbtClassMixin

    checked: Any = dbtClassMixin
    before = vars(checked)["validate"]
    checked.validate = classmethod(lambda *_: None)
    try:
        yield
    finally:
        checked.validate = before


def _namespace(builder: Any, macros_by_package: Mapping[str, Mapping[str, Any]], context: dict[str, Any]) -> _Macros:
    """The macros of a context by name: of the node's package first, then the project's, packages, dbt's own."""
    from dbt.clients.jinja import MacroGenerator
    from dbt.include.global_project import PROJECT_NAME

    node, stack = builder.node, builder.thread_ctx
    made = {
        package: {name: MacroGenerator(macro, context, node, stack) for name, macro in macros.items()}
        for package, macros in macros_by_package.items()
    }
    found = _Macros()
    for package in reversed(builder.internal_package_names_order):
        found.global_project_namespace.update(made.get(package, {}))
    found.packages = {name: macros for name, macros in made.items() if name not in builder.internal_package_names}
    found.update(found.global_project_namespace)
    found[PROJECT_NAME] = found.global_project_namespace
    found.update(found.packages)
    for package in (builder.root_package, builder.search_package):
        found.update(found.packages.get(package, {}))
    return found


class _Macros(dict[str, Any]):
    """What dbt's MacroNamespace is to those who ask it, in the form that a dictionary takes whole."""

    def __init__(self) -> None:
        super().__init__()
        self.packages: dict[str, dict[str, Any]] = {}
        self.global_project_namespace: dict[str, Any] = {}

    def get_from_package(self, package_name: str | None, name: str) -> object:
        """The macro of a package, as dbt finds it."""
        from dbt.context.macros import MacroNamespace

        asked: Any = MacroNamespace
        return asked.get_from_package(self, package_name, name)
