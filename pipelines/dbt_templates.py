"""Jinja's code of dbt's templates, kept from one build to the next: making it is a fifth of what dbt itself computes.

What belongs here: the file, and dbt's environments asking it first. What does not: which templates there are (dbt).
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from types import CodeType
from typing import Any

KEPT = "templates.marshal"
# A build has 400; a project that changes often leaves those of its past, and the file is begun anew.
MOST = 2000
_DIGEST = hashlib.sha256().digest_size


@contextmanager
def kept_templates(path: Path) -> Iterator[dict[bytes, CodeType]]:
    """While it lasts, dbt takes the code of a template from a file that has it; what is new is written in the end.

    Args:
        path: the file. One that is damaged, or that other versions wrote, is as good as none.

    Yields:
        The codes by what they were made from.
    """
    from dbt_common.clients.jinja import MacroFuzzEnvironment

    codes = _read(path)
    before, make = len(codes), MacroFuzzEnvironment.compile

    def compile_once(self: Any, source: Any, *how: Any, **named: Any) -> Any:
        if how or named or not isinstance(source, str):
            return make(self, source, *how, **named)
        key = hashlib.sha256(f"{type(self).__name__}\0{source}".encode()).digest()
        if key not in codes:
            codes[key] = make(self, source)
        return codes[key]

    environment: Any = MacroFuzzEnvironment
    environment.compile = compile_once
    try:
        yield codes
    finally:
        del environment.compile
        if len(codes) > before:
            with suppress(OSError):  # a full disk: they are made anew the next time, too
                _write(path, codes)


def _made_with() -> bytes:
    libraries = (f"{name} {version(name)}" for name in ("jinja2", "dbt-common"))
    return "\n".join((sys.version, *libraries)).encode()


def _read(path: Path) -> dict[bytes, CodeType]:
    data = path.read_bytes() if path.is_file() else b""
    checksum, kept = data[:_DIGEST], data[_DIGEST:]
    if hashlib.sha256(_made_with() + kept).digest() != checksum:
        return {}
    codes: dict[bytes, CodeType] = marshal.loads(kept)
    return codes if len(codes) < MOST else {}


def _write(path: Path, codes: dict[bytes, CodeType]) -> None:
    kept = marshal.dumps(codes)
    staged = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        staged.write_bytes(hashlib.sha256(_made_with() + kept).digest() + kept)
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)
