"""The store of originals and readings: a folder, or an object store through fsspec.

Names are `originals/<sha256>.pdf` and `readings/<sha256>.json`. A write is atomic: a folder gets a
file by a rename, an object store by one put. The rest of the archive, and the dataset, are always
in the outputs folder.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from pipeline.errors import BulletinsError, FolderError, MissingDependency, UsageError
from pipeline.files.atomic import replacing, write_atomically
from pipeline.safe_text import visible
from pipeline.settings import Settings

_CHUNK = 1 << 20
_LONGEST = 300
_HINT = "Check BULLETINS_STORE, the network and the store's credentials, then run again."


class ChangedMeanwhile(Exception):
    """A file's bytes are not those of its hash."""


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

    def write(self, name: str, content: bytes) -> None:
        """Write a small file."""

    def keep(self, name: str, source: BinaryIO, sha256: str) -> None:
        """Write a file of any size from a stream, starting at its position.

        Raises:
            ChangedMeanwhile: its bytes do not have this hash; nothing was written.
        """

    def remove(self, name: str) -> None:
        """Remove a file, if it exists."""

    def local(self, name: str, sha256: str) -> AbstractContextManager[Path]:
        """A local path at which the file with this hash can be read inside the context."""


def storage(settings: Settings) -> Storage:
    """The store that the settings name.

    Raises:
        UsageError: this kind of store is unknown.
        MissingDependency: its package is not installed.
    """
    if not settings.is_remote:
        return FolderStorage(settings.store_root)
    return _object_storage(settings.store)


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

    def write(self, name: str, content: bytes) -> None:
        write_atomically(self.root / name, content)

    def keep(self, name: str, source: BinaryIO, sha256: str) -> None:
        with replacing(self.root / name) as out:
            copy_checked(source, out, sha256)

    def remove(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    @contextmanager
    def local(self, name: str, sha256: str) -> Iterator[Path]:
        yield self.root / name


class ObjectStorage:
    """Objects of any store that fsspec supports: S3, Azure, Google, HDFS, SFTP, memory.

    Args:
        files: the fsspec file system.
        root: bucket and prefix, in the file system's own form.
    """

    def __init__(self, files: Any, root: str) -> None:
        self.files = files
        self.root = root.rstrip("/")

    def size(self, name: str) -> int | None:
        with self._folder_errors(), suppress(FileNotFoundError):
            return int(self.files.size(self._path(name)))
        return None

    def names(self, folder: str) -> list[str]:
        with self._folder_errors(), suppress(FileNotFoundError):
            found = self.files.ls(self._path(folder), detail=False)
            return [str(path).rstrip("/").rpartition("/")[2] for path in found]
        return []

    def head(self, name: str, count: int) -> bytes | None:
        with self._folder_errors(), suppress(FileNotFoundError):
            return bytes(self.files.cat_file(self._path(name), start=0, end=count))
        return None

    def read(self, name: str) -> bytes:
        with self._folder_errors():
            return bytes(self.files.cat_file(self._path(name)))

    def write(self, name: str, content: bytes) -> None:
        with self._folder_errors(writing=True):
            self.files.pipe_file(self._path(name), content)

    def keep(self, name: str, source: BinaryIO, sha256: str) -> None:
        """Write a local temporary file, check its hash, then upload it with one put."""
        with tempfile.NamedTemporaryFile(prefix="bulletins-") as local:
            with open(local.name, "wb") as out:
                copy_checked(source, out, sha256)
            with self._folder_errors(writing=True):
                self.files.put_file(local.name, self._path(name))

    def remove(self, name: str) -> None:
        with self._folder_errors(), suppress(FileNotFoundError):
            self.files.rm_file(self._path(name))

    @contextmanager
    def local(self, name: str, sha256: str) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile(prefix="bulletins-", suffix=Path(name).suffix) as local:
            with self._folder_errors():
                self.files.get_file(self._path(name), local.name)
            with open(local.name, "rb") as found:
                if hashlib.file_digest(found, "sha256").hexdigest() != sha256:
                    raise FolderError(f"{name} in the store is damaged.", "Restore it.")
            yield Path(local.name)

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"

    @contextmanager
    def _folder_errors(self, writing: bool = False) -> Iterator[None]:
        """Turn every error of the store into a FolderError with a hint.

        Stores raise errors of their own packages, for example if the server is down or there are
        no credentials. A FileNotFoundError passes through in reading: the file may not exist. In
        writing it means that the bucket does not exist.
        """
        try:
            yield
        except BulletinsError:
            raise
        except Exception as error:
            if isinstance(error, FileNotFoundError) and not writing:
                raise
            raise FolderError(
                f"The store {self.root} cannot be used: {_why(error)}.", _HINT
            ) from error


def _why(error: Exception) -> str:
    """An error of a store in one line; its kind if it has no text."""
    lines = visible(str(error), keep_newlines=True).strip().splitlines()
    return lines[0][:_LONGEST].rstrip(" .") if lines else type(error).__name__


def _without_user(url: str) -> str:
    """An address without user and password."""
    scheme, mark, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    return f"{scheme}{mark}{place.rpartition('@')[2]}{slash}{path}"


def copy_checked(source: BinaryIO, out: BinaryIO, sha256: str) -> None:
    """Copy a stream, starting at its position.

    Raises:
        ChangedMeanwhile: its bytes do not have this hash.
    """
    found = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        found.update(chunk)
        out.write(chunk)
    if found.hexdigest() != sha256:
        raise ChangedMeanwhile


@lru_cache
def _object_storage(url: str) -> ObjectStorage:
    from fsspec.core import url_to_fs  # type: ignore[import-untyped]

    shown = _without_user(url)
    try:
        return ObjectStorage(*url_to_fs(url))
    except ImportError as error:
        raise MissingDependency(f"The store {shown} needs a package: {error}.") from error
    except Exception as error:  # Of the store's own package, such as an unknown profile.
        raise UsageError(f"The store {shown} cannot be used: {_why(error)}.", _HINT) from error
