"""What dbt does again for each of its nodes and each time it starts, done once or in less, with the same outcome.

What belongs here: replacements of dbt's own parts that last while one of its commands runs. What does not: templates
(dbt_templates.py), the command (dbt_runner.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Any, cast

# The levels that dbt's log takes and that results are told at (dbt_runner.LOG_LEVEL).
WRITTEN = frozenset({"info", "warn", "error"})


@contextmanager
def no_event_in_vain() -> Iterator[None]:
    """While it lasts, dbt passes over events below its log's level: 3,000 a build, each made message and line."""
    from dbt_common.events.base_types import DebugLevel
    from dbt_common.events.event_manager_client import get_event_manager

    kind, manager = cast("Any", DebugLevel), cast("Any", get_event_manager())
    kind.pb_msg = cached_property(_message_of)
    kind.pb_msg.__set_name__(kind, "pb_msg")
    kind.__init__ = _keep_what_is_said
    manager.fire_event = partial(_fire_what_is_written, manager.fire_event)
    try:
        yield
    finally:
        del manager.fire_event, kind.__init__, kind.pb_msg


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


def _keep_what_is_said(event: Any, *args: Any, **fields: Any) -> None:
    vars(event)["said"] = (args, fields)


def _message_of(event: Any) -> Any:
    """The message of an event that is asked for it after all, as dbt makes it of every event."""
    from dbt_common.events.base_types import BaseEvent

    args, fields = vars(event)["said"]
    BaseEvent.__init__(event, *args, **fields)
    return vars(event)["pb_msg"]


def _fire_what_is_written(fire: Callable[..., None], event: Any, level: Any = None, *more: Any, **named: Any) -> None:
    if (level or event.level_tag()).value in WRITTEN:
        fire(event, level, *more, **named)


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
