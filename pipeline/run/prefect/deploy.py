"""Create the work pool and the deployments of `prefect.yaml`, as a separate program.

Running it again changes nothing. Needs PREFECT_API_URL, and the project's folder.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pipeline.run.prefect  # noqa: F401  before Prefect

# isort: split
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentUpdate, WorkPoolCreate, WorkPoolUpdate
from prefect.client.schemas.filters import WorkPoolFilter, WorkPoolFilterName
from prefect.exceptions import ObjectAlreadyExists
from prefect.workers.process import ProcessWorker

from pipeline.run.prefect.names import POOL

_ROOT = Path(__file__).resolve().parents[3]


def main() -> None:
    """Create the pool, then the deployments; the exit code is that of `prefect deploy --all`."""
    make_pool()
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
    code = subprocess.run(command, cwd=_ROOT, check=False).returncode
    if code == 0:
        forbid_unknown_parameters()
    sys.exit(code)


def make_pool() -> None:
    """Create a process pool for one run at a time; later runs wait."""
    pool = WorkPoolCreate(
        name=POOL,
        type="process",
        description="Runs of the bulletins' dataset, one at a time.",
        base_job_template=ProcessWorker.get_default_base_job_template(),
        concurrency_limit=1,
    )
    with get_client(sync_client=True) as client:
        try:
            client.create_work_pool(pool)
        except ObjectAlreadyExists:
            client.update_work_pool(POOL, WorkPoolUpdate(concurrency_limit=1))


def forbid_unknown_parameters() -> None:
    """Make the server refuse parameters that a flow does not have; the flow would crash."""
    pool = WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL]))
    with get_client(sync_client=True) as client:
        for deployment in client.read_deployments(work_pool_filter=pool):
            schema = {**(deployment.parameter_openapi_schema or {}), "additionalProperties": False}
            update = DeploymentUpdate(parameter_openapi_schema=schema)
            client.update_deployment(deployment.id, update)


if __name__ == "__main__":
    main()
