"""The archive under `outputs/`: every received file, stored under its hash, and its receipts.

A file's bytes are stored before its receipt, and its receipt before the file leaves the inbox,
each by a rename after the bytes are on disk. So a run may die anywhere: what the inbox no longer
holds is in the archive, and doing the same again changes nothing.

    originals/<sha256>.pdf      every PDF, readable or not; never changed; may be in another store
    originals/<sha256>.<suffix> every picture of a page; the PDF of its issue lies beside it
    rejected/<sha256>.<suffix>  files that are rejected, each with a <sha256>.reason.txt
    arrivals/<sha256>-<name>.json   one receipt for each name under which a file arrived
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from pipeline.archive.checked_copy import ChangedMeanwhile as ChangedMeanwhile
from pipeline.archive.checked_copy import copy_checked
from pipeline.archive.receipt import Receipt, kept_receipt, read_receipt, write_receipt
from pipeline.archive.storage import storage
from pipeline.errors import FolderError, UsageError, unwritable_outputs
from pipeline.files.atomic import replacing, write_atomically
from pipeline.model.arrival import Arrival
from pipeline.model.message import translated
from pipeline.settings import Settings

_CHUNK = 1 << 20


class Archive:
    """The archive of one outputs folder."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.storage = storage(settings)
        self._folder: tuple[int, int] | None = None

    def open(self) -> None:
        """Make the outputs folder if it does not exist, and note its identity.

        Raises:
            FolderError: it cannot be made, or the folder of the originals does not exist.
        """
        outputs, store = self.settings.outputs, self.settings.store_root
        if store != outputs and not store.is_dir():
            raise FolderError(
                f"The store {store} is not a folder.",
                "Bring it back, or name another with BULLETINS_STORE.",
            )
        try:
            outputs.mkdir(parents=True, exist_ok=True)
            self._folder = _identity(outputs)
        except OSError as error:
            raise unwritable_outputs(outputs, error) from error

    def require_same_folder(self) -> None:
        """Check, before a file leaves the inbox, that the archive is still the one that was opened.

        An unmounted drive leaves an empty folder under the same path. Files written there are
        hidden, and so lost, once the drive is mounted again.

        Raises:
            FolderError: it is another folder, or does not exist.
        """
        try:
            same = self._folder in (None, _identity(self.settings.outputs))
        except OSError:
            same = False
        if not same:
            raise FolderError(
                f"The outputs folder {self.settings.outputs} vanished during the run.",
                "Bring it back, then run again; the inbox keeps its files.",
            )

    def original(self, sha256: str) -> Path:
        """The path of the PDF with this hash, if the store is a folder."""
        return self.settings.originals / f"{sha256}.pdf"

    def has_original(self, sha256: str) -> bool:
        """Is the PDF with this hash in the store?"""
        return self.storage.size(_original(sha256)) is not None

    def originals(self) -> frozenset[str]:
        """The hashes of all PDFs in the store."""
        return frozenset(name.removesuffix(".pdf") for name in self.storage.names("originals"))

    def gone(self) -> dict[str, str]:
        """Hash and first name of every received PDF that is no longer in the store."""
        there = self.originals()
        found: dict[str, str] = {}
        for receipt in self.receipts():
            if receipt.kind == "pdf" and receipt.rejected is None and receipt.sha256 not in there:
                found.setdefault(receipt.sha256, receipt.file_name)
        return found

    def require_originals(self, receipts: Iterable[Receipt]) -> None:
        """Check, before a file is received, that the store is the one that was used until now.

        Raises:
            FolderError: it holds none of the received PDFs, and `allow_loss` is not set.
        """
        pdfs = {r.sha256 for r in receipts if r.kind == "pdf" and r.rejected is None}
        if pdfs and not self.settings.allow_loss and pdfs.isdisjoint(self.originals()):
            raise FolderError(
                f"The store {self.storage.root} holds none of the {len(pdfs)} received PDFs: "
                "it was emptied, or it is another one.",
                "Bring it back, or name the right one with BULLETINS_STORE; if the loss is "
                "intended, run with --allow-loss.",
            )

    def local_original(self, sha256: str) -> AbstractContextManager[Path]:
        """A local path at which the PDF with this hash can be read inside the context."""
        return self.storage.local(_original(sha256), sha256)

    def receipts(self) -> list[Receipt]:
        """All receipts, the earliest first."""
        found = [
            kept_receipt(Path(entry.path))
            for entry in self._entries(self.settings.arrivals)
            if entry.name.endswith(".json")
        ]
        return sorted(found, key=lambda r: (r.received_at, shortest_first(r.file_name), r.sha256))

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        """The entries of a folder of the archive; none if it does not exist yet."""
        try:
            return list(os.scandir(folder))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise FolderError(
                f"The archive {self.settings.outputs} cannot be read: {error.strerror}.",
                "Check its permissions, or name another with --outputs.",
            ) from error

    def arrivals(self) -> list[Arrival]:
        """All arrivals of PDFs and of rejected files, the earliest first."""
        return [receipt.arrival for receipt in self.receipts() if receipt.is_of_its_own]

    def receipt(self, sha256: str, file_name: str) -> Receipt | None:
        """The receipt of this content under this name."""
        path = self._receipt_path(sha256, file_name)
        return read_receipt(path) if path.exists() else None

    def store(self, source: BinaryIO, receipt: Receipt, suffix: str) -> None:
        """Store the bytes, then the receipt. Storing the same again changes nothing.

        Args:
            source: the bytes, from the stream's position; their hash must be the receipt's.
            suffix: of the stored file, if it is not a PDF (`.docx`, `.png`).

        Raises:
            FolderError: the outputs folder cannot be written.
            ChangedMeanwhile: the bytes are not those of the receipt.
        """
        if receipt.kind == "pdf":
            if self.storage.size(_original(receipt.sha256)) != receipt.size:
                self.storage.keep(_original(receipt.sha256), source, receipt.sha256)
        elif receipt.kind == "picture" and receipt.rejected is None:
            name = f"originals/{receipt.sha256}{suffix}"
            if self.storage.size(name) != receipt.size:
                self.storage.keep(name, source, receipt.sha256)
        elif receipt.is_of_its_own:
            target = self.settings.rejected / f"{receipt.sha256}{suffix}"
            if not (target.exists() and target.stat().st_size == receipt.size):
                _copy(source, target, receipt.sha256)
            reason = receipt.rejected or ""
            self.note_reason(receipt.sha256, receipt.file_name, reason, translated(reason))
        self._write_receipt(receipt)

    def note_reason(self, sha256: str, file_name: str, reason: str, reason_zh: str | None) -> None:
        """Write the reason of a rejection next to the rejected file, in both languages."""
        text = "\n".join(filter(None, (file_name, reason, reason_zh))) + "\n"
        path = self._reason_path(sha256)
        if not path.exists() or path.read_text("utf-8") != text:
            write_atomically(path, text.encode())

    def keep_rejected_pdfs(self, reasons: dict[str, tuple[str, str, str | None]]) -> None:
        """Make `rejected/` hold exactly these originals, and the rejected files of other types.

        Args:
            reasons: name and reason of each rejected original, in both languages, by its hash.
        """
        folder = self.settings.rejected
        for path in folder.glob("*.pdf") if folder.is_dir() else ():
            if path.stem not in reasons and self.has_original(path.stem):
                path.unlink(missing_ok=True)
                self._reason_path(path.stem).unlink(missing_ok=True)
        for sha256, about in reasons.items():
            target = folder / f"{sha256}.pdf"
            if not target.exists():
                with self.local_original(sha256) as original:
                    _link(original, target, sha256)
            self.note_reason(sha256, *about)

    def clear_unfinished(self) -> None:
        """Remove the temporary files of a killed run. Only while no other run is active."""
        settings = self.settings
        folders = (settings.originals, settings.rejected, settings.arrivals, settings.readings)
        for folder in (*folders, settings.copies, settings.runs, settings.outputs):
            for path in folder.glob(".*.tmp") if folder.is_dir() else ():
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)

    def _write_receipt(self, receipt: Receipt) -> None:
        old = self.receipt(receipt.sha256, receipt.file_name)
        new = replace(receipt, received_at=old.received_at) if old else receipt
        if new != old:
            write_receipt(self._receipt_path(receipt.sha256, receipt.file_name), new)

    def _reason_path(self, sha256: str) -> Path:
        return self.settings.rejected / f"{sha256}.reason.txt"

    def _receipt_path(self, sha256: str, file_name: str) -> Path:
        name = hashlib.sha256(file_name.encode()).hexdigest()[:16]
        return self.settings.arrivals / f"{sha256}-{name}.json"


def now() -> str:
    """The time in UTC to the second, ISO 8601; SOURCE_DATE_EPOCH replaces the clock if it is set.

    Raises:
        UsageError: SOURCE_DATE_EPOCH is not a time.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        seconds = int(epoch or time.time())
        return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"SOURCE_DATE_EPOCH is {epoch!r}; it must be a number of seconds since 1970."
        ) from None


def shortest_first(name: str) -> tuple[int, str]:
    """Sorts names of one arrival so that a copy (`a (1).pdf`) comes after its original."""
    return len(name), name


def digest(source: BinaryIO) -> str:
    """SHA-256 of a stream, from its position to its end."""
    found = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        found.update(chunk)
    return found.hexdigest()


def _identity(folder: Path) -> tuple[int, int]:
    found = folder.stat()
    return found.st_dev, found.st_ino


def _original(sha256: str) -> str:
    return f"originals/{sha256}.pdf"


def _copy(source: BinaryIO, target: Path, sha256: str) -> None:
    with replacing(target) as out:
        copy_checked(source, out, sha256)


def _link(source: Path, target: Path, sha256: str) -> None:
    """Make a hard link; a copy if the file system has no links."""
    try:
        target.parent.mkdir(exist_ok=True)
        os.link(source, target)
    except FileExistsError:
        return
    except OSError:
        with source.open("rb") as stream:
            _copy(stream, target, sha256)
