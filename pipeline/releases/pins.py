"""Releases that a person has pinned because they are cited.

`outputs/pinned.json` names them. It lies beside the releases, not in them: a release is never
changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pipeline.dataset.find import StoredRelease, find_release, pins, required, stored_releases
from pipeline.errors import UsageError
from pipeline.files.atomic import write_atomically
from pipeline.model.layout import PINS


def pin(outputs: Path, named: str) -> StoredRelease:
    """Keep a release however many follow. Pinning it again changes nothing.

    Raises:
        UsageError: nothing or several releases have this name.
    """
    return _with_pin(outputs, named, pinned=True)


def unpin(outputs: Path, named: str) -> StoredRelease:
    """Unpin a release: it is deleted once there are enough newer ones.

    Raises:
        UsageError: it is not pinned, or nothing or several releases have this name.
    """
    return _with_pin(outputs, named, pinned=False)


def _with_pin(outputs: Path, named: str, *, pinned: bool) -> StoredRelease:
    folder = find_release(outputs, named)
    stored = stored_releases(outputs)
    release = next((r for r in stored if r.path.resolve() == folder.resolve()), None)
    found = required(release, f"{folder} is not a release below {outputs}.")
    if not pinned and not found.pinned:
        raise UsageError(f"The release {found.id} is not pinned.")
    _write_pins(outputs, pins(outputs) | {found.id} if pinned else pins(outputs) - {found.id})
    return replace(found, pinned=pinned)


def _write_pins(outputs: Path, ids: Iterable[str]) -> None:
    text = json.dumps({"pinned": sorted(ids)}, indent=2)
    write_atomically(outputs / PINS, f"{text}\n".encode())
