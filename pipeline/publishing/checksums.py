"""`SHA256SUMS` of a release, in the form that `sha256sum --check` reads."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Mapping
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
    for name in files_in(folder):
        linked = before and name in known and is_linked(folder / name, before / name)
        digest = known[name] if linked else (written or {}).get(name) or digest_of(folder / name)
        lines.append(f"{digest}  {name}\n")
    path = folder / CHECKSUMS
    path.write_text("".join(lines), encoding="utf-8")
    return path


def is_linked(path: Path, other: Path) -> bool:
    """Are both the same file on the disk?"""
    found = path.stat()
    try:
        return found.st_nlink > 1 and stat.S_ISREG(found.st_mode) and other.samefile(path)
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
    found = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    return sorted(name for name in found if name != CHECKSUMS)


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
