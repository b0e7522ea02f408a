"""Make the work pool and the deployments of `prefect.yaml`, as a program of its own.

Doing it again changes nothing. Needs PREFECT_API_URL, and the project's folder.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pipeline.orchestration  # noqa: F401  before Prefect

# isort: split
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
from prefect.exceptions import ObjectAlreadyExists
from prefect.workers.process import ProcessWorker

POOL = "bulletins"
_ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Make the pool, then become `prefect deploy --all`."""
    make_pool()
    os.chdir(_ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"])


def make_pool() -> None:
    """A pool of processes in which one run at a time publishes; later ones wait."""
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


if __name__ == "__main__":
    main()
