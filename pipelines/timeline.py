"""How a run of the terminal comes to stand on Dagster's timeline and on its job's page.

What belongs here: the tag and the origin by which the UI finds the runs of a job. What does not: running (cli/refresh).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import DagsterInstance

# The code location as `make ui`, `make nightly` and the terminal call it (pyproject.toml says the same to Dagster).
LOCATION = "cchc"
REPOSITORY = "__repository__"
TAGS = {".dagster/repository": f"{REPOSITORY}@{LOCATION}", "run_from": "terminal"}


def show_on_timeline(instance: DagsterInstance, run_id: str, job: str) -> None:
    """Say of a run that this process executed to which job of which code location it belongs."""
    from dagster._core.remote_origin import (
        ManagedGrpcPythonEnvCodeLocationOrigin,
        RemoteJobOrigin,
        RemoteRepositoryOrigin,
    )
    from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

    run = instance.get_run_by_id(run_id)
    if run is not None:
        location = ManagedGrpcPythonEnvCodeLocationOrigin(
            LoadableTargetOrigin(module_name="pipelines.definitions"), LOCATION
        )
        origin = RemoteJobOrigin(RemoteRepositoryOrigin(location, REPOSITORY), job)
        instance.run_storage.replace_job_origin(run, origin)
