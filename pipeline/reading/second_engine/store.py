"""Second readings on disk, beside the readings: a cross-check is slow, so it is done once."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from pipeline.files.atomic import write_atomically
from pipeline.reading.second_engine.model import FORMAT, SecondReading
from pipeline.settings import SECOND_SUFFIX, Settings

_HEAD = 400
_log = logging.getLogger(__name__)


class SecondStore:
    """The second readings of one outputs folder, by the content of the PDF."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.readings

    def path(self, sha256: str) -> Path:
        return self.folder / f"{sha256}{SECOND_SUFFIX}"

    def state(self, sha256: str, key: str) -> Literal["done", "failed", "missing"]:
        """Was the PDF cross-checked under this key? Answered from its first bytes."""
        head = _head(self.path(sha256))
        start = b'{"key":' + json.dumps(key).encode() + b',"failure":'
        if not head.startswith(start):
            return "missing"
        return "done" if head.startswith(start + b'""') else "failed"

    def load(self, sha256: str) -> SecondReading | None:
        """The second reading of a PDF, whatever version made it; None where there is none."""
        try:
            found = SecondReading.model_validate_json(self.path(sha256).read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError:
            _log.warning("%s is damaged and counts for nothing", self.path(sha256))
            return None
        return found if found.key.startswith(f"{FORMAT}/") else None

    def save(self, second: SecondReading) -> None:
        write_atomically(self.path(second.sha256), second.model_dump_json().encode())


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as source:
            return source.read(_HEAD)
    except FileNotFoundError:
        return b""
