"""The worker of `bulletins up`, as a program of its own: what no process works at is ended first.

A run whose process was killed tells nobody. Prefect would call it running for ever, and keep the
pool's only place for it. Needs PREFECT_API_URL, and a pool that only this machine works for.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import pipeline.run.prefect  # noqa: F401  before Prefect

# isort: split
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import State, StateType
from prefect.states import Crashed

from pipeline.run.prefect.deploy import POOL

_AT_WORK = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
_RUN_ID = "PREFECT__FLOW_RUN_ID"


def main() -> None:
    """End what was left behind, then become `prefect worker start`."""
    end_left_runs()
    command = ["worker", "start", "--pool", POOL, "--name", "bulletins"]
    os.execv(sys.executable, [sys.executable, "-m", "prefect", *command])


def end_left_runs() -> list[str]:
    """Call crashed what is said to be at work in the pool and is not; returns the runs' names."""
    living = _living_runs()
    ended = []
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_AT_WORK))
            ),
            work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL])),
        )
        for run in runs:
            if str(run.id) not in living:
                told: State[Any] = Crashed(
                    message="The process that carried it out was ended from outside."
                )
                client.set_flow_run_state(run.id, told, force=True)
                ended.append(run.name)
    return ended


def _living_runs() -> set[str]:
    """The flow runs that a process of this machine has, as its environment tells."""
    import psutil  # type: ignore[import-untyped]

    found = set()
    for process in psutil.process_iter():
        try:
            found.add(process.environ().get(_RUN_ID, ""))
        except (psutil.Error, OSError):  # It has ended, or is somebody else's.
            continue
    return found


if __name__ == "__main__":
    main()
