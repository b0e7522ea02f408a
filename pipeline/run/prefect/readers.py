"""The reading processes that a task uses: those of its flow, or those of its Dask worker."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.reading.isolation.pool import ReaderPool
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings


@dataclass(frozen=True)
class Reader:
    """Reading processes, and the workspace that stores their readings."""

    workspace: Workspace
    pool: ReaderPool


_readers: dict[str, Reader] = {}
_guard = threading.Lock()


@contextmanager
def readers(settings: Settings, size: int) -> Iterator[None]:
    """Reading processes for the tasks of one flow, stopped when it ends."""
    with ReaderPool(settings, size) as pool:
        with _guard:
            _readers[_key(settings)] = Reader(Workspace(settings), pool)
        try:
            yield
        finally:
            with _guard:
                _readers.pop(_key(settings), None)


def reader_of(settings: Settings) -> Reader:
    """The reader of the flow; on a Dask worker, the worker's own, kept until the worker ends."""
    with _guard:
        if (reader := _readers.get(_key(settings))) is None:
            pool = ReaderPool(settings, _threads())
            atexit.register(pool.close)
            reader = _readers[_key(settings)] = Reader(Workspace(settings), pool)
        return reader


def _key(settings: Settings) -> str:
    return settings.model_dump_json()


def _threads() -> int:
    """How many tasks a Dask worker runs at once."""
    from distributed import get_worker

    return int(get_worker().state.nthreads)
