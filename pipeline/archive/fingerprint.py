"""Has anything changed since the dataset was published? Answered without a slow import.

The dataset is a function of the files received, the registry, people's corrections and reviews,
the settings that decide what is read and found, the cross-checks that were done, and the code.
Their hash is kept beside the name of the release that was made from them; where both still hold,
there is nothing to do.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.archive.archive import Archive, Receipt
from pipeline.errors import FolderError
from pipeline.files.atomic import read_small, write_atomically
from pipeline.model.layout import SUMMARY
from pipeline.settings import SECOND_SUFFIX, Settings

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGES = ("pipeline", "schemas")
_DECISIVE = {"read_timeout_s", "read_memory_mb", "max_pages", "recognise_scans", "checks"}


def fingerprint(receipts: Iterable[Receipt], archive: Archive) -> str:
    """SHA-256 over all that the dataset is made from; the receipts are those of the archive."""
    settings = archive.settings
    found = hashlib.sha256()
    for receipt in receipts:
        found.update(f"{receipt}\n".encode())
    for name in sorted(archive.storage.names("originals")):
        found.update(f"{name}\n".encode())
    for path in sorted(settings.readings.glob(f"*{SECOND_SUFFIX}")):
        found.update(f"{path.name}\0".encode() + path.read_bytes())
    found.update(json.dumps(decisive(settings), sort_keys=True).encode())
    for folder in (*(_ROOT / package for package in _PACKAGES), settings.registry):
        for path in sorted(_files(folder)):
            found.update(f"{path.relative_to(folder)}\0".encode())
            found.update(path.read_bytes())
    for path in (settings.corrections, settings.reviews):
        found.update(_decided(path))
    return found.hexdigest()


def of_program() -> str:
    """SHA-256 over the code that makes the dataset; the registry that it ships with is none."""
    found = hashlib.sha256()
    for package in _PACKAGES:
        for name, digest in of_files(_ROOT / package).items():
            if not name.endswith(".csv"):
                found.update(f"{package}/{name} {digest}\n".encode())
    return found.hexdigest()


def of_files(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(_files(folder))
    }


def of_second_reading(sha256: str, settings: Settings) -> str | None:
    """SHA-256 of what the second engine read of a PDF; None where it was not cross-checked."""
    try:
        content = (settings.readings / f"{sha256}{SECOND_SUFFIX}").read_bytes()
    except FileNotFoundError:
        return None
    return hashlib.sha256(content).hexdigest()


def decisive(settings: Settings) -> dict[str, Any]:
    """The settings that decide what the dataset holds; thresholds as `checks.jump_factor`."""
    given = settings.model_dump(mode="json", include=_DECISIVE)
    thresholds = given.pop("checks")
    return given | {f"checks.{name}": value for name, value in thresholds.items()}


def is_published(found: str, settings: Settings) -> bool:
    """Is the current release the one that was made from what has this fingerprint?"""
    try:
        kept = json.loads(_state(settings).read_bytes())
        return bool(kept == {"fingerprint": found, "release": _release(settings)})
    except (OSError, ValueError):
        return False


def remember(found: str, settings: Settings) -> None:
    """Note that the current release was made from what has this fingerprint."""
    content = json.dumps({"fingerprint": found, "release": _release(settings)})
    write_atomically(_state(settings), content.encode(), new_folder=False)


def _state(settings: Settings) -> Path:
    return settings.outputs / ".published.json"


def _release(settings: Settings) -> str:
    """Name of the current release; raises OSError where there is none, or no whole one."""
    (settings.dataset / SUMMARY).stat()
    return Path(os.readlink(settings.dataset)).name


def _decided(path: Path) -> bytes:
    """Hash of a person's file; nothing where there is none."""
    try:
        return hashlib.sha256(read_small(path)).digest()
    except FileNotFoundError:
        return b"none"
    except OSError as error:
        raise FolderError(f"{path} cannot be read: {error.strerror}.") from error


def _files(folder: Path) -> Iterable[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (Path(parent, name) for name in files if not name.endswith(".pyc"))
