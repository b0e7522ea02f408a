"""Readings on disk: reading is slow, so each PDF is read once for each version of the reader."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pipeline.durable import write_atomically
from pipeline.reading.model import Reading
from pipeline.settings import Settings

_HEAD = 400


@dataclass(frozen=True)
class Refusal:
    """The reader's no to a PDF.

    Attributes:
        sha256: of the PDF.
        reason: one sentence.
        key: reader version and limits under which it was refused.
    """

    sha256: str
    reason: str
    key: str


class ReadingStore:
    """The readings of one outputs folder, by the content of the PDF.

    Args:
        version: of the reader; a reading or refusal of another version does not count.
    """

    def __init__(self, settings: Settings, version: str) -> None:
        self.folder = settings.readings
        self.version = version
        limits = (settings.read_timeout_s, settings.read_memory_mb, settings.max_pages)
        self.key = "/".join(map(str, (version, *limits)))

    def path(self, sha256: str) -> Path:
        return self.folder / f"{sha256}.json"

    def state(self, sha256: str) -> Literal["read", "refused", "missing"]:
        """Is there a reading, a refusal, or neither of this version?"""
        if self._is_current(self.path(sha256)):
            return "read"
        return "refused" if self.refusal(sha256) else "missing"

    def load(self, sha256: str) -> Reading:
        """The reading of a PDF in state `read`."""
        return Reading.model_validate_json(self.path(sha256).read_bytes())

    def save(self, reading: Reading) -> None:
        write_atomically(self.path(reading.sha256), reading.model_dump_json().encode())
        self._refusal_path(reading.sha256).unlink(missing_ok=True)

    def refusal(self, sha256: str) -> Refusal | None:
        """Why the PDF was refused by this reader under these limits; None where it was not."""
        path = self._refusal_path(sha256)
        if not path.exists():
            return None
        found = Refusal(**json.loads(path.read_bytes()))
        return found if found.key == self.key else None

    def refuse(self, sha256: str, reason: str) -> None:
        refusal = Refusal(sha256, reason, self.key)
        content = json.dumps(asdict(refusal), ensure_ascii=False).encode()
        write_atomically(self._refusal_path(sha256), content)

    def forget_refusals(self) -> None:
        """Have refused PDFs read again."""
        for path in self.folder.glob("*.refused.json") if self.folder.is_dir() else ():
            path.unlink(missing_ok=True)

    def _refusal_path(self, sha256: str) -> Path:
        return self.folder / f"{sha256}.refused.json"

    def _is_current(self, path: Path) -> bool:
        """Is the reading of this version? Answered from its first bytes."""
        try:
            with path.open("rb") as source:
                head = source.read(_HEAD)
        except FileNotFoundError:
            return False
        return head.startswith(b'{"reader_version":' + json.dumps(self.version).encode() + b",")
