"""The lock of an outputs folder: one run at a time."""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.errors import FolderError, unwritable_outputs
from pipeline.files.drives import try_lock
from pipeline.settings import Settings

_PAUSE_S = 0.2
_LEAST_WAIT_S = 0.5
"""`is_held` itself holds the lock for a moment."""

_log = logging.getLogger(__name__)


@contextmanager
def only_run(settings: Settings) -> Iterator[None]:
    """Lock the outputs folder; another run waits. The kernel releases it when the process ends.

    Raises:
        FolderError: the folder cannot be written, or another run held the lock for too long.
    """
    try:
        settings.outputs.mkdir(parents=True, exist_ok=True)
        handle = os.open(settings.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise unwritable_outputs(settings.outputs, error) from error
    try:
        _wait_for(handle, settings)
        os.truncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def is_held(settings: Settings) -> bool:
    """Is a run active at this moment?"""
    try:
        handle = os.open(settings.lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not try_lock(handle, settings.lock, fcntl.LOCK_SH)
    except FolderError:  # A drive without locks: no run can be active there.
        return False
    finally:
        os.close(handle)


def _wait_for(handle: int, settings: Settings) -> None:
    deadline = time.monotonic() + max(settings.lock_wait_s, _LEAST_WAIT_S)
    logged = False
    while not try_lock(handle, settings.lock):
        owner = os.pread(handle, 20, 0).decode("ascii", "replace") or "?"
        if time.monotonic() >= deadline:
            raise FolderError(
                f"Another run (process {owner}) is using {settings.outputs}.",
                "Wait until it has ended, then run again.",
            )
        if not logged:
            _log.warning("Another run (process %s) is active; waiting for it to end.", owner)
            logged = True
        time.sleep(_PAUSE_S)
