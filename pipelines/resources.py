"""The one Dagster resource: which world of data a run works on.

What belongs here: turning Dagster's configuration into `Settings`. What does not: paths themselves (settings.py).
"""

from __future__ import annotations

from dagster import ConfigurableResource
from pydantic import Field

from pipelines.assets.sentences import sentence_first
from pipelines.begin_run import begin_run
from pipelines.reread import Reread
from pipelines.settings import Settings


class World(ConfigurableResource[Settings]):
    """What a run may be asked for; every field has a default, and with all of them a run is the nightly's."""

    as_of: str = Field(
        default="",
        description="What counts as known and as due, e.g. 2025-12-31. Empty: CCHC_AS_OF, else the end of the last "
        "completed month.",
    )
    force: bool = Field(default=False, description="Publish anew even where the published build is the same and whole.")
    reread: list[str] = Field(
        default=[],
        description="Files to read again though they lie as before: names or folders below raw/ as the raw assets list "
        "them, e.g. kpi/a.xlsx or reports/2024. Empty: only what is new or changed is read.",
    )
    province: str = Field(
        default="",
        description="One province: read its files again, e.g. Hà Giang (those that bear its name or gave rows of it). "
        "The other files stay as they were read; the whole warehouse is built and published all the same.",
    )

    def settings(self) -> Settings:
        """Paths and options, read from the environment now.

        Raises:
            SettingsError: a variable or the as-of date can't be used.
        """
        return Settings.from_env(as_of=self.as_of or None)

    def for_writing(self) -> Settings:
        """The same, with the world held for this process so that no second run writes into it.

        Raises:
            dagster.Failure: a variable, the as-of date or a file asked for can't be used, the world holds nothing to
                read, or another process is refreshing the same data folder.
        """
        with sentence_first():
            settings = self.settings()
            self.read_again().check(settings.raw, settings.tables)
            begin_run(settings)
            return settings

    def read_again(self) -> Reread:
        """The files that are read though they lie as before."""
        return Reread(tuple(self.reread), self.province.strip())
