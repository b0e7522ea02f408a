"""The record of a run: it locks the outputs folder, writes a log, and saves a report."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from pipeline.archive.archive import now
from pipeline.errors import BulletinsError, ExitCode, FolderError
from pipeline.files.lock import only_run
from pipeline.files.log import event, logged
from pipeline.run.history import new_report, save
from pipeline.run.report import RunReport
from pipeline.settings import Settings

_log = logging.getLogger(__name__)


@contextmanager
def recorded(settings: Settings) -> Iterator[RunReport]:
    """The report of the run inside the context; it is saved however the run ends.

    Raises:
        FolderError: the outputs folder cannot be used, or another run holds its lock.
    """
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
    """Write into the report why a run stops early; an unexpected exception passes through."""
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
        explained = FolderError(
            f"{error.filename or settings.outputs} cannot be used: {error.strerror or error}.",
            "Check that it is there, its permissions and the free space, then run again.",
        )
        report.error, code = str(explained), explained.exit_code
        raise explained from error
    finally:
        report.exit_code = code


def _end(report: RunReport, settings: Settings) -> None:
    report.ended_at = now()
    _log.info("run ended: %s", report.error or report.exit_code.name, extra=event("run"))
    # A report that cannot be saved must not hide the first error.
    with suppress(FolderError) if report.error else nullcontext():
        save(report, settings)
