"""What costs seconds to draw, kept in a world's private folder between runs. Pure: files only.

What belongs here: telling a whole copy of what is asked for from another one and from half a file. What does not: what
is kept (bundle.py, pictures.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def kept_or_made(cache: Path, name: str, ending: str, made_from: str, make: Callable[[], bytes]) -> bytes:
    """The content kept under a name where it is whole and was made from the same, else made and kept in its place.

    Args:
        cache: the folder; where it can't be written, all is made each time.
        name: what it is called there, the same in every run.
        ending: of its file, such as «.svg».
        made_from: a version or digest of all that decides the content.
        make: makes it.
    """
    for path in sorted(cache.glob(f"{name}-{made_from}-*{ending}")):
        with suppress(OSError):
            content = path.read_bytes()
            if path.stem.endswith(digest(content)):
                return content
    content = make()
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        for old in cache.glob(f"{name}-*{ending}"):
            old.unlink()
        (cache / f"{name}-{made_from}-{digest(content)}{ending}").write_bytes(content)
    return content


def digest(content: bytes) -> str:
    """Twelve hex digits."""
    return hashlib.sha256(content).hexdigest()[:12]
