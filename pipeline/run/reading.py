"""The second step of a run: read every original that has no reading."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.archive import Archive
from pipeline.archive.receiver import Received
from pipeline.run.workspace import Workspace

if TYPE_CHECKING:
    from pipeline.reading.isolation.orders import Answer
    from pipeline.reading.isolation.pool import ReaderPool


@dataclass(frozen=True)
class Pdf:
    """An original that has to be read."""

    sha256: str
    path: Path
    file_name: str


def accepted_pdfs(archive: Archive) -> list[Pdf]:
    """Every original that was not rejected on arrival, by its first name, the earliest first."""
    first: dict[str, Pdf] = {}
    for arrival in archive.arrivals():
        if arrival.rejected is None and arrival.sha256 not in first:
            path = archive.original(arrival.sha256)
            first[arrival.sha256] = Pdf(arrival.sha256, path, arrival.file_name)
    return list(first.values())


def unread(workspace: Workspace, again: bool = False) -> list[Pdf]:
    """The originals that this version of the reader has not read, the earliest first.

    Args:
        again: also those that it refused before.
    """
    archive, readings = workspace.archive, workspace.readings
    if again:
        readings.forget_refusals()
    return [
        pdf
        for pdf in accepted_pdfs(archive)
        if readings.state(pdf.sha256) == "missing" and archive.has_original(pdf.sha256)
    ]


def pages_to_recognise(workspace: Workspace, pdfs: Iterable[Pdf]) -> dict[str, int]:
    """About how many pages of each PDF are pictures, by its hash; none where none is recognised."""
    settings = workspace.settings
    if not settings.recognise_scans or settings.is_remote:
        return {}
    from pipeline.reading.scan.estimate import pages_to_recognise as estimated

    found = {pdf.sha256: estimated(pdf.path) for pdf in pdfs}
    return {sha256: pages for sha256, pages in found.items() if pages}


def recognition_note(pages: int, workers: int) -> str:
    """The sentence that says how long recognition takes."""
    from pipeline.reading.scan.estimate import SECONDS_A_PAGE

    minutes = pages * SECONDS_A_PAGE / max(1, min(workers, os.cpu_count() or 1)) / 60
    long = "less than a minute" if minutes < 1 else f"about {minutes:.0f} min"
    return f"About {pages} of the pages are pictures; they are recognised last, which takes {long}."


def read_before(workspace: Workspace, received: Iterable[Received]) -> list[Pdf]:
    """The PDFs among the received files that this version of the reader has read before."""
    found = {
        file.sha256: Pdf(file.sha256, workspace.archive.original(file.sha256), file.file_name)
        for file in received
        if file.outcome in ("duplicate", "known")
        and workspace.readings.state(file.sha256) == "read"
    }
    return list(found.values())


def read_one(workspace: Workspace, pdf: Pdf, pool: ReaderPool) -> Answer:
    """Read one original in a process of its own, which interprets it as well.

    The answer is kept.
    """
    answer = pool.read(pdf.path, pdf.sha256, then="interpret")
    _keep(workspace, pdf.sha256, answer)
    return answer


def read_many(
    workspace: Workspace, pdfs: list[Pdf], meanwhile: Callable[[], None] = lambda: None
) -> Iterator[tuple[str, Answer]]:
    """Read originals, several at once; yields the hash and answer of each as it is done.

    The process that reads one interprets it as well.

    Args:
        meanwhile: is called once, when the first are being read.
    """
    from pipeline.reading.isolation.pool import read_with

    paths = [(pdf.sha256, pdf.path) for pdf in pdfs]
    for sha256, answer in read_with(workspace.pool, paths, "read", "interpret", meanwhile):
        _keep(workspace, sha256, answer)
        yield sha256, answer


def _keep(workspace: Workspace, sha256: str, answer: Answer) -> None:
    """Store a refusal, so that the file is not read again; the reading itself is stored already.

    The process that reads an untrusted file has no access to an object store: it writes the
    reading to the outputs folder, and this function moves it to the store.
    """
    settings = workspace.settings
    if answer.status in ("refused", "limit"):
        workspace.readings.refuse(sha256, answer.reason)
    elif answer.status == "read" and settings.is_remote:
        local = settings.readings / f"{sha256}.json"
        workspace.archive.storage.write(f"readings/{local.name}", local.read_bytes())
        local.unlink()
