"""A worker of Prefect, as a separate program. It first ends runs without a process.

A killed process cannot report its end. Prefect would list its run as running for ever, and the run
would occupy the only slot of the pool. Needs PREFECT_API_URL, and a pool that only this machine
serves.
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

from pipeline.files.lock import is_held
from pipeline.run.prefect.names import POOL, watch_tag
from pipeline.settings import load_settings

_AT_WORK = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
_RUN_ID = "PREFECT__FLOW_RUN_ID"


def main() -> None:
    """End the runs without a process, then become `prefect worker start`."""
    end_left_runs()
    command = ["worker", "start", "--pool", POOL, "--name", "bulletins"]
    os.execv(sys.executable, [sys.executable, "-m", "prefect", *command])


def end_left_runs() -> list[str]:
    """Mark as crashed every active run of the pool that has no process; returns their names.

    A run of the watch holds the lock of the outputs folder.
    """
    living, settings = _living_runs(), load_settings()
    of_watch = watch_tag(settings) if is_held(settings) else None
    ended = []
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_AT_WORK))
            ),
            work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL])),
        )
        for run in runs:
            if str(run.id) not in living and of_watch not in run.tags:
                crashed: State[Any] = Crashed(message="Its process was ended from outside.")
                client.set_flow_run_state(run.id, crashed, force=True)
                ended.append(run.name)
    return ended


def _living_runs() -> set[str]:
    """The ids of flow runs in the environments of the processes of this machine."""
    import psutil  # type: ignore[import-untyped]

    found = set()
    for process in psutil.process_iter():
        try:
            found.add(process.environ().get(_RUN_ID, ""))
        except (psutil.Error, OSError):  # It has ended, or belongs to another user.
            continue
    return found


if __name__ == "__main__":
    main()
