"""Alerts arrive at a real listener on this machine; one that can't is told and stops nothing."""

from pathlib import Path

import pytest

from pipelines.alerts import MAIL, SMTP, WEBHOOK, Alert, alert_ways, send
from tools.mailbox import mailbox
from tools.webhook import listener


def test_nothing_is_sent_where_nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (WEBHOOK, MAIL):
        monkeypatch.delenv(name, raising=False)
    assert (alert_ways(), send(Alert("refresh", "1", "broken", tmp_path))) == ([], [])


def test_a_webhook_receives_what_failed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with listener() as (address, received):
        monkeypatch.setenv(WEBHOOK, f"{address}alert")
        assert send(Alert("refresh", "run 1", "tổng sai", tmp_path)) == []
    assert received[0]["job"] == "refresh"
    assert "tổng sai. Readers keep" in str(received[0]["text"])
    assert received[0]["last_success"] == "never"


@pytest.mark.parametrize("wrong", ["ftp://127.0.0.1/x", "http://127.0.0.1:9/x"])
def test_a_webhook_that_cannot_be_reached_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: str) -> None:
    monkeypatch.setenv(WEBHOOK, wrong)
    (problem,) = send(Alert("refresh", "run 1", "broken", tmp_path))
    assert problem.startswith(WEBHOOK)


def test_a_mail_arrives_and_reads_as_a_letter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(WEBHOOK, raising=False)
    with mailbox() as (address, taken):
        monkeypatch.setenv(MAIL, "ai@example.vn")
        monkeypatch.setenv(SMTP, address)
        assert send(Alert("refresh", "run 1", "tổng sai\n.một dòng bắt đầu bằng dấu chấm", tmp_path)) == []
    (mail,) = taken
    assert (mail["To"], mail["Subject"]) == ("ai@example.vn", f"cchc: refresh failed in {tmp_path}")
    text = mail.get_content().replace("\r\n", "\n")
    assert "- tổng sai\n.một dòng" in text
    assert "Readers keep the build of never." in text


def test_a_mail_server_that_is_gone_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(WEBHOOK, raising=False)
    monkeypatch.setenv(MAIL, "ai@example.vn")
    monkeypatch.setenv(SMTP, "127.0.0.1:9")
    (problem,) = send(Alert("refresh", "run 1", "broken", tmp_path))
    assert problem.startswith(MAIL)
