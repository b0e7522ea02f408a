"""The store of originals and readings: a folder, or an object store (`object_storage.py`).

Names are `originals/<sha256>.pdf` and `readings/<sha256>.json`. A write is atomic: a folder gets a
file by a rename, an object store by one put. The rest of the archive, and the dataset, are always
in the outputs folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol

from pipeline.archive.checked_copy import copy_checked
from pipeline.files.atomic import replacing, write_atomically
from pipeline.settings import Settings


class Storage(Protocol):
    """The interface of a store.

    Raises:
        FolderError: the store cannot be read or written.
    """

    @property
    def root(self) -> str | Path:
        """Its place: a folder, or bucket and prefix."""

    def size(self, name: str) -> int | None:
        """Size of a file in bytes; None if it does not exist."""

    def names(self, folder: str) -> list[str]:
        """The names of the files in a folder; none if it does not exist yet."""

    def head(self, name: str, count: int) -> bytes | None:
        """The first bytes of a file; None if it does not exist."""

    def read(self, name: str) -> bytes:
        """All bytes of a file."""

    def write(self, name: str, content: bytes, *, lasting: bool = True) -> None:
        """Write a small file; `lasting` as for `files.atomic.replacing`."""

    def keep(self, name: str, source: BinaryIO, sha256: str) -> None:
        """Write a file of any size from a stream, starting at its position.

        Raises:
            ChangedMeanwhile: its bytes do not have this hash; nothing was written.
        """

    def remove(self, name: str) -> None:
        """Remove a file, if it exists."""

    def local(self, name: str, sha256: str) -> AbstractContextManager[Path]:
        """A local path at which the file with this hash can be read inside the context."""

    def list_once(self) -> None:
        """From now on, see the store as it is: what others write is seen after the next call."""

    def list_always(self) -> None:
        """See at every call what others have written; so it is at first."""


def storage(settings: Settings) -> Storage:
    """The store that the settings name, the same object for the same place.

    Raises:
        UsageError: this kind of store is unknown.
        MissingDependency: its package is not installed.
    """
    if not settings.is_remote:
        return FolderStorage(settings.store_root)
    return _object_storage(settings.store, settings.copies)


class FolderStorage:
    """Files in a folder, on this machine or shared between several."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def size(self, name: str) -> int | None:
        try:
            return (self.root / name).stat().st_size
        except FileNotFoundError:
            return None

    def names(self, folder: str) -> list[str]:
        path = self.root / folder
        return [entry.name for entry in path.iterdir()] if path.is_dir() else []

    def head(self, name: str, count: int) -> bytes | None:
        try:
            with (self.root / name).open("rb") as source:
                return source.read(count)
        except FileNotFoundError:
            return None

    def read(self, name: str) -> bytes:
        return (self.root / name).read_bytes()

    def write(self, name: str, content: bytes, *, lasting: bool = True) -> None:
        write_atomically(self.root / name, content, lasting=lasting)

    def keep(self, name: str, source: BinaryIO, sha256: str) -> None:
        with replacing(self.root / name) as out:
            copy_checked(source, out, sha256)

    def remove(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    @contextmanager
    def local(self, name: str, sha256: str) -> Iterator[Path]:
        yield self.root / name

    def list_once(self) -> None:
        pass

    def list_always(self) -> None:
        pass


@lru_cache
def _object_storage(url: str, copies: Path) -> Storage:
    from pipeline.archive.object_storage import object_storage

    return object_storage(url, copies)
