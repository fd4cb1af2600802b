"""A helper that dies at each piece of a site: the fence calls it in place of the real one."""

from __future__ import annotations

import os
import signal


def warm_up() -> None:
    """Nothing is needed to die."""


def prepare(_: object) -> None:
    """Nor shared."""


def work(_: object) -> int:
    """End the process as the system does where memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)
    return 0
