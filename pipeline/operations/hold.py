"""A lock on an outputs folder for the life of a process, and a check that it is the same folder.

A network drive can be unmounted and mounted again. A process that started with one folder must not
continue with an empty one under the same path.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import FolderError, unwritable_outputs
from pipeline.files.drives import touch, try_lock
from pipeline.settings import Settings


class Hold:
    """The lock: open handles of an outputs folder and of a locked file in it."""

    def __init__(self, path: Path, folder: int, file: int) -> None:
        self._path, self._folder, self._file = path, folder, file

    def is_there(self) -> bool:
        """Is the folder at its path still the one that was opened?"""
        try:
            return os.path.samestat(os.stat(self._path.parent), os.fstat(self._folder))
        except OSError:
            return False

    def beat(self) -> None:
        """Touch the file: a heartbeat for health checks."""
        touch(self._file)


@contextmanager
def held(path: Path, settings: Settings, conflict: FolderError) -> Iterator[Hold]:
    """Lock the outputs folder by a file in it; the kernel releases it when the process ends.

    Args:
        conflict: the error to raise if another process holds the lock.

    Raises:
        FolderError: the folder cannot be written, or another process holds the file.
    """
    handles: list[int] = []
    try:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handles.append(os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
            handles.append(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644))
        except OSError as error:
            raise unwritable_outputs(settings.outputs, error) from error
        if not try_lock(handles[-1], path):
            raise conflict
        yield Hold(path, *handles)
    finally:
        for handle in handles:
            os.close(handle)
