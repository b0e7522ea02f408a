"""The third and fourth step of a run: all readings become one dataset, and it is validated."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.fingerprint import of_second_reading
from pipeline.errors import RejectedFile
from pipeline.files.log import event
from pipeline.model.garbage_collection import without_collector
from pipeline.model.layout import VALIDATION
from pipeline.model.message import translated
from pipeline.model.reasons import named, of_file
from pipeline.run.interpreting import interpret_many
from pipeline.run.reading import unread
from pipeline.run.report import Rejection
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.interpreting import InterpretedIssue, SourceIssue
    from pipeline.model.arrival import Arrival
    from pipeline.model.dataset import Dataset
    from schemas.quality import SourceFile

_GONE = RejectedFile(of_file("original_gone"))
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Built:
    """A dataset, validated or not yet.

    Attributes:
        dataset: its rows.
        rejected: name and reason of every rejected file of the archive, by hash.
        complete: every file was read or refused; False if reading was interrupted.
        gone: hash and name of every received PDF whose original is no longer in the archive.
        second_readings: SHA-256 of what a second reader found of a PDF, by the hash of the PDF.
    """

    dataset: Dataset
    rejected: dict[str, Rejection] = field(default_factory=dict)
    complete: bool = True
    gone: dict[str, str] = field(default_factory=dict)
    second_readings: dict[str, str] = field(default_factory=dict)

    @property
    def has_issues(self) -> bool:
        """Is there anything to publish?"""
        return bool(self.dataset.rows["issues"])


def build_dataset(workspace: Workspace) -> Built:
    """Interpret every reading of the archive and build the whole dataset from them."""
    from pipeline.interpreting import build, load_registry

    registry = load_registry(workspace.settings.registry)
    gone = workspace.archive.gone()
    with without_collector():
        arrived = arrivals_by_content(workspace)
        wanted = (sha256 for sha256 in arrived if is_accepted(arrived[sha256]))
        interpret_many(workspace, [sha256 for sha256 in wanted if sha256 not in gone])
        load = partial(_interpreted, workspace=workspace)
        sources, rejected = sources_of(arrived, gone, load)
        dataset = build(sources, rejected, registry)
    return Built(
        dataset,
        _rejections(dataset),
        complete=not unread(workspace),
        gone=gone,
        second_readings=_second_readings(dataset, workspace.settings),
    )


def _second_readings(dataset: Dataset, settings: Settings) -> dict[str, str]:
    """Those that the dataset is built with; audits go on while it is published."""
    from schemas.issues import Issue

    hashes = {issue.source_sha256 for issue in dataset.of_type(Issue)}
    found = {sha256: of_second_reading(sha256, settings) for sha256 in hashes}
    return {sha256: digest for sha256, digest in found.items() if digest}


def validate_dataset(built: Built, docs: Path, settings: Settings) -> Built:
    """Apply people's decisions, add the findings, and write the validation report to `docs`.

    Raises:
        CorrectionError: a correction no longer finds the figure that it replaces.
    """
    from pipeline.decisions import load_decisions, validated
    from pipeline.quality import validate

    before = settings.dataset / VALIDATION
    check = partial(validate, limits=settings.checks, docs_before=before)
    dataset = validated(built.dataset, load_decisions(settings), check, docs)
    _forget_ahead()
    return replace(built, dataset=dataset)


def _forget_ahead() -> None:
    from pipeline.quality.passed_rows import forget  # Great Expectations is imported by now.

    forget()


def sources_of(
    arrived: Mapping[str, Sequence[Arrival]],
    gone: Collection[str],
    load: Callable[[str], InterpretedIssue | RejectedFile],
) -> tuple[list[SourceIssue], list[Arrival]]:
    """Every reading of the archive, interpreted; and the arrivals of rejected files.

    Nothing is made from a reading whose original is gone: nobody could check its figures.

    Args:
        arrived: see `arrivals_by_content`.
        gone: hashes of the files whose original is gone.
        load: the interpretation of a PDF, or why there is none.
    """
    from pipeline.interpreting import SourceIssue

    sources: list[SourceIssue] = []
    rejected: list[Arrival] = []
    for sha256, arrivals in arrived.items():
        if not is_accepted(arrivals):
            rejected += arrivals
            continue
        started = time.monotonic()
        issue = _GONE if sha256 in gone else load(sha256)
        _log_issue(arrivals[0], issue, time.monotonic() - started)
        if isinstance(issue, RejectedFile):
            rejected += [replace(a, rejected=named(issue.reason, a.file_name)) for a in arrivals]
        else:
            sources.append(SourceIssue(tuple(arrivals), issue))
    return sources, rejected


def _log_issue(arrival: Arrival, issue: InterpretedIssue | RejectedFile, seconds: float) -> None:
    """Log which issue a file is; at debug level, for every run does this for every file."""
    number = None if isinstance(issue, RejectedFile) else issue.issue.issue_id
    about = event(
        "interpret", file=arrival.file_name, sha256=arrival.sha256, issue=number, seconds=seconds
    )
    _log.debug("%s is %s", arrival.file_name, number or "rejected", extra=about)


def is_accepted(arrivals: Iterable[Arrival]) -> bool:
    """Has a file been received, under any of its names?"""
    return not all(arrival.rejected for arrival in arrivals)


def _interpreted(sha256: str, workspace: Workspace) -> InterpretedIssue | RejectedFile:
    """The stored interpretation of a PDF, or its rejection."""
    if workspace.readings.state(sha256) == "read":
        try:
            return workspace.interpretations.load(sha256)
        except ValueError:  # It is damaged; only its beginning was looked at.
            workspace.interpretations.remove(sha256)
            interpret_many(workspace, [sha256])
            return workspace.interpretations.load(sha256)
    refusal = workspace.readings.refusal(sha256)
    if refusal is not None:
        return RejectedFile(refusal.reason)
    return RejectedFile(of_file("reading_absent"))


def arrivals_by_content(workspace: Workspace) -> dict[str, list[Arrival]]:
    """The arrivals of each file of the archive, by its hash."""
    found: dict[str, list[Arrival]] = {}
    for arrival in workspace.archive.arrivals():
        found.setdefault(arrival.sha256, []).append(arrival)
    return found


def _rejections(dataset: Dataset) -> dict[str, Rejection]:
    """The rejected files of the dataset, by hash."""
    from schemas.quality import SourceFile

    return {
        file.sha256: _rejection(file)
        for file in dataset.of_type(SourceFile)
        if file.status == "rejected"
    }


def _rejection(file: SourceFile) -> Rejection:
    reason = file.reason or of_file("rejected", name=file.file_name)
    return Rejection(file.file_name, reason, file.sha256, file.reason_zh or translated(reason))
