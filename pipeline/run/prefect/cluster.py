"""Reading on the workers of a Dask cluster.

A task of Prefect waits in the flow's process while a worker reads its PDF. Nothing of Prefect is
loaded there: a task of Prefect in a worker cost as much as reading a PDF.
"""

from __future__ import annotations

import atexit
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pipeline.errors import MissingDependency, UsageError
from pipeline.reading.isolation.orders import Answer
from pipeline.reading.isolation.pool import ReaderPool, start_spare
from pipeline.run.reading import Pdf, read_one
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings

_TIMEOUT_S = 10
_WORKERS_WITHIN_S = 60
_ASK_EVERY_S = 5
_TASKS_A_THREAD = 2
"""A worker has the next PDF at hand while Prefect records the one before."""

_LOCAL_HINT = "Start it, or set BULLETINS_TASK_RUNNER=threads."
_LOST = "The Dask worker that read the file was lost. Run again."
_local: dict[str, tuple[Workspace, ReaderPool]] = {}
_guard = threading.Lock()


class Cluster:
    """The workers of a Dask cluster, each with the same program as this process.

    Args:
        client: of Dask.
        settings: without secrets; they are sent to the workers.
    """

    def __init__(self, client: Any, settings: Settings) -> None:
        self._client = client
        self._settings = settings

    def tasks(self) -> int:
        """How many tasks keep all workers busy."""
        return _TASKS_A_THREAD * self._threads()

    def read(self, pdfs: list[Pdf]) -> list[Answer]:
        """Read PDFs on the workers; `broken` if a PDF's worker, or the last worker, is lost."""
        return [self._answer(future) for future in [self._submit(pdf) for pdf in pdfs]]

    def _submit(self, pdf: Pdf) -> Any:
        there = replace(pdf, path=pdf.path.absolute())
        return self._client.submit(read_here, there, self._settings, pure=False)

    def _answer(self, future: Any) -> Answer:
        from distributed import KilledWorker

        done = threading.Event()  # `result` with a time limit may fail within Dask.
        future.add_done_callback(lambda _: done.set())
        while not done.wait(_ASK_EVERY_S):
            if not self._threads():
                return Answer("broken", _LOST)
        try:
            answer: Answer = future.result()
            return answer
        except (CancelledError, KilledWorker):
            return Answer("broken", _LOST)

    def make_ready(self) -> None:
        """Start the reading processes of all workers, at once.

        Raises:
            UsageError: there is no worker, or one has not this version of the program.
        """
        try:
            self._client.wait_for_workers(1, timeout=_WORKERS_WITHIN_S)
            found = self._client.run(get_ready, self._settings)
        except TimeoutError as error:
            raise UsageError("The Dask cluster has no worker.", _LOCAL_HINT) from error
        except ImportError as error:
            raise _other_program(str(error)) from error
        mine = Workspace(self._settings).readings.key
        for worker, version in found.items():
            if version != mine:
                raise _other_program(f"{worker} has another version of the reader")

    def _threads(self) -> int:
        return int(sum(self._client.nthreads().values()))


@contextmanager
def cluster(settings: Settings) -> Iterator[Cluster]:
    """The Dask cluster of the settings, ready to read.

    Raises:
        MissingDependency: Dask is not installed.
        UsageError: no scheduler responds, or its workers cannot read.
    """
    try:
        from distributed import Client
    except ImportError as error:
        hint = "Install the packages of requirements.lock, or set BULLETINS_TASK_RUNNER=threads."
        raise MissingDependency("Reading on Dask needs the package distributed.", hint) from error
    address = settings.task_runner.replace("dask://", "tcp://", 1)
    _require_scheduler(address)
    with Client(address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        there = settings.model_copy(update={"outputs": settings.outputs.absolute()})
        workers = Cluster(client, there)
        workers.make_ready()
        yield workers


def dask_setup(worker: Any) -> None:
    """Called by `dask worker --preload pipeline.run.prefect.cluster`: load before the first run."""
    for _ in range(int(worker.state.nthreads)):
        start_spare()


def get_ready(settings: Settings, dask_worker: Any) -> str:
    """Called on each worker: start its reading processes, and tell the version of its reader.

    Args:
        dask_worker: given by Dask, because of its name.
    """
    return _reader_here(settings, dask_worker)[0].readings.key


def read_here(pdf: Pdf, settings: Settings) -> Answer:
    """Called on a worker: read one PDF in a process of its own."""
    from distributed import get_worker

    workspace, pool = _reader_here(settings, get_worker())
    if workspace.readings.state(pdf.sha256) == "read":  # by a worker that was lost since
        return Answer("read")
    return read_one(workspace, pdf, pool)


def _reader_here(settings: Settings, worker: Any) -> tuple[Workspace, ReaderPool]:
    """The reader of this worker, kept until it ends: a process for each of its threads."""
    with _guard:
        key = settings.model_dump_json()
        if key not in _local:
            pool = ReaderPool(settings, int(worker.state.nthreads))
            pool.start()
            atexit.register(pool.close)
            _local[key] = Workspace(settings), pool
        return _local[key]


def _require_scheduler(address: str) -> None:
    """Fail at once without a scheduler; Dask itself would retry for half a minute."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=_TIMEOUT_S).close()
    except (OSError, OverflowError) as error:
        raise UsageError(f"No Dask scheduler responds at {address}.", _LOCAL_HINT) from error


def _other_program(what: str) -> UsageError:
    return UsageError(
        f"A Dask worker cannot read: {what}.",
        "Install the same version of this program on all machines, and start the workers again.",
    )
