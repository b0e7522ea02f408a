"""The store of originals and readings in an object store, through fsspec.

A request takes a network's time, which may be a fifth of a second, and an archive has thousands of
files. So a run lists each folder once, fetches nothing that it has a copy of, and the rest of the
readings together.
"""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.archive.checked_copy import copy_checked
from pipeline.archive.copies import Copies, tag_of, tag_of_content
from pipeline.errors import BulletinsError, FolderError, MissingDependency, UsageError
from pipeline.safe_text import visible

_LONGEST = 300
_TOGETHER = 64
"""Objects that are fetched together; a reading has some 100 KB."""
_COPIED = "readings"
"""The folder of which a run needs every file. Originals are large, and read only once."""
_HINT = "Check BULLETINS_STORE, the network and the store's credentials, then run again."


@dataclass(frozen=True)
class _Entry:
    """An object in a list: its size in bytes, and its tag; None if the list does not say."""

    size: int
    tag: str | None = None


class ObjectStorage:
    """Objects of any store that fsspec supports: S3, Azure, Google, HDFS, SFTP, memory.

    Args:
        files: the fsspec file system.
        root: bucket and prefix, in the file system's own form.
        copies: of what was fetched before.
    """

    def __init__(self, files: Any, root: str, copies: Copies) -> None:
        self.files = files
        self.root = root.rstrip("/")
        self._copies = copies
        self._lists: dict[str, dict[str, _Entry]] | None = None
        self._guard = threading.RLock()

    def list_once(self) -> None:
        self._lists = {}

    def list_always(self) -> None:
        self._lists = None

    def size(self, name: str) -> int | None:
        if self._lists is not None:
            entry = self._entry(name)
            return entry.size if entry else None
        with self._folder_errors(), suppress(FileNotFoundError):
            return int(self.files.size(self._path(name)))
        return None

    def names(self, folder: str) -> list[str]:
        return list(self._list(folder))

    def head(self, name: str, count: int) -> bytes | None:
        if self._lists is not None:
            entry = self._entry(name)
            if entry is None:
                return None
            if entry.tag is not None:
                return self.read(name)[:count]
        with self._folder_errors(), suppress(FileNotFoundError):
            return bytes(self.files.cat_file(self._path(name), start=0, end=count))
        return None

    def read(self, name: str) -> bytes:
        entry = self._entry(name) if self._lists is not None else None
        if entry is None or entry.tag is None:
            return self._fetched(name)
        if (content := self._copies.get(_last(name), entry.tag)) is None:
            content = self._fetched(name)
            self._copies.put(_last(name), entry.tag, content)
        return content

    def write(self, name: str, content: bytes, *, lasting: bool = True) -> None:
        with self._folder_errors(writing=True):
            self.files.pipe_file(self._path(name), content)
        if self._lists is not None:
            tag = tag_of_content(content)
            self._copies.put(_last(name), tag, content)
            self._note(name, _Entry(len(content), tag))

    def keep(self, name: str, source: BinaryIO, sha256: str) -> None:
        """Write a local temporary file, check its hash, then upload it with one put."""
        with tempfile.NamedTemporaryFile(prefix="bulletins-") as local:
            with open(local.name, "wb") as out:
                copy_checked(source, out, sha256)
            with self._folder_errors(writing=True):
                self.files.put_file(local.name, self._path(name))
            self._note(name, _Entry(Path(local.name).stat().st_size))

    def remove(self, name: str) -> None:
        if self._lists is not None and self._entry(name) is None:
            return
        with self._folder_errors(), suppress(FileNotFoundError):
            self.files.rm_file(self._path(name))
        self._note(name, None)

    @contextmanager
    def local(self, name: str, sha256: str) -> Iterator[Path]:
        content = self._fetched(name)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise FolderError(f"{name} in the store is damaged.", "Restore it.")
        with tempfile.NamedTemporaryFile(prefix="bulletins-", suffix=Path(name).suffix) as local:
            local.write(content)
            local.flush()
            yield Path(local.name)

    def _list(self, folder: str) -> dict[str, _Entry]:
        """The objects of a folder by their names, from the list that was made, if one counts."""
        with self._guard:
            if self._lists is None:
                return self._listed(folder)
            if folder not in self._lists:
                self._lists[folder] = found = self._listed(folder)
                if folder == _COPIED:
                    self._copy(folder, found)
            return self._lists[folder]

    def _listed(self, folder: str) -> dict[str, _Entry]:
        path = self._path(folder)
        with self._folder_errors(), suppress(FileNotFoundError):
            self.files.invalidate_cache(path)
            return {
                _last(str(one["name"])): _Entry(int(one.get("size") or 0), tag_of(one))
                for one in self.files.ls(path, detail=True)
            }
        return {}

    def _copy(self, folder: str, found: dict[str, _Entry]) -> None:
        """Fetch what has no copy. What cannot be fetched is left to the one who needs it."""
        self._copies.keep_only(found)
        tags = {
            name: entry.tag for name, entry in found.items()
            if entry.tag and not self._copies.has(name, entry.tag)
        }  # fmt: skip
        names = list(tags)
        for first in range(0, len(names), _TOGETHER):
            paths = [self._path(f"{folder}/{name}") for name in names[first : first + _TOGETHER]]
            with self._folder_errors():
                contents = self.files.cat(paths, on_error="omit")
            for path, content in contents.items():
                self._copies.put(_last(path), tags[_last(path)], content)

    def _entry(self, name: str) -> _Entry | None:
        folder, _, last = name.rpartition("/")
        return self._list(folder).get(last)

    def _note(self, name: str, entry: _Entry | None) -> None:
        """Keep the list as it is after a write or a removal of this process."""
        folder, _, last = name.rpartition("/")
        with self._guard:
            listed = (self._lists or {}).get(folder)
            if listed is not None and entry is not None:
                listed[last] = entry
            elif listed is not None:
                listed.pop(last, None)

    def _fetched(self, name: str) -> bytes:
        with self._folder_errors():
            return bytes(self.files.cat_file(self._path(name)))

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


def object_storage(url: str, copies: Path) -> ObjectStorage:
    """The object store at an address.

    Raises:
        UsageError: this kind of store is unknown.
        MissingDependency: its package is not installed.
    """
    from fsspec.core import url_to_fs  # type: ignore[import-untyped]

    shown = _without_user(url)
    try:
        files, root = url_to_fs(url)
    except ImportError as error:
        raise MissingDependency(f"The store {shown} needs a package: {error}.") from error
    except Exception as error:  # Of the store's own package, such as an unknown profile.
        raise UsageError(f"The store {shown} cannot be used: {_why(error)}.", _HINT) from error
    return ObjectStorage(files, root, Copies(copies))


def _last(name: str) -> str:
    return name.rstrip("/").rpartition("/")[2]


def _why(error: Exception) -> str:
    """An error of a store in one line; its kind if it has no text."""
    lines = visible(str(error), keep_newlines=True).strip().splitlines()
    return lines[0][:_LONGEST].rstrip(" .") if lines else type(error).__name__


def _without_user(url: str) -> str:
    """An address without user and password."""
    scheme, mark, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    return f"{scheme}{mark}{place.rpartition('@')[2]}{slash}{path}"
