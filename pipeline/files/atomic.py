"""Atomic writes: a file appears complete or not at all, also after a power cut."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import FolderError
from pipeline.files.drives import sync_folder

_SMALL = 64 << 20


def write_atomically(
    path: Path, content: bytes, *, new_folder: bool = True, keep_mode: bool = False,
    lasting: bool = True,
) -> None:  # fmt: skip
    """Write a file so that others see all of it or none.

    Args:
        new_folder: make its folder if it does not exist.
        keep_mode: the new file gets the permissions of the file that it replaces.
        lasting: as for `replacing`.

    Raises:
        FolderError: the folder cannot be written.
    """
    with replacing(path, new_folder=new_folder, lasting=lasting) as out:
        if keep_mode and path.exists():
            with suppress(OSError):  # A drive without permissions.
                shutil.copymode(path, out.name)
        out.write(content)


@contextmanager
def replacing(
    path: Path, *, new_folder: bool = True, lasting: bool = True
) -> Iterator[BinaryIO]:  # fmt: skip
    """A file to write, which replaces `path` once it is complete and on disk.

    Args:
        new_folder: make its folder if it does not exist; never the folders above it: if these are
            missing, a drive was unmounted, and files written in its place would be lost.
        lasting: wait until it is on disk. Not for what says its own hash and can be made again:
            after a power cut, such a file may be there with other bytes.

    Raises:
        FolderError: the folder cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        if new_folder:
            path.parent.mkdir(exist_ok=True)
        with temporary.open("wb") as out:
            yield out
            out.flush()
            if lasting:
                os.fsync(out.fileno())
        os.replace(temporary, path)
        if lasting:
            sync(path.parent)
    except OSError as error:
        raise FolderError(
            f"Cannot write {path.parent}: {error.strerror or error}.",
            "Check its permissions and the free space, then run again.",
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    if path.is_dir():
        sync_folder(path)
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_small(path: Path) -> bytes:
    """All bytes of a file that a person edits; an endless one (/dev/zero) is too large.

    Raises:
        OSError: it cannot be read, or is larger than such a file can be.
    """
    with path.open("rb") as source:
        content = source.read(_SMALL + 1)
    if len(content) > _SMALL:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return content
