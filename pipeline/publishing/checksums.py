"""`SHA256SUMS` of a release, in the form that `sha256sum --check` reads."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from pipeline.model.layout import CHECKSUMS


def write_checksums(
    folder: Path, before: Path | None = None, written: Mapping[str, str] | None = None
) -> Path:  # fmt: skip
    """List every file below the folder, sorted by path; written last, it marks the folder whole.

    Args:
        before: another release; a file that is linked from it has the digest that is listed there.
        written: digests of files that were hashed when they were written.
    """
    known: dict[str, str] = {}
    if before:
        with suppress(OSError):
            known = digests_in(before)
    lines = []
    for name, found in sorted(_files_below(folder)):
        linked = before and name in known and is_linked(found, f"{before}/{name}")
        digest = known[name] if linked else (written or {}).get(name) or digest_of(folder / name)
        lines.append(f"{digest}  {name}\n")
    path = folder / CHECKSUMS
    path.write_text("".join(lines), encoding="utf-8")
    return path


def is_linked(found: os.stat_result, other: str) -> bool:
    """Is a file the same on the disk as another one?

    Args:
        found: what the disk says of it.
        other: path of the other one, which may not be there.
    """
    if found.st_nlink < 2 or not stat.S_ISREG(found.st_mode):
        return False
    try:
        return os.path.samestat(found, os.stat(other))
    except OSError:
        return False


def is_whole(folder: Path) -> bool:
    """Is every listed file there with its listed content?"""
    try:
        known = digests_in(folder)
        return bool(known) and all(digest_of(folder / name) == known[name] for name in known)
    except (OSError, ValueError):
        return False


def damaged(folder: Path) -> list[str]:
    """What is wrong with the files of a release, one sentence each; nothing where it is whole.

    Raises:
        OSError: there is no list to compare with.
    """
    listed = digests_in(folder)
    there = set(files_in(folder))
    return [
        *(f"{name} is missing." for name in sorted(listed.keys() - there)),
        *(f"{name} was added." for name in sorted(there - listed.keys())),
        *(
            f"{name} was changed."
            for name in sorted(listed.keys() & there)
            if digest_of(folder / name) != listed[name]
        ),
    ]


def digests_in(folder: Path) -> dict[str, str]:
    """The digest of every file of the list, by its path.

    Raises:
        OSError: there is no list.
    """
    lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def files_in(folder: Path) -> list[str]:
    """Paths of all files below the folder but the list itself, relative, with `/`, sorted."""
    return sorted(name for name, _ in _files_below(folder))


def below(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Everything below a folder: its path, relative, with `/`; and what the disk says of it.

    What is in a folder comes before the folder.
    """
    return _below(str(folder), "")


def _below(folder: str, name: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = f"{name}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{path}/")
            yield path, entry.stat()


def _files_below(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    for name, found in below(folder):
        if stat.S_ISREG(found.st_mode) and name != CHECKSUMS:
            yield name, found


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
