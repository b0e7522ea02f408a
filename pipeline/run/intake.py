"""The first step of a run: the files of the inbox are moved into the archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.archive.archive import Archive
from pipeline.archive.fingerprint import fingerprint, is_published
from pipeline.archive.pictures import Binder
from pipeline.archive.receive import receive, receive_copy
from pipeline.archive.receiver import Received


@dataclass(frozen=True)
class Intake:
    """The files that this run received, and the state of the archive afterwards.

    Attributes:
        received: every file found in the inbox.
        fingerprint: of all inputs of the dataset.
        unchanged: the current release was made from the same inputs.
    """

    received: list[Received]
    fingerprint: str
    unchanged: bool


def receive_inbox(archive: Archive, sample: Path | None = None) -> Intake:
    """Receive all files of the inbox; the sample, if neither inbox nor archive holds a file."""
    archive.clear_unfinished()
    with _binder(archive) as binder:
        received = receive(archive, binder)
        if sample is not None and not archive.receipts():
            received += receive_copy(sample, archive, binder)
    return refresh_intake(archive, received)


def refresh_intake(archive: Archive, received: list[Received]) -> Intake:
    """The intake of a run that received these files, with the archive as it is now."""
    found = fingerprint(archive.receipts(), archive)
    return Intake(received, found, is_published(found, archive.settings))


@contextmanager
def _binder(archive: Archive) -> Iterator[Binder]:
    """Binds pictures in a process with limits, which is started with the first of them."""
    from pipeline.reading.isolation.pool import ReaderPool

    with closing(ReaderPool(archive.settings, 1)) as pool:

        def bind(folder: Path) -> str:
            answer = pool.bind(folder)
            return "" if answer.status == "read" else answer.reason

        yield bind
