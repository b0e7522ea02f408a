"""One run over the inbox, as plain calls: receive, read, interpret, validate, publish."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline import steps
from pipeline.errors import BulletinsError, FolderError
from pipeline.lock import only_run
from pipeline.progress import Progress
from pipeline.publishing.summary import read_summary
from pipeline.run_report import RunReport
from pipeline.settings import Settings

_log = logging.getLogger(__name__)


def run(
    settings: Settings,
    progress: Progress | None = None,
    *,
    sample: Path | None = None,
    again: bool = False,
) -> RunReport:
    """Bring the dataset up to date with the inbox.

    Args:
        progress: told of the steps.
        sample: a PDF to take where neither the inbox nor the archive holds any.
        again: read anew what was refused before.

    Raises:
        BulletinsError: a folder, a package or a setting stands in the way. What one file does
            is told in the report instead. The dataset from before still stands.
    """
    with reported(settings) as report:
        _run(settings, report, progress or Progress(), sample, again)
    return report


@contextmanager
def reported(settings: Settings) -> Iterator[RunReport]:
    """A report for the run inside, which has the outputs folder to itself; saved in any case."""
    report = RunReport()
    with only_run(settings):
        try:
            yield report
        except (BulletinsError, KeyboardInterrupt) as error:
            report.error = str(error) or "interrupted"
            with suppress(FolderError):
                report.save(settings.run_report)
            raise
        report.save(settings.run_report)


def _run(
    settings: Settings,
    report: RunReport,
    progress: Progress,
    sample: Path | None,
    again: bool,
) -> None:
    with _timed("receive", report):
        intake = steps.take_in(settings, sample)
    if intake.unchanged and not again:
        report.unchanged = True
        close(report, settings, intake, None)
        return
    with _timed("read", report):
        _read(settings, report, progress, again)
    with _timed("interpret", report):
        progress.start("interpreting")
        built = steps.build_dataset(settings)
    steps.show_rejected(built, settings)
    if steps.has_issues(built):
        with docs_folder(settings) as docs:
            with _timed("validate", report):
                progress.start("validating")
                built = steps.validate_dataset(built, docs, settings)
            with _timed("publish", report):
                progress.start("publishing")
                steps.publish_dataset(built, intake, settings, docs)
    close(report, settings, intake, built)


def _read(settings: Settings, report: RunReport, progress: Progress, again: bool) -> None:
    pdfs = steps.unread(settings, again)
    if not pdfs:
        return
    progress.start("reading", len(pdfs))
    for sha256, answer in steps.read_many(pdfs, settings):
        report.read[sha256] = {"seconds": answer.seconds, "peak_mb": answer.peak_mb}
        _log.info("read %s: %s %s (%.2f s)", sha256, answer.status, answer.reason, answer.seconds)
        progress.advance()


def close(
    report: RunReport, settings: Settings, intake: steps.Intake, built: steps.Built | None
) -> None:
    """Fill in the state of the dataset, the files that are of no use, and the exit code."""
    report.summary = read_summary(settings.dataset) or {}
    report.release = report.summary.get("release")
    report.dataset = str(settings.dataset)
    steps.judge_run(report, intake, built, read=report.read)


@contextmanager
def docs_folder(settings: Settings) -> Iterator[Path]:
    """A folder for the report of the validation, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=".", suffix=".tmp", dir=settings.outputs) as name:
        yield Path(name)


@contextmanager
def _timed(step: str, report: RunReport) -> Iterator[None]:
    started = time.monotonic()
    yield
    report.seconds[step] = round(time.monotonic() - started, 3)
    _log.info("%s took %.2f s", step, report.seconds[step])
