"""The steps of a run as plain functions: receive, read, interpret and build, validate, publish.

`run.py` calls them one after the other, `flows.py` wraps the same functions as Prefect tasks.
What is slow to import is imported where it is needed, so that a run with nothing to do is quick.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.archive import Archive
from pipeline.archive.fingerprint import fingerprint, is_published, remember
from pipeline.archive.receive import Received, receive, take_copy
from pipeline.archive.storage import storage
from pipeline.errors import ExitCode, RejectedFile
from pipeline.files.log import event
from pipeline.model.garbage_collection import without_collector
from pipeline.run.report import Rejection, RunReport
from pipeline.safe_text import named
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.interpreting import InterpretedIssue, Registry, SourceIssue
    from pipeline.model.dataset import Arrival, Dataset
    from pipeline.publishing import Release
    from pipeline.reading.isolation.pool import ReaderPool
    from pipeline.reading.isolation.worker import Answer
    from pipeline.reading.model import Reading
    from pipeline.reading.store import ReadingStore


_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Intake:
    """What the inbox gave.

    Attributes:
        received: every file met.
        fingerprint: of all that the dataset is made from.
        unchanged: the dataset was published from the same.
    """

    received: list[Received]
    fingerprint: str
    unchanged: bool


@dataclass(frozen=True)
class Pdf:
    """An original that has to be read."""

    sha256: str
    path: Path
    file_name: str


@dataclass(frozen=True)
class Built:
    """A dataset, not yet validated.

    Attributes:
        dataset: its rows.
        rejected: name and reason of every file in the archive that is of no use, by hash.
        complete: every file was read or refused; False where reading was disturbed.
    """

    dataset: Dataset
    rejected: dict[str, Rejection] = field(default_factory=dict)
    complete: bool = True


def take_in(settings: Settings, sample: Path | None = None) -> Intake:
    """Receive what lies in the inbox; the sample, where neither it nor the archive holds a file."""
    archive = Archive(settings)
    archive.clear_unfinished()
    received = receive(settings)
    receipts = archive.receipts()
    if sample is not None and not receipts:
        received += take_copy(sample, settings)
        receipts = archive.receipts()
    found = fingerprint(receipts, settings)
    return Intake(received, found, is_published(found, settings))


def taken_again(intake: Intake, settings: Settings) -> Intake:
    """The intake after a cross-check, which is one of the things that the dataset is made from."""
    found = fingerprint(Archive(settings).receipts(), settings)
    return replace(intake, fingerprint=found, unchanged=is_published(found, settings))


def as_it_is(settings: Settings) -> Intake:
    """The archive as it is; nothing is received."""
    archive = Archive(settings)
    archive.clear_unfinished()
    found = fingerprint(archive.receipts(), settings)
    return Intake([], found, is_published(found, settings))


def unread(settings: Settings, again: bool = False) -> list[Pdf]:
    """The originals that this version of the reader has not read, the earliest first.

    Args:
        again: also those that it refused before.
    """
    store = _store(settings)
    if again:
        store.forget_refusals()
    first: dict[str, Pdf] = {}
    archive = Archive(settings)
    for arrival in archive.arrivals():
        if arrival.rejected is None and arrival.sha256 not in first:
            path = archive.original(arrival.sha256)
            first[arrival.sha256] = Pdf(arrival.sha256, path, arrival.file_name)
    return [
        pdf
        for pdf in first.values()
        if store.state(pdf.sha256) == "missing" and archive.has_original(pdf.sha256)
    ]


def reader_version() -> str:
    """Which reader makes the readings."""
    from pipeline.reading import READER_VERSION

    return READER_VERSION


def read_before(intake: Intake, settings: Settings) -> list[Pdf]:
    """The PDFs among those met in the inbox that this version of the reader has read."""
    archive = Archive(settings)
    found = {
        file.sha256: Pdf(file.sha256, archive.original(file.sha256), file.file_name)
        for file in intake.received
        if file.outcome in ("duplicate", "known") and is_read(file.sha256, settings)
    }
    return list(found.values())


def is_read(sha256: str, settings: Settings) -> bool:
    """Is there a reading of this version?"""
    return _store(settings).state(sha256) == "read"


def reader_key(settings: Settings) -> str:
    """Version of the reader, and the limits under which it reads."""
    return _store(settings).key


def read_one(pdf: Pdf, pool: ReaderPool) -> Answer:
    """Read one original in a process of its own, and keep the answer."""
    answer = pool.read(pdf.path, pdf.sha256)
    keep_answer(pdf.sha256, answer, pool.settings)
    return answer


def read_many(pdfs: list[Pdf], settings: Settings) -> Iterator[tuple[str, Answer]]:
    """Read originals, several at once; yields each answer by hash as it comes."""
    from pipeline.reading.isolation.pool import read_all

    for sha256, answer in read_all([(pdf.sha256, pdf.path) for pdf in pdfs], settings):
        keep_answer(sha256, answer, settings)
        yield sha256, answer


def keep_answer(sha256: str, answer: Answer, settings: Settings) -> None:
    """Keep a refusal, so that the file is not read again; the reading itself is kept already.

    The process that reads a hostile file is not trusted with an object store: it leaves the
    reading in the outputs folder, from where it is put into the store here.
    """
    if answer.status in ("refused", "limit"):
        _store(settings).refuse(sha256, answer.reason)
    elif answer.status == "read" and settings.is_stored_far:
        near = settings.readings / f"{sha256}.json"
        storage(settings).write(f"readings/{near.name}", near.read_bytes())
        near.unlink()


def build_dataset(settings: Settings) -> Built:
    """Interpret every reading of the archive and build the whole dataset from them."""
    from pipeline.interpreting import build, load_registry

    registry = load_registry(settings.registry)
    with without_collector():
        sources, rejected = _sources(settings, registry)
        dataset = build(sources, rejected, registry)
    return Built(dataset, _rejections(dataset), complete=not unread(settings))


def _sources(settings: Settings, registry: Registry) -> tuple[list[SourceIssue], list[Arrival]]:
    """Every reading of the archive, interpreted; and the arrivals that are of no use."""
    from pipeline.interpreting import SourceIssue

    sources: list[SourceIssue] = []
    rejected: list[Arrival] = []
    for sha256, arrivals in _by_content(Archive(settings).arrivals()).items():
        if all(arrival.rejected for arrival in arrivals):
            rejected += arrivals
            continue
        started = time.monotonic()
        issue = _interpreted(sha256, settings, registry)
        _tell(arrivals[0], issue, time.monotonic() - started)
        if isinstance(issue, RejectedFile):
            rejected += [replace(a, rejected=named(issue.reason, a.file_name)) for a in arrivals]
        else:
            sources.append(SourceIssue(tuple(arrivals), issue))
    return sources, rejected


def _tell(arrival: Arrival, issue: InterpretedIssue | RejectedFile, seconds: float) -> None:
    """Note in the log what a file is; a detail, for it is done for every file in every run."""
    number = None if isinstance(issue, RejectedFile) else issue.issue.issue_id
    about = event(
        "interpret", file=arrival.file_name, sha256=arrival.sha256, issue=number, seconds=seconds
    )
    _log.debug("%s is %s", arrival.file_name, number or "of no use", extra=about)


def _interpreted(
    sha256: str, settings: Settings, registry: Registry
) -> InterpretedIssue | RejectedFile:
    from pipeline.boundary import attempt
    from pipeline.interpreting import interpret
    from pipeline.interpreting.second_engine.confidence import weighed
    from pipeline.reading.second_engine.store import SecondStore

    def understand() -> InterpretedIssue:
        reading = _reading(sha256, settings)
        return weighed(interpret(reading, registry), reading, SecondStore(settings).load(sha256))

    return attempt("interpreting", understand)


def _by_content(arrivals: list[Arrival]) -> dict[str, list[Arrival]]:
    found: dict[str, list[Arrival]] = {}
    for arrival in arrivals:
        found.setdefault(arrival.sha256, []).append(arrival)
    return found


def _rejections(dataset: Dataset) -> dict[str, Rejection]:
    """The files that the dataset calls rejected, by hash."""
    from schemas.quality import SourceFile

    return {
        file.sha256: Rejection(
            file.file_name, named(file.reason or "It is of no use.", file.file_name), file.sha256
        )
        for file in dataset.of_type(SourceFile)
        if file.status == "rejected"
    }


def _reading(sha256: str, settings: Settings) -> Reading:
    """The reading of an original.

    Raises:
        RejectedFile: there is none, and why.
    """
    store = _store(settings)
    if store.state(sha256) == "read":
        return store.load(sha256)
    refusal = store.refusal(sha256)
    if refusal is not None:
        raise RejectedFile(refusal.reason)
    if not Archive(settings).has_original(sha256):
        raise RejectedFile("The file is no longer in the archive.", "Put it into the inbox again.")
    raise RejectedFile("The file could not be read this time.", "Run again.")


def validate_dataset(built: Built, docs: Path, settings: Settings) -> Built:
    """Apply people's decisions, add the findings, and write their report to the folder `docs`.

    Raises:
        CorrectionError: a correction no longer finds the figure that it overrules.
    """
    from pipeline.decisions import load_decisions, validated
    from pipeline.quality import validate

    check = partial(validate, limits=settings.checks)
    dataset = validated(built.dataset, load_decisions(settings), check, docs)
    return replace(built, dataset=dataset)


def publish_dataset(built: Built, intake: Intake, settings: Settings, docs: Path) -> Release:
    """Publish the dataset, and remember what it was made from."""
    from pipeline.model.summary import summary_of
    from pipeline.publishing import publish
    from pipeline.releases.inputs import inputs_of

    with _originals_at_hand(built, settings) as originals:
        release = publish(
            built.dataset,
            settings.outputs,
            summary=summary_of(built.dataset),
            docs=docs if docs.is_dir() and any(docs.iterdir()) else None,
            inputs=inputs_of(built.dataset, settings),
            originals=originals,
            keep=settings.keep_releases,
        )
    _log.info("published release %s", release.id, extra=event("publish"))
    if built.complete:
        remember(intake.fingerprint, settings)
    return release


@contextmanager
def _originals_at_hand(built: Built, settings: Settings) -> Iterator[Path]:
    """A folder with the originals; from an object store, with those that are not drawn yet."""
    if not settings.is_stored_far:
        yield settings.originals
        return
    from schemas.issues import Issue

    archive = Archive(settings)
    with tempfile.TemporaryDirectory(prefix="bulletins-") as name:
        for sha256 in {issue.source_sha256 for issue in built.dataset.of_type(Issue)}:
            if not (settings.outputs / "pictures" / sha256).is_dir():
                with archive.near_original(sha256) as path:
                    shutil.copyfile(path, Path(name, f"{sha256}.pdf"))
        yield Path(name)


def show_rejected(built: Built, settings: Settings) -> None:
    """Make the folder `rejected` hold what is of no use now, with the reasons."""
    archive = Archive(settings)
    pdfs = {
        sha256: (rejection.file_name, rejection.reason)
        for sha256, rejection in built.rejected.items()
        if archive.has_original(sha256)
    }
    archive.keep_rejected_pdfs(pdfs)


def judge_run(
    report: RunReport, intake: Intake, built: Built | None, read: Iterable[str] = ()
) -> None:
    """Fill in which files this run could not use, and the exit code that follows.

    Args:
        built: None where the run had nothing to do.
        read: hashes of the files read by this run.
    """
    known = built.rejected if built else {}
    found = [
        Rejection(file.file_name, reason, file.sha256)
        for file in intake.received
        if file.outcome not in ("known", "waiting")
        and (reason := file.reason or _reason(known, file.sha256))
    ]
    told = {rejection.sha256 for rejection in found}
    found += [known[sha256] for sha256 in read if sha256 in known and sha256 not in told]
    report.received = intake.received
    report.rejected = sorted(found, key=lambda rejection: rejection.file_name)
    if not report.summary.get("issues") or (built and not has_issues(built)):
        report.exit_code = ExitCode.NOTHING_PUBLISHED
    elif found:
        report.exit_code = ExitCode.SOME_REJECTED


def require_usable(reason: str | None) -> None:
    """Raises RejectedFile where there is a reason against a file."""
    if reason is not None:
        raise RejectedFile(reason)


def only_reading(settings: Settings) -> Reading:
    """The reading of an archive of one file."""
    store = _store(settings)
    arrivals = Archive(settings).arrivals()
    return store.load(arrivals[0].sha256)


def has_issues(built: Built) -> bool:
    """Is there anything to publish?"""
    return bool(built.dataset.rows["issues"])


def _reason(known: dict[str, Rejection], sha256: str) -> str | None:
    return known[sha256].reason if sha256 in known else None


def _store(settings: Settings) -> ReadingStore:
    from pipeline.reading import READER_VERSION
    from pipeline.reading.store import ReadingStore

    return ReadingStore(settings, READER_VERSION)
