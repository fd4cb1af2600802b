"""Alerts of failed runs: a JSON post to a webhook, a mail; each where its variable is set. Never raises.

What belongs here: the text of an alert and the two ways it travels. What does not: when one is due (sensors.py).
"""

from __future__ import annotations

import json
import os
import smtplib
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from pipelines.publishing.status import read_status

WEBHOOK, MAIL, SMTP = "CCHC_ALERT_WEBHOOK", "CCHC_ALERT_MAIL", "CCHC_SMTP"
SECONDS = 10


@dataclass(frozen=True)
class Alert:
    """A run that failed: its job, id, Dagster's message, and the data folder it worked on."""

    job: str
    run_id: str
    message: str
    data: Path

    def as_content(self) -> dict[str, object]:
        """What a webhook receives; `text` is what chat programs show."""
        status = read_status(self.data / "marts")
        success = status.get("last_success")
        last = success["finished_at"] if success else "never"
        failures = status.get("failures") or [self.message]
        text = f"cchc: {self.job} failed in {self.data}. {failures[0].rstrip('.')}. Readers keep the build of {last}."
        facts = {"job": self.job, "run_id": self.run_id, "world": str(self.data)}
        return {"text": text, **facts, "failures": failures, "last_success": last}


def alert_ways() -> list[str]:
    """The variables of the ways that are set."""
    return [name for name in (WEBHOOK, MAIL) if os.environ.get(name)]


def send(alert: Alert) -> list[str]:
    """Send an alert every way that is set; what did not go through, in words."""
    ways = {WEBHOOK: _post, MAIL: _mail}
    problems = []
    for name in alert_ways():
        try:
            ways[name](os.environ[name], alert.as_content())
        except (OSError, ValueError, smtplib.SMTPException) as error:
            problems.append(f"{name}: the alert did not go through: {type(error).__name__}: {error}")
    return problems


def _post(address: str, content: dict[str, object]) -> None:
    if not address.startswith(("http://", "https://")):
        raise ValueError("not an http or https address")
    data = json.dumps(content, ensure_ascii=False).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json; charset=utf-8"})
    with urllib.request.urlopen(request, timeout=SECONDS):
        pass


def _mail(address: str, content: dict[str, object]) -> None:
    host, _, port = (os.environ.get(SMTP) or "localhost:25").partition(":")
    message = EmailMessage()
    message["Subject"] = f"cchc: {content['job']} failed in {content['world']}"
    message["From"] = os.environ.get("CCHC_ALERT_FROM") or "cchc@localhost"
    message["To"] = address
    message.set_content(_letter(content))
    with smtplib.SMTP(host, int(port or 25), timeout=SECONDS) as server:
        server.send_message(message)


def _letter(content: dict[str, object]) -> str:
    """What a person reads: what failed, what readers have meanwhile, where to look."""
    failures = cast("list[str]", content["failures"])
    return "\n".join(
        [
            f"The run «{content['job']}» of {content['world']} failed:",
            *(f"- {failure}" for failure in failures),
            "",
            f"Readers keep the build of {content['last_success']}.",
            f"Its log: run {content['run_id']} in the Dagster UI. What to do: `cchc doctor`, docs/operations.md.",
        ]
    )
