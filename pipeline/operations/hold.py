"""An outputs folder that one process holds for as long as it lives, and whether it is still there.

A network drive goes away and comes back. Whoever began with a folder must not go on with an empty
one that has taken its place.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import FolderError, unwritable_outputs
from pipeline.settings import Settings


class Hold:
    """An outputs folder and a locked file in it, both open."""

    def __init__(self, path: Path, folder: int, file: int) -> None:
        self._path, self._folder, self._file = path, folder, file

    def is_there(self) -> bool:
        """Is the folder at its path still the one that was opened?"""
        try:
            return os.path.samestat(os.stat(self._path.parent), os.fstat(self._folder))
        except OSError:
            return False

    def beat(self) -> None:
        """Touch the file."""
        os.utime(self._file)


@contextmanager
def held(path: Path, settings: Settings, taken: FolderError) -> Iterator[Hold]:
    """Hold the outputs folder by a file in it; the kernel lets go of it when we die.

    Args:
        taken: what is raised where another process holds it.

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
        try:
            fcntl.flock(handles[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise taken from None
        yield Hold(path, *handles)
    finally:
        for handle in handles:
            os.close(handle)
