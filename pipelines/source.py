"""One input file as it was read: its bytes once, its sidecar's, and the hashes of exactly those bytes. Pure.

What belongs here: opening a file. What does not: which files there are (inputs.py), what their bytes mean (readers).
"""

from __future__ import annotations

import errno
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

SIDECAR_SUFFIX = ".meta.yml"
# Of a larger file the bytes beyond are hashed and not kept; every reader refuses it by its size.
MAX_KEPT = 200_000_000
MAX_SIDECAR_KEPT = 100_000
# Nobody waits for the hash of a larger one (2 GB are 5 s).
MAX_HASHED = 2_000_000_000
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Content:
    """Bytes (of a file larger than the cap its beginning), size and sha256 of the whole file."""

    data: bytes
    size: int
    sha256: str


@dataclass(frozen=True)
class Source:
    """An input: its name below raw/ for rows and findings, its content, its sidecar's content where there is one."""

    name: str
    content: Content
    sidecar: Content | None = None

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self.content.data

    @property
    def size(self) -> int:
        """The file's size in bytes."""
        return self.content.size

    @property
    def ending(self) -> str:
        """The ending of the name in small letters, without its dot."""
        return Path(self.name).suffix.lower().lstrip(".")


def read_source(path: Path, name: str) -> Source:
    """Read a file and its sidecar.

    Args:
        path: the file.
        name: what rows and findings call it: its path below raw/, or its bare name outside a world.

    Raises:
        OSError: the file, or a sidecar that is there, can't be read.
    """
    sidecar = existing_sidecar(path)
    return Source(name, read_content(path), read_content(sidecar, MAX_SIDECAR_KEPT) if sidecar else None)


def source_below(path: Path, raw: Path) -> Source:
    """Read a file that lies below a world's raw folder; see read_source for what it raises."""
    return read_source(path, path.relative_to(raw).as_posix())


def read_content(path: Path, keep: int = MAX_KEPT) -> Content:
    """A file's bytes up to `keep`, its whole size and hash.

    Raises:
        OSError: it can't be read, or has more than MAX_HASHED bytes (errno EFBIG).
    """
    with open(path, "rb", opener=_open) as stream:
        return _content(stream, keep)


def source_of(name: str, data: bytes, sidecar: bytes | None = None) -> Source:
    """A source from bytes at hand."""
    beside = None if sidecar is None else Content(sidecar, len(sidecar), _hash(sidecar))
    return Source(name, Content(data, len(data), _hash(data)), beside)


def sidecar_path(path: Path) -> Path:
    """Where the sidecar of `path` would lie: the whole file name plus `.meta.yml`."""
    return path.with_name(path.name + SIDECAR_SUFFIX)


def is_sidecar(path: Path) -> bool:
    """Whether the file describes another file."""
    return path.name.endswith(SIDECAR_SUFFIX)


def existing_sidecar(path: Path) -> Path | None:
    """The sidecar of `path` where there is one; a name so long that none can stand beside it has none."""
    place = sidecar_path(path)
    try:
        return place if place.is_file() else None
    except OSError:
        return None


def _open(path: str, flags: int) -> int:
    """Never wait: what was a file a moment ago may be a pipe that nobody writes into."""
    return os.open(path, flags | os.O_NONBLOCK)


def _content(stream: BinaryIO, keep: int) -> Content:
    if os.fstat(stream.fileno()).st_size > MAX_HASHED:
        raise _too_large()
    kept = _read(stream, keep)
    digest, size = hashlib.sha256(kept), len(kept)
    while chunk := _read(stream, _CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size > MAX_HASHED:
            raise _too_large()
    return Content(kept, size, digest.hexdigest())


def _read(stream: BinaryIO, most: int) -> bytes:
    """Up to `most` bytes; what calls itself a file and has none to give now (of the kernel's, say) can't be read."""
    read: bytes | None = stream.read(most)
    if read is None:
        raise OSError(errno.EAGAIN, "no ordinary file: it waits for bytes")
    return read


def _too_large() -> OSError:
    return OSError(errno.EFBIG, f"more than {MAX_HASHED // 1_000_000_000} GB")


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
