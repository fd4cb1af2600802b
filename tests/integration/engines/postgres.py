"""A PostgreSQL of the tests' own: started as a user that is not root, on loopback, stopped and removed afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAMS = ("initdb", "pg_ctl", "createdb")


def programs() -> Path | None:
    """The folder of initdb, pg_ctl and psql; None where PostgreSQL is not installed."""
    on_path = shutil.which("initdb")
    folders = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"))[::-1], *([Path(on_path).parent] if on_path else [])]
    return next((one for one in folders if all((one / name).exists() for name in PROGRAMS)), None)


needs_postgres = pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed (Debian: postgresql)")


@dataclass(frozen=True)
class Server:
    """A running server: everything on it may be done by anyone on this machine, for as long as the test runs."""

    bin: Path
    port: int

    def database(self, name: str) -> str:
        """A new database; its connection string."""
        admin = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        subprocess.run([str(self.bin / "createdb"), *admin, name], check=True, capture_output=True)
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={name}"

    def url(self, name: str) -> str:
        """A new database; its connection string as an address."""
        self.database(name)
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"


@contextmanager
def server() -> Iterator[Server]:
    """A server in a folder of its own, stopped and removed at the end."""
    found = programs()
    assert found
    folder = Path(tempfile.mkdtemp(prefix="cchc-postgres-"))
    user = _someone()
    if user:
        shutil.chown(folder, user)
    data, port = folder / "data", _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    try:
        _as(user, found / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8", "--locale=C")
        _as(user, found / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
        yield Server(found, port)
    finally:
        if data.exists():
            _as(user, found / "pg_ctl", "-D", data, "-m", "immediate", "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _someone() -> str:
    """The user to run it as where we are root, which PostgreSQL refuses; empty where we are not."""
    return "postgres" if os.geteuid() == 0 else ""


def _as(user: str, *command: object, check: bool = True) -> None:
    words = [*(["runuser", "-u", user, "--"] if user else []), *map(str, command)]
    result = subprocess.run(words, capture_output=True, text=True, check=False, cwd="/", stdin=subprocess.DEVNULL)
    assert result.returncode == 0 or not check, result.stdout + result.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
