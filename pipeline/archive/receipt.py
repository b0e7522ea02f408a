"""The record of one arrival of a file, one small JSON file for each."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

from pipeline.errors import FolderError
from pipeline.files.atomic import write_atomically
from pipeline.model.arrival import Arrival
from pipeline.model.kept_results import taken_of_file
from pipeline.model.message import kept, restored

Kind = Literal["pdf", "other", "zip", "picture"]


@dataclass(frozen=True)
class Receipt:
    """The record of one arrival of a file.

    Attributes:
        sha256: of its bytes.
        file_name: name in the inbox, or `archive.zip/member.pdf`.
        received_at: when it first arrived under this name, UTC, ISO 8601.
        size: in bytes.
        kind: a PDF, something else, a zip whose members have receipts of their own, or a picture
            of a page.
        rejected: why it was rejected on arrival, a message, but text in older archives; None if it
            was not.
        bound_in: hash of the PDF that the pictures of an issue became; None for all else.
    """

    sha256: str
    file_name: str
    received_at: str
    size: int
    kind: Kind
    rejected: str | None = None
    bound_in: str | None = None

    @property
    def is_of_its_own(self) -> bool:
        """Is it an issue, or rejected? A zip and a picture are only what an issue came in."""
        return self.kind not in ("zip", "picture") or self.rejected is not None

    @property
    def arrival(self) -> Arrival:
        return Arrival(
            self.sha256,
            self.file_name,
            dt.datetime.fromisoformat(self.received_at),
            self.rejected,
        )


def kept_receipt(path: Path) -> Receipt:
    """A receipt from disk, or as this process read it before, where its file is still the same."""
    try:
        return taken_of_file(read_receipt, path)
    except OSError:
        return read_receipt(path)


def read_receipt(path: Path) -> Receipt:
    """A receipt from disk.

    Raises:
        FolderError: it cannot be read, or is not a receipt.
    """
    try:
        found = json.loads(path.read_bytes())
        known = {field.name: found[field.name] for field in fields(Receipt) if field.name in found}
        return Receipt(**{**known, "rejected": restored(found.get("rejected"))})
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise FolderError(
            f"The receipt {path} cannot be read: {why}.",
            "Restore it from a backup; or remove it, and put the PDF of the hash in its name "
            "from originals/ into the inbox again.",
        ) from error


def write_receipt(path: Path, receipt: Receipt) -> None:
    """Write a receipt, whole or not at all."""
    content = {**asdict(receipt), "rejected": kept(receipt.rejected)}
    write_atomically(path, json.dumps(content, ensure_ascii=False).encode())
