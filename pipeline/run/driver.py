"""One run: receive, read, cross-check, interpret, validate, publish. Plain or as Prefect tasks.

The driver alone decides what a run does, and writes its report and its log events. It receives
the steps (`steps.py`) as an argument: a Prefect flow passes tasks that call the same functions.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.files.log import event
from pipeline.run.audit import Audits
from pipeline.run.closing import close_report
from pipeline.run.cross_check import unchecked
from pipeline.run.intake import Intake, refresh_intake
from pipeline.run.losses import require_no_loss
from pipeline.run.progress import Progress
from pipeline.run.publishing import pictures_ahead, show_rejected
from pipeline.run.reading import pages_to_recognise, recognition_note, unread
from pipeline.run.recording import recorded
from pipeline.run.report import CrossChecked, ReadFile, RunReport
from pipeline.run.steps import PLAIN, Steps
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings

_log = logging.getLogger(__name__)


def run(
    settings: Settings,
    progress: Progress | None = None,
    *,
    steps: Steps = PLAIN,
    sample: Path | None = None,
    again: bool = False,
    cross_check: bool = False,
) -> RunReport:
    """Bring the dataset up to date with the inbox.

    Args:
        progress: called at each step.
        steps: plain functions, or tasks that wrap them.
        sample: a PDF to process if neither the inbox nor the archive holds any.
        again: read again the files that the reader refused before.
        cross_check: read with a second engine every table that it has not read.

    Raises:
        BulletinsError: a folder, a package or a setting prevents the run; the previous dataset
            remains. Failures of single files are in the report instead.
    """
    with recorded(settings) as report:
        driver = Driver(settings, report, steps, progress)
        with closing(driver.workspace):
            driver.ingest(sample, again=again, cross_check=cross_check)
    return report


class Driver:
    """A run in progress; its results go into the report."""

    def __init__(
        self,
        settings: Settings,
        report: RunReport,
        steps: Steps = PLAIN,
        progress: Progress | None = None,
    ) -> None:
        self.workspace = Workspace(settings)
        self.archive = self.workspace.archive
        self.report = report
        self.steps = steps
        self.progress = progress or Progress()
        self._producers: dict[str, str] = {}
        self._audits: Audits | None = None

    def ingest(self, sample: Path | None, *, again: bool, cross_check: bool) -> None:
        """Receive, read what has no reading, and publish if anything has changed."""
        self.archive.storage.list_once()
        with self._timed("receive"):
            intake = self.steps.receive(self.archive, sample)
        if again or cross_check or not intake.unchanged:
            with self._timed("read"):
                self._read(intake, again)
            self.archive.storage.list_once()  # Workers of a cluster write to it.
        if cross_check:
            with self._timed("cross-check"):
                self._cross_check()
            intake = refresh_intake(self.archive, intake.received)
        try:
            self._publish(intake, again)
            self._audit()
        finally:
            if self._audits:
                self._audits.stop()

    def rebuild(self) -> None:
        """Publish if anything has changed; receives no file and reads no PDF.

        Raises:
            UsageError: a PDF has no reading; its issue would be missing from the dataset.
        """
        self.archive.storage.list_once()
        self.archive.clear_unfinished()
        intake = refresh_intake(self.archive, [])
        if not intake.unchanged and (missing := unread(self.workspace)):
            raise UsageError(
                f"{len(missing)} of the PDFs have not been read by this version of the reader.",
                "Start the deployment ingest/ingest, which reads them.",
            )
        self._publish(intake)

    def _read(self, intake: Intake, again: bool) -> None:
        self.report.versions["reader"] = self.workspace.readings.version
        pdfs = unread(self.workspace, again)
        pages = pages_to_recognise(self.workspace, pdfs)
        pdfs.sort(key=lambda pdf: pdf.sha256 in pages)
        if pages:
            total = sum(pages.values())
            self.progress.note(recognition_note(total, self.workspace.settings.workers))
        if pdfs:
            self.progress.start("reading", sum(pages.get(pdf.sha256, 1) for pdf in pdfs))
        names = {pdf.sha256: pdf.file_name for pdf in pdfs}
        for sha256, answer in self.steps.read(self.workspace, pdfs, intake):
            name, seconds = names[sha256], answer.seconds
            if answer.status == "read":
                self._producers[sha256] = answer.producer
            self.report.read[sha256] = ReadFile(name, answer.status, seconds, answer.peak_mb)
            _log.info(
                "read %s: %s %s (%.2f s)", name, answer.status, answer.reason, seconds,
                extra=event("read", file=name, sha256=sha256, seconds=seconds),
            )  # fmt: skip
            self.progress.advance(pages.get(sha256, 1))

    def _cross_check(self) -> None:
        pdfs = unchecked(self.workspace)
        self.report.cross_checked = []
        if pdfs:
            self.progress.start("cross-checking", len(pdfs))
        for found in self.steps.cross_check(self.workspace, pdfs):
            self.report.cross_checked.append(found)
            _log_cross_check(found)
            self.progress.advance()

    def _publish(self, intake: Intake, again: bool = False) -> None:
        """Build and publish the dataset, unless the current release has the same inputs."""
        if intake.unchanged and not again:
            close_report(self.report, self.workspace.settings, intake, None)
            return
        with self._timed("interpret"):
            self.progress.start("interpreting")
            built = self.steps.build(self.workspace)
        show_rejected(built, self.archive)
        require_no_loss(built, self.workspace.settings)
        if self.workspace.settings.workers > 1:
            self._start_audits()
        if built.has_issues:
            settings = self.workspace.settings
            with pictures_ahead(built, settings), _docs_folder(settings) as docs:
                with self._timed("validate"):
                    self.progress.start("validating")
                    built = self.steps.validate(built, docs, settings)
                with self._timed("publish"):
                    self.progress.start("publishing")
                    self.steps.publish(built, intake, self.archive, docs)
        close_report(self.report, self.workspace.settings, intake, built)

    def _start_audits(self) -> None:
        """Begin to audit a sample of the files that this run read: the dataset is built by now."""
        if self._producers and not self._audits:
            self._audits = Audits(self.workspace, self._producers)

    def _audit(self) -> None:
        """Wait for the audits; the dataset is published by now."""
        self._start_audits()
        if not self._audits:
            return
        with self._timed("audit"):
            self.progress.start("auditing")
            for pdf, found in self._audits.wait():
                _log.info(
                    "audited %s: %s", pdf.file_name,
                    found.failure or f"{len(found.differences)} places differ",
                    extra=event("audit", file=pdf.file_name, sha256=pdf.sha256),
                )  # fmt: skip

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.report.seconds[step] = seconds = round(time.monotonic() - started, 3)
        _log.info("%s took %.2f s", step, seconds, extra=event(step, seconds=seconds))


def _log_cross_check(found: CrossChecked) -> None:
    _log.info(
        "cross-checked %s: %d figures agree, %d differ, %d not read apart %s(%.2f s)",
        found.file_name, found.agreed, found.differing, found.apart,
        f"{found.failure} " if found.failure else "", found.seconds,
        extra=event(
            "cross-check", file=found.file_name, sha256=found.sha256, seconds=found.seconds
        ),
    )  # fmt: skip


@contextmanager
def _docs_folder(settings: Settings) -> Iterator[Path]:
    """A temporary folder for the validation report."""
    with tempfile.TemporaryDirectory(prefix=".", suffix=".tmp", dir=settings.outputs) as name:
        yield Path(name)
