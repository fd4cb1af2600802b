"""Where the lake is and who publishes into it, from the environment. Pure: opens nothing.

What belongs here: CCHC_LAKE, CCHC_LAKE_FILES, CCHC_PUBLISHER and their defaults. What does not: connecting.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from pipelines.settings import Settings, SettingsError

POSTGRES = "postgres:"
FOLDER, CATALOGUE, FILES = "lake", "catalogue.ducklake", "files"
# The name is a folder of the lake too, so it keeps to what every file system and object store takes.
_PUBLISHER = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_PASSWORD = re.compile(r"(password\s*=\s*)('[^']*'|\S+)|(?<=:)[^:@/\s]+(?=@)", re.IGNORECASE)


@dataclass(frozen=True)
class LakePlace:
    """A lake: its catalogue as DuckLake names it, the folder or address of its Parquet files, and who writes here.

    `publisher` is empty where nobody said it; then the lake can be read, not written.
    """

    catalogue: str
    files: str
    publisher: str

    @property
    def is_shared(self) -> bool:
        """Whether several processes may write at once: a catalogue in a file belongs to one process at a time."""
        return self.catalogue.startswith(POSTGRES)

    @property
    def said(self) -> str:
        """The catalogue for a person, without a password."""
        return without_password(self.catalogue)

    def check_writable(self) -> None:
        """Do nothing where this world may write here.

        Raises:
            SettingsError: nobody said whose rows these are, or where the files of a shared lake go.
        """
        if not self.publisher:
            raise SettingsError("CCHC_PUBLISHER: say whose rows these are, e.g. CCHC_PUBLISHER=quang-ninh")
        if not self.files:
            raise SettingsError("CCHC_LAKE_FILES: say which folder or address all publishers put their files into")


def without_password(text: str) -> str:
    """The text with every password of a connection string replaced by stars."""
    return _PASSWORD.sub(lambda found: (found[1] or "") + "***", text)


def lake_place(settings: Settings) -> LakePlace:
    """The lake of this world, from the environment; without it a lake of its own beside its marts.

    Raises:
        SettingsError: CCHC_PUBLISHER is no name.
    """
    publisher = os.environ.get("CCHC_PUBLISHER") or ""
    if publisher and not _PUBLISHER.fullmatch(publisher):
        raise SettingsError(f"CCHC_PUBLISHER: found {publisher!r}, expected small letters, digits, - and _: quang-ninh")
    named, files = os.environ.get("CCHC_LAKE") or "", os.environ.get("CCHC_LAKE_FILES") or ""
    if named.startswith(POSTGRES):
        return LakePlace(named, files, publisher)
    catalogue = Path(named).expanduser().resolve() if named else settings.data / FOLDER / CATALOGUE
    return LakePlace(str(catalogue), files or str(catalogue.parent / FILES), publisher or "local")
