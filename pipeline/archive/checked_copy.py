"""Copy a stream of which the hash is known."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

_CHUNK = 1 << 20


class ChangedMeanwhile(Exception):
    """A file's bytes are not those of its hash."""


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
