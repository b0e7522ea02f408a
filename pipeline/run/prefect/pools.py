"""The reading processes below a task: a flow's own, or those of a Dask worker."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.reading.isolation.pool import ReaderPool
from pipeline.settings import Settings

_pools: dict[str, ReaderPool] = {}
_guard = threading.Lock()


@contextmanager
def reading_pool(settings: Settings, size: int) -> Iterator[None]:
    """Processes for the tasks of one flow, ended with it."""
    with ReaderPool(settings, size) as pool:
        with _guard:
            _pools[_key(settings)] = pool
        try:
            yield
        finally:
            with _guard:
                _pools.pop(_key(settings), None)


def pool_of(settings: Settings) -> ReaderPool:
    """The flow's processes; on a Dask worker its own, which last as long as it does."""
    with _guard:
        if (pool := _pools.get(_key(settings))) is None:
            pool = _pools[_key(settings)] = ReaderPool(settings, _threads())
            atexit.register(pool.close)
        return pool


def _key(settings: Settings) -> str:
    return settings.model_dump_json()


def _threads() -> int:
    """How many tasks a Dask worker runs at once."""
    from distributed import get_worker

    return int(get_worker().state.nthreads)
