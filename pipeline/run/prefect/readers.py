"""What a task reads with: the reading processes of a flow, or those of a Dask worker."""

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
    """Reading processes, and the workspace to which they add their readings."""

    workspace: Workspace
    pool: ReaderPool


_readers: dict[str, Reader] = {}
_guard = threading.Lock()


@contextmanager
def readers(settings: Settings, size: int) -> Iterator[None]:
    """Processes for the tasks of one flow, ended with it."""
    with ReaderPool(settings, size) as pool:
        with _guard:
            _readers[_key(settings)] = Reader(Workspace(settings), pool)
        try:
            yield
        finally:
            with _guard:
                _readers.pop(_key(settings), None)


def reader_of(settings: Settings) -> Reader:
    """The flow's reader; on a Dask worker its own, which lasts as long as the worker."""
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
