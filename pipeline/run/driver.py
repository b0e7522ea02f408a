"""One run over the inbox, as plain calls: receive, read, interpret, validate, publish."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from pipeline.archive.archive import now
from pipeline.errors import BulletinsError, ExitCode, FolderError
from pipeline.files.lock import only_run
from pipeline.files.log import event, logged
from pipeline.files.summary import read_summary
from pipeline.run import steps
from pipeline.run.cross_check import cross_check_many, unchecked
from pipeline.run.history import new_report, save
from pipeline.run.progress import Progress
from pipeline.run.report import RunReport
from pipeline.settings import Settings

_log = logging.getLogger(__name__)


def run(
    settings: Settings,
    progress: Progress | None = None,
    *,
    sample: Path | None = None,
    again: bool = False,
    cross_check: bool = False,
) -> RunReport:
    """Bring the dataset up to date with the inbox.

    Args:
        progress: told of the steps.
        sample: a PDF to take where neither the inbox nor the archive holds any.
        again: read anew what was refused before.
        cross_check: have a second engine read every table that it has not read.

    Raises:
        BulletinsError: a folder, a package or a setting stands in the way. What one file does
            is told in the report instead. The dataset from before still stands.
    """
    with reported(settings) as report:
        _run(settings, report, progress or Progress(), sample, again, cross_check)
    return report


@contextmanager
def reported(settings: Settings) -> Iterator[RunReport]:
    """A report for the run inside, which has the outputs folder to itself; saved in any case."""
    with only_run(settings):
        report = new_report(settings)
        with logged(settings, report.run):
            try:
                with _explained(report, settings):
                    yield report
            finally:
                _end(report, settings)


@contextmanager
def _explained(report: RunReport, settings: Settings) -> Iterator[None]:
    """Note why a run stops early; what nobody foresaw is noted as such, and goes its way."""
    report.error = "The run was stopped by a fault of the program."
    code = ExitCode.NOTHING_PUBLISHED
    try:
        yield
        report.error, code = None, report.exit_code
    except BulletinsError as error:
        report.error, code = str(error), error.exit_code
        raise
    except KeyboardInterrupt:
        report.error, code = "interrupted", ExitCode.INTERRUPTED
        raise
    except OSError as error:
        told = FolderError(
            f"{error.filename or settings.outputs} cannot be used: {error.strerror or error}.",
            "Check that it is there, its permissions and the free space, then run again.",
        )
        report.error, code = str(told), told.exit_code
        raise told from error
    finally:
        report.exit_code = code


def _end(report: RunReport, settings: Settings) -> None:
    report.ended_at = now()
    _log.info("run ended: %s", report.error or report.exit_code.name, extra=event("run"))
    # What went wrong first is what is told.
    with suppress(FolderError) if report.error else nullcontext():
        save(report, settings)


def _run(
    settings: Settings,
    report: RunReport,
    progress: Progress,
    sample: Path | None,
    again: bool,
    cross_check: bool,
) -> None:
    with _timed("receive", report):
        intake = steps.take_in(settings, sample)
    if again or cross_check or not intake.unchanged:
        with _timed("read", report):
            report.versions["reader"] = steps.reader_version()
            _read(settings, report, progress, again)
    if cross_check:
        with _timed("cross-check", report):
            _cross_check(settings, report, progress)
        intake = steps.taken_again(intake, settings)
    if intake.unchanged and not again:
        report.unchanged = True
        close(report, settings, intake, None)
        return
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
    names = {pdf.sha256: pdf.file_name for pdf in pdfs}
    for sha256, answer in steps.read_many(pdfs, settings):
        name, seconds = names[sha256], answer.seconds
        report.read[sha256] = {
            "file": name, "status": answer.status, "seconds": seconds, "peak_mb": answer.peak_mb,
        }  # fmt: skip
        _log.info(
            "read %s: %s %s (%.2f s)", name, answer.status, answer.reason, seconds,
            extra=event("read", file=name, sha256=sha256, seconds=seconds),
        )  # fmt: skip
        progress.advance()


def _cross_check(settings: Settings, report: RunReport, progress: Progress) -> None:
    pdfs = unchecked(settings)
    report.cross_checked = []
    if not pdfs:
        return
    progress.start("cross-checking", len(pdfs))
    for found in cross_check_many(settings, pdfs):
        report.cross_checked.append(found)
        _log.info(
            "cross-checked %s: %d figures agree, %d differ, %d not read apart %s(%.2f s)",
            found.sha256, found.agreed, found.differing, found.apart,
            f"{found.failure} " if found.failure else "", found.seconds,
        )  # fmt: skip
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
    report.seconds[step] = seconds = round(time.monotonic() - started, 3)
    _log.info("%s took %.2f s", step, seconds, extra=event(step, seconds=seconds))
