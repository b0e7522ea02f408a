"""Is a file of another writer complete? Yes, once it has not changed for some time.

A single run over the inbox and a watched inbox use the same rule.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
S = TypeVar("S", bound=Hashable)
FileState = tuple[int, int, int]
"""Size in bytes, mtime and ctime in ns since 1970."""

_NO_FILE = (-1, -1, -1)
_TAIL = 2048


class Debouncer(Generic[K, S]):
    """Keeps how long each item has its current state."""

    def __init__(self) -> None:
        self._since: dict[K, tuple[S, float]] = {}

    def observe(self, states: Mapping[K, S]) -> None:
        """Record the current states; items that are not among them are forgotten."""
        now, before = time.monotonic(), self._since
        self._since = {
            key: before[key] if key in before and before[key][0] == state else (state, now)
            for key, state in states.items()
        }

    def states(self) -> dict[K, S]:
        """The states observed last."""
        return {key: state for key, (state, _) in self._since.items()}

    def unchanged_s(self, key: K) -> float:
        """Seconds since an item was first observed in its current state."""
        return time.monotonic() - self._since[key][1]

    def restart(self, key: K) -> None:
        """Count from now, as if the item had just changed."""
        if key in self._since:
            self._since[key] = self._since[key][0], time.monotonic()


def file_state(path: Path) -> FileState:
    """A value that changes with each write to a file; equal for all files that do not exist."""
    try:
        found = path.lstat()
    except OSError:
        return _NO_FILE
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def is_unfinished(path: Path) -> bool:
    """Is it a file without the end of a PDF or a zip, such as one that is being copied?"""
    try:
        size = path.lstat().st_size
        with open_regular(path) as source:
            source.seek(max(0, size - _TAIL))
            tail = source.read(_TAIL)
    except OSError:
        return False
    return b"%%EOF" not in tail and b"PK\x05\x06" not in tail


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading; follows no link and does not block on a pipe.

    Raises:
        OSError: it cannot be opened, or is not a regular file.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "not a regular file")
    return os.fdopen(handle, "rb")
