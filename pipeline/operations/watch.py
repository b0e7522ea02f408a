"""Watch the inbox, and start a run once the files in it have stopped changing.

A change that the system reports only makes the next poll come sooner. The poll decides, at
start-up and every few seconds: so no file is missed that was dropped while the watch was not
running, or into a network folder that reports no changes. A changed registry, correction or review
starts a run too, and so does the start of the watch, to finish what a crash interrupted.

If a Prefect server responds, the run is a flow run of a deployment; otherwise a child process, so
that the dataset never depends on a server. There is one run at a time. A failed run is retried
after a pause, longer each time, and the watch continues.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from pathlib import Path

from pipeline.archive.stability import FileState
from pipeline.errors import BulletinsError
from pipeline.files.lock import is_held
from pipeline.operations.inbox_watch import DecisionsWatch, InboxWatch, unattended
from pipeline.operations.poll_ticks import only_watch, poll_ticks
from pipeline.operations.runs import (
    INGEST,
    REBUILD,
    DeploymentRun,
    Ended,
    NotStarted,
    ProcessRun,
    Run,
    environment_of,
)
from pipeline.operations.standby import Standby
from pipeline.run.notices import Notice, send_in_background
from pipeline.run.outcome import waiting_of
from pipeline.run.repeated import forget_failure, send_once_in_background
from pipeline.settings import Settings

_FIRST_PAUSE_S = 15.0
_LONGEST_PAUSE_S = 900.0
_MOST_NAMES = 5
_log = logging.getLogger(__name__)


def watch(settings: Settings, stop: threading.Event) -> None:
    """Watch until stopped; a run in progress is stopped too.

    Raises:
        FolderError: the outputs folder cannot be written, or another watch uses it.
    """
    with only_watch(settings) as hold:
        watching = _Watch(unattended(settings))
        _log.info("watching %s", settings.inbox)
        for _ in poll_ticks(settings, stop, watching.is_busy):
            if hold.is_there():
                hold.beat()
                watching.poll()
            else:
                watching.wait_for_outputs()
        watching.end()


class _Watch:
    """The state of the watch between two ticks."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._inbox = InboxWatch(settings)
        self._decisions = DecisionsWatch(settings)
        self._standby = Standby(environment_of(settings))
        self._run: Run | None = None
        self._files: dict[Path, FileState] = {}
        self._due = settings.arrivals.is_dir()  # A crash may have interrupted a run.
        self._pause_s = self._not_before = 0.0
        self._attempt = 0
        self._skip_prefect = False
        self._problem = ""
        self._is_gone = False

    def is_busy(self) -> bool:
        """Should the next tick come soon?"""
        return self._run is not None or self._due or self._inbox.is_settling()

    def poll(self) -> None:
        """Check whether the run has ended, and start another one if it is due."""
        if self._is_gone:
            _log.warning("The outputs folder is back.")
            self._is_gone, self._due = False, True
        if self._run is not None and (ended := self._run.ended()):
            self._close(ended)
        try:
            ready = self._inbox.ready()
            self._report("")
        except BulletinsError as error:
            self._report(str(error))
            return
        changed = self._decisions.has_changed()
        may_start = self._run is None and time.monotonic() >= self._not_before
        if may_start and (ready or changed or self._due):
            self._decisions.mark_used()
            self._start(ready)
        elif self._run is None and not self._uses_prefect():
            self._standby.prepare()

    def wait_for_outputs(self) -> None:
        """Start nothing while the outputs folder is missing: a run would make an empty archive."""
        if not self._is_gone:
            what = f"The outputs folder {self.settings.outputs} is missing or was replaced."
            hint = "No file is received until it is back."
            _log.error("%s %s", what, hint)
            send_in_background(Notice("run_failed", what, hint), self.settings)
        self._is_gone = True

    def end(self) -> None:
        """Stop the run in progress, and the process that waits for the next."""
        if self._run is not None:
            self._run.stop()
        self._standby.close()

    def _start(self, files: dict[Path, FileState]) -> None:
        self._files = files
        self._attempt += 1
        names = ", ".join(path.name for path in list(files)[:_MOST_NAMES])
        more = " …" if len(files) > _MOST_NAMES else ""
        _log.info("starting a run: %s%s", names or "no new file, but a run is due", more)
        self._run = self._deployment_run() or ProcessRun(self.settings, self._standby)

    def _uses_prefect(self) -> bool:
        return bool(os.environ.get("PREFECT_API_URL")) and not self._skip_prefect

    def _deployment_run(self) -> Run | None:
        """A run by a Prefect worker; None without Prefect, or after it failed to do the last."""
        if not self._uses_prefect():
            return None
        try:
            deployment = INGEST if self._files or self._due else REBUILD
            key = _key(self._files, self._attempt)
            return DeploymentRun(deployment, key, lambda: is_held(self.settings))
        except NotStarted as error:
            _log.warning("%s The run is started without Prefect.", error)
            return None

    def _close(self, ended: Ended) -> None:
        """Handle the end of a run: record its files, send notices, pause after a failure."""
        self._skip_prefect = not ended.worked and isinstance(self._run, DeploymentRun)
        self._run = None
        self._due = not ended.worked
        if ended.worked:
            self._inbox.tried(self._files, waiting_of(self.settings.run_report))
            self._pause_s, self._attempt = 0.0, 0
        else:
            self._pause_s = min(max(_FIRST_PAUSE_S, self._pause_s * 2), _LONGEST_PAUSE_S)
        if self._skip_prefect:
            self._pause_s = 0.0
        self._not_before = time.monotonic() + self._pause_s
        if ended.failure:
            retry = "" if ended.worked else f" Retry in {self._pause_s:.0f} s."
            _log.error("The run failed. %s%s", ended.failure, retry)
        else:
            _log.info("the run has ended")
        self._notify(ended)

    def _notify(self, ended: Ended) -> None:
        """Send notices; a failure that repeats is sent once."""
        if not ended.failure:
            forget_failure(self.settings)
        for notice in ended.notices:
            if ended.failure:
                send_once_in_background(notice, self.settings)
            else:
                send_in_background(notice, self.settings)

    def _report(self, problem: str) -> None:
        """Log a problem with the inbox once, and its end."""
        if problem and problem != self._problem:
            _log.error("%s The watch continues.", problem)
        elif self._problem and not problem:
            _log.warning("The inbox can be read again.")
        self._problem = problem


def _key(files: dict[Path, FileState], attempt: int) -> str:
    """The idempotency key, equal for equal files: a restarted watch starts no second run."""
    text = f"{attempt} {sorted((os.fspath(path), state) for path, state in files.items())}"
    if not files:
        text += f" {time.time_ns()}"
    return hashlib.sha256(os.fsencode(text)).hexdigest()
