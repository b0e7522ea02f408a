"""Copies of the small files of an object store, so that an unchanged one is fetched only once.

A copy is one file under the name of the object. Its first line has the object's tag and the hash of
what follows. A tag says which content an object has, and stands in the list of the store; a copy
under another tag does not count, nor does one that was damaged. Copies may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.errors import FolderError
from pipeline.files.atomic import write_atomically

_MD5 = re.compile("[0-9a-f]{32}")
_TELLING = ("ETag", "etag", "md5", "LastModified", "last_modified", "mtime", "modified", "created")


class Copies:
    """The copies in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, name: str, tag: str) -> bytes | None:
        """The content of the object with this tag; None without a copy of it."""
        try:
            with (self.folder / name).open("rb") as copy:
                head, content = copy.readline(), copy.read()
        except OSError:
            return None
        return content if head == _head(tag, content) else None

    def has(self, name: str, tag: str) -> bool:
        """Is there a copy of the object with this tag?"""
        try:
            with (self.folder / name).open("rb") as copy:
                return copy.readline().startswith(f"{tag} ".encode())
        except OSError:
            return False

    def put(self, name: str, tag: str, content: bytes) -> None:
        """Keep a copy. Without one the object is fetched again, so that no error ends a run."""
        try:
            write_atomically(self.folder / name, _head(tag, content) + content)
        except FolderError:
            return

    def keep_only(self, names: Collection[str]) -> None:
        """Remove the copies of all other objects: they are no longer in the store."""
        with suppress(OSError):
            for entry in os.scandir(self.folder):
                if entry.name not in names:
                    os.unlink(entry.path)


def _head(tag: str, content: bytes) -> bytes:
    """The first line of a copy."""
    return f"{tag} {hashlib.sha256(content).hexdigest()}\n".encode()


def tag_of(entry: Mapping[str, Any]) -> str | None:
    """The tag of an object from its entry in the list of a store.

    None if the list says nothing that changes with the content.
    """
    found = str(entry.get("ETag") or entry.get("etag") or "").strip('"')
    if _MD5.fullmatch(found):
        return found
    telling = [f"{key}={entry[key]}" for key in _TELLING if entry.get(key)]
    if not telling:
        return None
    return hashlib.sha256("\n".join([f"{entry.get('size')}", *telling]).encode()).hexdigest()


def tag_of_content(content: bytes) -> str:
    """The tag that S3 gives to what is written in one put."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
