"""Readings that are kept: reading is slow, so each PDF is read once a version of the reader."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

from pipeline.archive.storage import Storage, storage
from pipeline.errors import FolderError
from pipeline.files.sealed import sealed, unsealed
from pipeline.model.message import kept, restored
from pipeline.reading.model import Reading
from pipeline.settings import Settings

_HEAD = 400

UNRECOGNISED = "+unrecognised"
"""Ends the version of a reading that leaves out pages because recognition was switched off. It
counts only as long as it is."""


@dataclass(frozen=True)
class Refusal:
    """The reader's no to a PDF.

    Attributes:
        sha256: of the PDF.
        reason: what is wrong, and what to do; a message, but text in older archives.
        key: reader version and limits under which it was refused.
    """

    sha256: str
    reason: str
    key: str


class ReadingStore:
    """The readings of one archive, by the content of the PDF.

    Args:
        version: of the reader; a reading or refusal of another version does not count.
        place: where the readings are kept, if it is open already.
    """

    def __init__(self, settings: Settings, version: str, place: Storage | None = None) -> None:
        self.storage = place or storage(settings)
        self.version = version
        self.versions = [version]
        if not settings.recognise_scans:
            self.versions.append(version + UNRECOGNISED)
        limits = (settings.read_timeout_s, settings.read_memory_mb, settings.max_pages)
        self.key = "/".join(map(str, (version, *limits)))

    def state(self, sha256: str) -> Literal["read", "refused", "missing"]:
        """Is there a reading, a refusal, or neither of this version?"""
        if self._is_current(_name(sha256)):
            return "read"
        return "refused" if self.refusal(sha256) else "missing"

    def load(self, sha256: str) -> Reading:
        """The reading of a PDF in state `read`.

        Raises:
            FolderError: it is damaged, which is no fault of the PDF.
        """
        try:
            return Reading.model_validate_json(unsealed(self.storage.read(_name(sha256))))
        except ValueError as error:
            raise FolderError(
                f"The reading {_name(sha256)} is damaged.",
                "Delete it, then run again: its PDF is read anew.",
            ) from error

    def save(self, reading: Reading) -> None:
        self.storage.write(_name(reading.sha256), sealed(reading.model_dump_json().encode()))
        self.storage.remove(_refusal_name(reading.sha256))

    def refusal(self, sha256: str) -> Refusal | None:
        """Why the PDF was refused by this reader under these limits; None where it was not."""
        name = _refusal_name(sha256)
        if self.storage.size(name) is None:
            return None
        found = json.loads(self.storage.read(name))
        refusal = Refusal(found["sha256"], restored(found["reason"]), found["key"])
        return refusal if refusal.key == self.key else None

    def refuse(self, sha256: str, reason: str) -> None:
        refusal = asdict(Refusal(sha256, reason, self.key)) | {"reason": kept(reason)}
        content = json.dumps(refusal, ensure_ascii=False).encode()
        self.storage.write(_refusal_name(sha256), content)

    def forget_refusals(self) -> None:
        """Have refused PDFs read again."""
        for name in self.storage.names("readings"):
            if name.endswith(".refused.json"):
                self.storage.remove(f"readings/{name}")

    def _is_current(self, name: str) -> bool:
        """Is the reading of this version? Answered from its first bytes."""
        head = self.storage.head(name, _HEAD) or b""
        return any(
            head.startswith(b'{"reader_version":' + json.dumps(version).encode() + b",")
            for version in self.versions
        )


def _name(sha256: str) -> str:
    return f"readings/{sha256}.json"


def _refusal_name(sha256: str) -> str:
    return f"readings/{sha256}.refused.json"
