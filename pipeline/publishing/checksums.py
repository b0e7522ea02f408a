"""`SHA256SUMS` of a release, in the form that `sha256sum --check` reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline.model.layout import CHECKSUMS


def write_checksums(folder: Path) -> Path:
    """List every file below the folder, sorted by path; written last, it marks the folder whole."""
    lines = [f"{digest_of(folder / name)}  {name}\n" for name in files_in(folder)]
    path = folder / CHECKSUMS
    path.write_text("".join(lines), encoding="utf-8")
    return path


def is_whole(folder: Path) -> bool:
    """Is every listed file there with its listed content?"""
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
        listed = [line.split("  ", 1) for line in lines]
        return bool(listed) and all(digest_of(folder / name) == digest for digest, name in listed)
    except (OSError, ValueError):
        return False


def damaged(folder: Path) -> list[str]:
    """What is wrong with the files of a release, one sentence each; nothing where it is whole.

    Raises:
        OSError: there is no list to compare with.
    """
    lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
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


def files_in(folder: Path) -> list[str]:
    """Paths of all files below the folder but the list itself, relative, with `/`, sorted."""
    found = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    return sorted(name for name in found if name != CHECKSUMS)


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
