"""dbt's log of a world: what it writes, and that nothing is made of what it does not write."""

from __future__ import annotations

from pathlib import Path

import pytest
from dbt.adapters.events.types import SQLQuery
from dbt_common.events import base_types
from dbt_common.events.base_types import EventLevel
from dbt_common.events.event_manager_client import cleanup_event_logger, get_event_manager
from dbt_common.events.logger import LoggerConfig, _TextLogger
from dbt_common.events.types import Note

from pipelines.dbt_lighter import no_event_in_vain
from pipelines.dbt_runner import LOG_LEVEL


def test_a_line_and_a_message_are_made_of_what_the_log_file_takes_and_of_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    create, parse = _TextLogger.create_line, base_types.ParseDict

    def counted(self: _TextLogger, message: object) -> str:
        made.append(message.info.level)  # type: ignore[attr-defined]
        return create(self, message)  # type: ignore[arg-type]

    messages: list[object] = []

    def noted(fields: object, message: object) -> object:
        messages.append(fields)
        return parse(fields, message)  # type: ignore[arg-type]

    monkeypatch.setattr(_TextLogger, "create_line", counted)
    monkeypatch.setattr(base_types, "ParseDict", noted)
    cleanup_event_logger()
    manager, path = get_event_manager(), tmp_path / "dbt.log"
    config = LoggerConfig(name="of_a_test", level=EventLevel(LOG_LEVEL), output_file_name=str(path))
    config.filter = lambda message: "hidden" not in message.info.msg
    manager.add_logger(config)
    with no_event_in_vain():
        for level in EventLevel:
            manager.fire_event(Note(msg=f"said as {level}"), level=level)
        manager.fire_event(Note(msg="hidden"), level=EventLevel.ERROR)
        del messages[:]
        manager.fire_event(SQLQuery(conn_name="one", sql="select 1"))
        assert messages == []
        manager.fire_event(SQLQuery(conn_name="two", sql="select 2"), level=EventLevel.WARN)
        assert len(messages) == 2  # of the event and of its line
    manager.fire_event(SQLQuery(conn_name="three", sql="select 3"))
    assert len(messages) == 4, "afterwards dbt makes each event as before"
    manager.flush()
    cleanup_event_logger()
    assert made == ["info", "warn", "error", "warn", "debug"]
    assert len(path.read_text(encoding="utf-8").splitlines()) == 4


def test_an_event_that_is_asked_after_all_says_what_it_was_given() -> None:
    with no_event_in_vain():
        event = SQLQuery(conn_name="one", sql="select 1")
        assert event.sql == "select 1"
        event.sql = "select 2"
        assert event.to_dict() == SQLQuery(conn_name="one", sql="select 2").to_dict()
        assert "select 2" in event.message()
