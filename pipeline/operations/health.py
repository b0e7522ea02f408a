"""Health checks for monitoring, answered from small files: one sentence for each problem."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipeline.archive.archive import Archive
from pipeline.archive.receive import waiting_files
from pipeline.errors import BulletinsError, ExitCode
from pipeline.files.lock import is_held
from pipeline.files.summary import read_summary
from pipeline.run.history import went_unreported
from pipeline.safe_text import label, quoted
from pipeline.settings import Settings

Kind = Literal["last_run_failed", "overdue", "waiting", "inbox", "outputs", "originals"]
_LEAST_FREE_MB = 50
"""A release and its report need this much free space."""

_CLOCK_HOURS = 1
_MOST_NAMED = 5
_FINE = (ExitCode.OK, ExitCode.SOME_REJECTED)


@dataclass(frozen=True)
class Problem:
    """Something that a person must act on.

    Attributes:
        kind: `last_run_failed`, `overdue`, `waiting` (a file is), `inbox` (cannot be read),
            `outputs` (cannot be written) or `originals` (received PDFs are gone).
        message: one sentence.
    """

    kind: Kind
    message: str


def problems(settings: Settings) -> list[Problem]:
    """The problems of the runs, the inbox and the outputs folder; empty if there are none.

    Raises:
        FolderError: the archive cannot be read.
    """
    found = [*_of_runs(settings), *_of_inbox(settings), *_of_outputs(settings)]
    return found + _of_originals(settings)


def _of_runs(settings: Settings) -> list[Problem]:
    try:
        report = json.loads(settings.run_report.read_bytes())
        started = dt.datetime.fromisoformat(report["started_at"])
        code, error, ended = report["exit_code"], report["error"], report["ended_at"]
    except FileNotFoundError:
        if went_unreported(settings):
            message = f"The last run failed: nothing could be written to {settings.outputs}."
            return [Problem("last_run_failed", message)]
        return [Problem("overdue", f"No run has been made yet for {settings.outputs}.")]
    except (OSError, ValueError, KeyError, TypeError):
        return [Problem("last_run_failed", f"{settings.run_report} is not a run report.")]
    found = []
    running = not ended and is_held(settings)
    if not ended and not running:
        found.append(Problem("last_run_failed", f"The last run ({started}) was killed."))
    elif ended and (error or code not in _FINE):
        why = error or "nothing could be published"
        found.append(Problem("last_run_failed", f"The last run ({started}) failed: {why}"))
    hours = (dt.datetime.now(dt.UTC) - started).total_seconds() / 3600
    if settings.overdue_hours and hours > settings.overdue_hours:
        limit = f"{settings.overdue_hours:g}"
        found.append(
            Problem("overdue", f"The last run began {hours:.0f} hours ago; the limit is {limit}.")
        )
    if hours < -_CLOCK_HOURS:
        message = f"The last run began at {started}, in the future: the clock was set back."
        found.append(Problem("overdue", message))
    return found


def _of_inbox(settings: Settings) -> list[Problem]:
    if not settings.waiting_minutes:
        return []
    try:
        paths = waiting_files(settings)
    except BulletinsError as error:
        return [Problem("inbox", str(error))]
    received = _received(settings) if paths else set()
    return [
        Problem("waiting", f"{quoted(name)} has been waiting in the inbox for {minutes:.0f} min.")
        for path in paths
        if (minutes := _minutes(path)) > settings.waiting_minutes
        and ((name := label(str(path.relative_to(settings.inbox)))), _size(path)) not in received
    ]


def _of_outputs(settings: Settings) -> list[Problem]:
    """Problems of the disk, reported before a run fails because of them."""
    outputs = settings.outputs
    try:
        disk = os.statvfs(outputs)
    except FileNotFoundError:
        return []  # Already reported: no run yet.
    except OSError as error:
        return [Problem("outputs", f"The folder {outputs} cannot be read: {error.strerror}.")]
    free_mb = disk.f_bavail * disk.f_frsize // 2**20
    if disk.f_flag & os.ST_RDONLY or not os.access(outputs, os.W_OK):
        return [Problem("outputs", f"The folder {outputs} cannot be written.")]
    if free_mb < _LEAST_FREE_MB:
        return [Problem("outputs", f"The disk of {outputs} is full: {free_mb} MB are free.")]
    return []


def _of_originals(settings: Settings) -> list[Problem]:
    """Received PDFs whose original is gone, without those that the dataset was published without.

    An object store is not asked: the answer may take long. The next run asks it.
    """
    if settings.is_remote:
        return []
    known = {e["sha256"] for e in (read_summary(settings.dataset) or {}).get("rejected", [])}
    gone = [name for sha256, name in Archive(settings).gone().items() if sha256 not in known]
    if not gone:
        return []
    first = ", ".join(quoted(name) for name in sorted(gone)[:_MOST_NAMED])
    more = " …" if len(gone) > _MOST_NAMED else ""
    message = f"Of the received PDFs {len(gone)} are no longer in {settings.originals}: {first}"
    return [Problem("originals", f"{message}{more}.")]


def _received(settings: Settings) -> set[tuple[str, int]]:
    """Name and size of every received file: a read-only inbox keeps its files."""
    return {(receipt.file_name, receipt.size) for receipt in Archive(settings).receipts()}


def _minutes(path: Path) -> float:
    """Minutes since the file was put here or changed; its own timestamp may be older."""
    try:
        found = path.lstat()
    except OSError:
        return 0
    return (time.time() - max(found.st_ctime, found.st_mtime)) / 60


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return -1


def as_dict(found: list[Problem]) -> dict[str, Any]:
    """The problems as a JSON object."""
    rows = [{"kind": problem.kind, "message": problem.message} for problem in found]
    return {"healthy": not found, "problems": rows}
