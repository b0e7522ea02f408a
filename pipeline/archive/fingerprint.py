"""The fingerprint of the inputs: has anything changed since the dataset was published?

The dataset is a function of the received files, the registry, people's corrections and reviews,
the settings that affect what is read and found, the cross-checks and audits that were done, the
code, and the versions of the packages that read and validate.
Their hash is stored with the name of the release that was made from them; if both are unchanged,
a run has nothing to do. Nothing slow is imported here.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.archive.archive import Archive
from pipeline.archive.receipt import Receipt
from pipeline.errors import FolderError
from pipeline.files.atomic import read_small, write_atomically
from pipeline.model.layout import SUMMARY
from pipeline.model.versions import READING, SECOND_ENGINE, VALIDATION, listed
from pipeline.settings import AUDIT_SUFFIX, SECOND_SUFFIX, Settings

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGES = ("pipeline", "schemas")
_NO_DIFFERENCE = b'"differences":[]}'
"""How an audit ends that found nothing (`pipeline.reading.audits`)."""

_DECISIVE = {"read_timeout_s", "read_memory_mb", "max_pages", "recognise_scans", "checks"}


def fingerprint(receipts: Iterable[Receipt], archive: Archive) -> str:
    """SHA-256 over all inputs of the dataset; the receipts are those of the archive."""
    settings = archive.settings
    found = hashlib.sha256()
    for receipt in receipts:
        found.update(f"{receipt}\n".encode())
    for name in sorted(archive.storage.names("originals")):
        found.update(f"{name}\n".encode())
    for path in sorted(settings.readings.glob(f"*{SECOND_SUFFIX}")):
        found.update(f"{path.name}\0".encode() + path.read_bytes())
    for path in sorted(settings.readings.glob(f"*{AUDIT_SUFFIX}")):
        if content := _differences(path):
            found.update(f"{path.name}\0".encode() + content)
    found.update(json.dumps(decisive(settings), sort_keys=True).encode())
    found.update(listed((*READING, *SECOND_ENGINE, *VALIDATION)).encode())
    for folder in (*(_ROOT / package for package in _PACKAGES), settings.registry):
        for path in sorted(_files(folder)):
            found.update(f"{path.relative_to(folder)}\0".encode())
            found.update(path.read_bytes())
    for path in (settings.corrections, settings.reviews):
        found.update(_decided(path))
    return found.hexdigest()


def of_program() -> str:
    """SHA-256 over the code that makes the dataset, without the registry in its folder."""
    found = hashlib.sha256()
    for package in _PACKAGES:
        for name, digest in of_files(_ROOT / package).items():
            if not name.endswith(".csv"):
                found.update(f"{package}/{name} {digest}\n".encode())
    return found.hexdigest()


def of_files(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path relative to it."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(_files(folder))
    }


def of_second_reading(sha256: str, settings: Settings) -> str | None:
    """SHA-256 of what a second reader of a PDF found: a cross-check, or an audit that differs.

    None if there is neither.
    """
    second = settings.readings / f"{sha256}{SECOND_SUFFIX}"
    content = second.read_bytes() if second.is_file() else b""
    content += _differences(settings.readings / f"{sha256}{AUDIT_SUFFIX}")
    return hashlib.sha256(content).hexdigest() if content else None


def _differences(path: Path) -> bytes:
    """The content of an audit; nothing where it found no difference, for then it says nothing."""
    content = path.read_bytes() if path.is_file() else b""
    return b"" if content.endswith(_NO_DIFFERENCE) else content


def decisive(settings: Settings) -> dict[str, Any]:
    """The settings that affect the dataset; thresholds as `checks.jump_factor`."""
    given = settings.model_dump(mode="json", include=_DECISIVE)
    thresholds = given.pop("checks")
    return given | {f"checks.{name}": value for name, value in thresholds.items()}


def is_published(found: str, settings: Settings) -> bool:
    """Was the current release made from the inputs with this fingerprint?"""
    try:
        kept = json.loads(_state(settings).read_bytes())
        return bool(kept == {"fingerprint": found, "release": _release(settings)})
    except (OSError, ValueError):
        return False


def remember(found: str, settings: Settings) -> None:
    """Record that the current release was made from the inputs with this fingerprint."""
    content = json.dumps({"fingerprint": found, "release": _release(settings)})
    write_atomically(_state(settings), content.encode(), new_folder=False)


def _state(settings: Settings) -> Path:
    return settings.outputs / ".published.json"


def _release(settings: Settings) -> str:
    """Name of the current release; raises OSError if there is none, or it is incomplete."""
    (settings.dataset / SUMMARY).stat()
    return Path(os.readlink(settings.dataset)).name


def _decided(path: Path) -> bytes:
    """Hash of a file that a person edits; `none` if it does not exist."""
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
