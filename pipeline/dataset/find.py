"""The releases below an outputs folder, and the one that a person names."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import FolderError, UsageError
from pipeline.model.layout import LINK, PINS, RELEASE_ID, RELEASES

_LEAST = 4
"""Fewer digits than this of an id are a slip of the hand."""


@dataclass(frozen=True)
class StoredRelease:
    """A published release.

    Attributes:
        published: when it became the dataset, last, in UTC.
        current: is it the dataset now?
        pinned: is it kept however many come after it?
    """

    id: str
    path: Path
    published: dt.datetime
    current: bool
    pinned: bool


def stored_releases(outputs: Path) -> list[StoredRelease]:
    """All releases below an outputs folder, the one published last first."""
    releases = outputs / RELEASES
    current, pinned = current_id(outputs), pins(outputs)
    try:
        found = [path for path in releases.iterdir() if RELEASE_ID.fullmatch(path.name)]
    except FileNotFoundError:
        return []
    by_age = sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [
        StoredRelease(
            id=path.name,
            path=path,
            published=dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC),
            current=path.name == current,
            pinned=path.name in pinned,
        )
        for path in by_age
    ]


def current_id(outputs: Path) -> str | None:
    """The id of the release that is the dataset; None where there is none."""
    try:
        return Path(os.readlink(outputs / LINK)).name
    except OSError:
        return None


def find_release(outputs: Path, named: str) -> Path:
    """The folder of a release.

    Args:
        named: its id or the beginning of it, `latest`, `previous` (published before the
            latest), or the path of a release's folder.

    Raises:
        UsageError: nothing or several releases have this name.
    """
    stored = stored_releases(outputs)
    current = next((release for release in stored if release.current), None)
    if named == "latest":
        return required(current, f"There is no dataset in {outputs} yet.").path
    if named == "previous":
        before = next((release for release in stored if not release.current), None)
        return required(before, f"There is no release in {outputs} before the latest.").path
    if os.sep in named or (named and Path(named).is_dir() and not RELEASE_ID.fullmatch(named)):
        return Path(named)
    return _by_id(stored, named).path


def pins(outputs: Path) -> frozenset[str]:
    """The ids of the pinned releases.

    Raises:
        FolderError: the list of them cannot be read.
    """
    path = outputs / PINS
    try:
        found = json.loads(path.read_bytes())
        return frozenset(str(name) for name in found["pinned"])
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FolderError(
            f"The list of pinned releases {path} cannot be read: {error}.",
            "Mend or remove it; until then no release is removed.",
        ) from error


def _by_id(stored: list[StoredRelease], named: str) -> StoredRelease:
    found = [release for release in stored if release.id.startswith(named)]
    if len(named) < _LEAST or not re.fullmatch("[0-9a-f]+", named) or not found:
        raise UsageError(
            f"There is no release {named!r}.",
            f"Give an id or its first {_LEAST} digits or more, latest, previous, or a folder; "
            "`bulletins releases` lists them.",
        )
    if len(found) > 1:
        names = ", ".join(release.id for release in found)
        raise UsageError(f"Several releases begin with {named}: {names}.")
    return found[0]


def required(release: StoredRelease | None, message: str) -> StoredRelease:
    """A release that was found, or UsageError with the message."""
    if release is None:
        raise UsageError(message, "`bulletins releases` lists what there is.")
    return release
