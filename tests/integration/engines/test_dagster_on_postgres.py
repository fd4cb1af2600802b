"""Dagster with its records in PostgreSQL: the service comes up, a run goes through its queue, nothing lies in files."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from pipelines.publishing.status import read_status
from tests.integration.crashes import write_inputs
from tests.integration.engines.postgres import needs_postgres, server

pytestmark = [
    pytest.mark.slow,
    needs_postgres,
    pytest.mark.skipif(
        importlib.util.find_spec("dagster_postgres") is None, reason="dagster-postgres: make cluster-setup"
    ),
]
WITHIN_SECONDS = 900  # a bound for slow machines: where all is well it is not waited for


def test_the_service_keeps_its_runs_in_postgres_and_publishes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    write_inputs(data, 50)
    with server() as running, socket.socket() as probe:
        url = running.url("dagster")
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        env = {
            **os.environ,
            "CCHC_DATA": str(data),
            "CCHC_AS_OF": "2026-10-31",
            "CCHC_NIGHTLY": "1",
            "CCHC_NIGHTLY_CRON": "* * * * *",
            "CCHC_DAGSTER_POSTGRES": url,
            "PYTHONWARNINGS": "ignore",
        }
        command = [sys.executable, "-m", "pipelines.nightly_service", "--port", str(port)]
        service = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            end = time.monotonic() + WITHIN_SECONDS
            while read_status(data / "marts").get("outcome") not in ("published", "unchanged"):
                assert service.poll() is None and time.monotonic() < end, "no run was made"
                time.sleep(1)
            while not (runs := runs_in(url)):
                assert time.monotonic() < end, "the run does not stand in PostgreSQL"
                time.sleep(1)
            assert all("refresh" in name for name in runs)
            ask_for_a_year(port, "2024")
            while all(name == "refresh" for name in runs_in(url)):
                assert time.monotonic() < end, "the year was not read ahead"
                time.sleep(1)
        finally:
            service.send_signal(signal.SIGTERM)
            said, _ = service.communicate(timeout=240)
        assert service.returncode == 0, said
        assert list((data / ".work/dagster").rglob("*.db*")) == [], "records lie in files after all"


BACKFILL = """
mutation Backfill($years: [String!]) {
  launchPartitionBackfill(
    backfillParams: {assetSelection: [{path: ["raw", "read_ahead"]}], partitionNames: $years}
  ) { __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } }
}
"""


def ask_for_a_year(port: int, year: str) -> None:
    """Launch a backfill as the UI does."""
    asked = json.dumps({"query": BACKFILL, "variables": {"years": [year]}}).encode()
    address = f"http://127.0.0.1:{port}/graphql"
    request = urllib.request.Request(address, asked, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        said = json.load(answer)
    assert said["data"]["launchPartitionBackfill"]["__typename"] == "LaunchBackfillSuccess", said


def runs_in(url: str) -> list[str]:
    """The jobs of the runs that ended well."""
    import psycopg2

    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("select pipeline_name from runs where status = 'SUCCESS'")
        return [name for (name,) in cursor.fetchall()]
