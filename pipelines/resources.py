"""The one Dagster resource: which world of data a run works on.

What belongs here: turning Dagster's configuration into `Settings`. What does not: paths themselves (settings.py).
"""

from __future__ import annotations

from dagster import ConfigurableResource
from pydantic import Field

from pipelines.assets.sentences import sentence_first
from pipelines.begin_run import begin_run
from pipelines.settings import Settings


class World(ConfigurableResource[Settings]):
    """The data folder and as-of date of a run; empty fields mean the environment, then the defaults."""

    as_of: str = Field(
        default="",
        description="what counts as known and as due, e.g. 2025-12-31; empty: CCHC_AS_OF, "
        "else the end of the last completed month",
    )
    force: bool = Field(default=False, description="publish anew even where the published build is the same and whole")

    def settings(self) -> Settings:
        """Paths and options, read from the environment now.

        Raises:
            SettingsError: a variable or the as-of date can't be used.
        """
        return Settings.from_env(as_of=self.as_of or None)

    def for_writing(self) -> Settings:
        """The same, with the world held for this process so that no second run writes into it.

        Raises:
            dagster.Failure: a variable or the as-of date can't be used, the world holds nothing to read, or another
                process is refreshing the same data folder.
        """
        with sentence_first():
            settings = self.settings()
            begin_run(settings)
            return settings
