"""Drives that lack what POSIX has: each is a list of calls with what takes their place."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Callable
from typing import Any

Lack = tuple[object, str, Callable[..., Any]]
"""A module, the name of one of its calls, and a call that fails as on such a drive."""


def broken(number: int) -> Callable[..., Any]:
    """A call that the drive does not have."""

    def call(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return call


def _fsync_of_files(handle: int) -> None:
    if stat.S_ISDIR(os.fstat(handle).st_mode):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    _fsync(handle)


_fsync = os.fsync

EXTRAS: tuple[Lack, ...] = (
    *((os, name, broken(errno.EPERM)) for name in ("chmod", "fchmod", "utime", "link")),
    (os, "fsync", _fsync_of_files),
)
"""Permissions, times, hard links and the flush of a folder."""

LOCKS: tuple[Lack, ...] = ((fcntl, "flock", broken(errno.ENOLCK)),)
LINKS: tuple[Lack, ...] = ((os, "symlink", broken(errno.EPERM)),)
ALL = EXTRAS + LOCKS + LINKS


def take_away(lacks: tuple[Lack, ...]) -> None:
    """For the rest of this process."""
    for module, name, call in lacks:
        setattr(module, name, call)
