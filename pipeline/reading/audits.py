"""Audits: what pdfplumber, the reference, reads otherwise than pdfium in a sample of files.

The reader believes pdfium, page by page. An audit reads a whole file by both, and is kept beside
the reading, so that no file is audited twice by one version of the reader. Always audited is the
first file of every producer, for what one producer writes is read alike; and a share of the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.files.atomic import write_atomically
from pipeline.reading.page.sources.compare import SourceDifference, audit
from pipeline.reading.version import READER_VERSION
from pipeline.settings import AUDIT_SUFFIX, Settings

if TYPE_CHECKING:
    from pipeline.reading.isolation.orders import Order

MOST_DIFFERENCES = 500
"""A file with more differences is read wrongly as a whole; no more are kept."""

_SAMPLE = "0"
"""Files whose hash begins with this digit, one in sixteen, are audited whoever produced them."""

_LONGEST_NAME = 200


class Audit(BaseModel):
    """What an audit of one PDF found.

    Attributes:
        reader_version: of the reader that was audited.
        producer: the programs that made the file, as it says itself.
        failure: why it could not be audited; '' if it was.
        differences: places whose glyphs or rules pdfplumber finds otherwise than pdfium.
    """

    model_config = ConfigDict(frozen=True)

    reader_version: str
    sha256: str
    producer: str = ""
    failure: str = ""
    differences: tuple[SourceDifference, ...] = ()


class AuditStore:
    """The audits of one outputs folder, by the content of the PDF."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.readings

    def load(self, sha256: str) -> Audit | None:
        """The audit of a PDF by this version of the reader; None if there is none."""
        try:
            found = Audit.model_validate_json(self._path(sha256).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None
        return found if found.reader_version == READER_VERSION else None

    def producers(self) -> set[str]:
        """The producers of which a file was audited."""
        names = (path.name for path in self.folder.glob(f"*{AUDIT_SUFFIX}"))
        audits = (self.load(name.removesuffix(AUDIT_SUFFIX)) for name in names)
        return {audit.producer for audit in audits if audit}

    def save(self, found: Audit) -> None:
        write_atomically(self._path(found.sha256), found.model_dump_json().encode())

    def _path(self, sha256: str) -> Path:
        return self.folder / f"{sha256}{AUDIT_SUFFIX}"


def sample(producers: Mapping[str, str], known: Collection[str]) -> list[str]:
    """Which of some files are to be audited.

    Args:
        producers: of the files, by their hash, in the order of their arrival.
        known: producers of which a file was audited before.
    """
    first: dict[str, str] = {}
    for sha256, producer in producers.items():
        if producer not in known:
            first.setdefault(producer, sha256)
    chosen = set(first.values())
    return [sha256 for sha256 in producers if sha256 in chosen or sha256.startswith(_SAMPLE)]


def producer_of(path: Path) -> str:
    """The programs that made a PDF, as it says itself; '' if it says nothing."""
    with suppress(pypdfium2.PdfiumError):
        document = pypdfium2.PdfDocument(path)
        try:
            found = document.get_metadata_dict(skip_empty=True)
        finally:
            document.close()
        names = (found.get(key, "").strip() for key in ("Creator", "Producer"))
        return " / ".join(filter(None, names))[:_LONGEST_NAME]
    return ""


def audit_and_save(order: Order) -> None:
    """Read a PDF by both sources and keep where they differ: a task of `isolation`."""
    path = Path(order.path)
    store = AuditStore(Settings(outputs=Path(order.outputs), store=""))
    store.save(
        Audit(
            reader_version=READER_VERSION,
            sha256=order.sha256,
            producer=producer_of(path),
            differences=tuple(islice(audit(path), MOST_DIFFERENCES)),
        )
    )
