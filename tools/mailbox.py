"""A mail server on this machine, for whoever tries alerts: it takes each mail and keeps it, and sends nothing on.

What belongs here: the listener (as much of SMTP as a client needs). What does not: what is sent (pipelines/alerts.py).
"""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import cast

END_OF_MAIL, DOTTED = b".\r\n", b".."


@contextmanager
def mailbox() -> Iterator[tuple[str, list[EmailMessage]]]:
    """Its address as host:port, and the mails it took."""
    taken: list[EmailMessage] = []

    class Server(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say(b"220 here")
            while line := self.rfile.readline():
                word = line.strip().upper()
                if word == b"DATA":
                    self._say(b"354 go on")
                    taken.append(cast(EmailMessage, email.message_from_bytes(self._mail(), policy=default)))
                self._say(b"221 bye" if word == b"QUIT" else b"250 ok")

        def _mail(self) -> bytes:
            lines = iter(self.rfile.readline, END_OF_MAIL)
            return b"".join(line[1:] if line.startswith(DOTTED) else line for line in lines)

        def _say(self, words: bytes) -> None:
            self.wfile.write(words + b"\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}", taken
        finally:
            server.shutdown()
