"""Keep garbage collection away from what it cannot free."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MANY_OBJECTS = 50_000
"""New objects before garbage is collected: some megabytes."""


_is_kept = False
"""Has something been put aside for good? Python finds out by counting it, object by object."""


def keep_for_good() -> None:
    """Keep all that there is now out of every search for garbage, in forks as well."""
    global _is_kept
    gc.freeze()
    _is_kept = True


@contextmanager
def without_collector() -> Iterator[None]:
    """Disable garbage collection: the work allocates many objects and frees none.

    What it leaves counts as old from then on, so that it is not searched at the next allocation.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not _is_kept:
                gc.freeze()
                gc.unfreeze()
            gc.enable()


@contextmanager
def collecting_new_only() -> Iterator[None]:
    """Collect garbage, but leave out what exists by now, such as a whole dataset; and seldom.

    For work that makes garbage of its own, which would otherwise have every row visited again.
    """
    global _is_kept
    enabled, thresholds = gc.isenabled(), gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_MANY_OBJECTS, *thresholds[1:])
    gc.enable()
    try:
        yield
    finally:
        gc.unfreeze()
        _is_kept = False
        gc.set_threshold(*thresholds)
        if not enabled:
            gc.disable()
