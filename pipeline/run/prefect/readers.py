"""What reads the PDFs of a flow's tasks: processes of this machine, or a Dask cluster."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.reading.isolation.orders import Answer
from pipeline.reading.isolation.pool import ReaderPool
from pipeline.run.prefect.cluster import cluster
from pipeline.run.reading import Pdf, read_one
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings


@dataclass(frozen=True)
class Reader:
    """Reads one PDF and keeps its reading; tasks may call it at once.

    Attributes:
        tasks: how many tasks are worth running at once.
    """

    workspace: Workspace
    read: Callable[[Pdf], Answer]
    tasks: int


_readers: dict[str, Reader] = {}
_guard = threading.Lock()


@contextmanager
def reader_for(settings: Settings, count: int) -> Iterator[Reader]:
    """The reader of the tasks of one flow, stopped when it ends.

    Args:
        count: how many PDFs are to be read.
    """
    is_local = settings.task_runner == "threads" or not count
    with (_processes if is_local else _cluster)(settings, count) as reader:
        with _guard:
            _readers[_key(settings)] = reader
        try:
            yield reader
        finally:
            with _guard:
                _readers.pop(_key(settings), None)


def reader_of(settings: Settings) -> Reader:
    """The reader of the flow, for one of its tasks."""
    with _guard:
        return _readers[_key(settings)]


@contextmanager
def _processes(settings: Settings, count: int) -> Iterator[Reader]:
    size = max(1, min(settings.workers, count))
    workspace = Workspace(settings)
    with ReaderPool(settings, size) as pool:
        yield Reader(workspace, lambda pdf: read_one(workspace, pdf, pool), size)


@contextmanager
def _cluster(settings: Settings, count: int) -> Iterator[Reader]:
    with cluster(settings) as workers:
        yield Reader(Workspace(settings), workers.read, min(count, workers.tasks()))


def _key(settings: Settings) -> str:
    return settings.model_dump_json()
