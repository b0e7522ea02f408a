"""Watch the inbox, and start a run once the files in it have stopped changing.

A change that the system reports only makes the next poll come sooner. The poll decides, at
start-up and every few seconds: so no file is missed that was dropped while the watch was not
running, or into a network folder that reports no changes. A changed registry, correction or review
starts a run too, and so does the start of the watch, to finish what a crash interrupted.

A run is a child process. It loads what it needs while the files settle. If a Prefect server
responds, it is a flow run there as well, and what is scheduled there is carried out; the dataset
never depends on a server. There is one run at a time. A failed run is retried after a pause, longer
each time, and the watch continues. A run that a person has cancelled is not: the next one, for
another file or a decision, does its work as well.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from pathlib import Path

from pipeline.archive.stability import FileState
from pipeline.errors import BulletinsError
from pipeline.operations.flow_run import (
    FlowRun,
    NotStarted,
    due_flow_run,
    end_left_runs,
    new_flow_run,
)
from pipeline.operations.inbox_watch import DecisionsWatch, InboxWatch, unattended
from pipeline.operations.poll_ticks import only_watch, poll_ticks
from pipeline.operations.runs import Ended, ProcessRun, environment_of
from pipeline.operations.standby import Standby
from pipeline.run.notices import Notice, send_in_background
from pipeline.run.outcome import waiting_of
from pipeline.run.repeated import forget_failure, send_once_in_background
from pipeline.settings import Settings

_FIRST_PAUSE_S = 15.0
_LONGEST_PAUSE_S = 900.0
_MOST_NAMES = 5
_ASK_EVERY_S = 15.0
_END_LEFT_EVERY_S = 300.0
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
        self._run: ProcessRun | None = None
        self._files: dict[Path, FileState] = {}
        self._due = settings.arrivals.is_dir()  # A crash may have interrupted a run.
        self._pause_s = self._not_before = 0.0
        self._asked_at = 0.0
        self._ended_left_at = -_END_LEFT_EVERY_S
        self._skip_prefect = False
        self._problem = ""
        self._is_gone = False

    def is_busy(self) -> bool:
        """Should the next tick come soon?"""
        return self._run is not None or self._due or self._is_settling()

    def _is_settling(self) -> bool:
        """Will a run be due soon, once files have stopped changing?"""
        return self._inbox.is_settling() or self._decisions.is_settling()

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
        if self._run is not None or time.monotonic() < self._not_before:
            return
        if ready or changed or self._due:
            self._decisions.mark_used()
            self._start(ready, self._new_flow_run())
        elif flow_run := self._due_flow_run():
            self._start(ready, flow_run)
        else:
            self._standby.prepare(self._is_settling())

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

    def _start(self, files: dict[Path, FileState], flow_run: FlowRun | None) -> None:
        self._files = files
        names = ", ".join(path.name for path in list(files)[:_MOST_NAMES])
        more = " …" if len(files) > _MOST_NAMES else ""
        _log.info("starting a run: %s%s", names or "no new file, but a run is due", more)
        self._run = ProcessRun(self.settings, self._standby, flow_run)

    def _new_flow_run(self) -> FlowRun | None:
        """The run in Prefect's record; None without Prefect, or if the last one failed there."""
        if self._skip_prefect or not os.environ.get("PREFECT_API_URL"):
            return None
        try:
            return new_flow_run(self.settings)
        except NotStarted as error:
            _log.warning("%s The run is started without Prefect.", error)
            return None

    def _due_flow_run(self) -> FlowRun | None:
        """A run that Prefect has scheduled, or that a person wants; asked now and then."""
        now = time.monotonic()
        if not os.environ.get("PREFECT_API_URL") or now - self._asked_at < _ASK_EVERY_S:
            return None
        self._asked_at = now
        due = now - self._ended_left_at >= _END_LEFT_EVERY_S
        if due and end_left_runs(self.settings):
            self._ended_left_at = now
        return due_flow_run(self.settings)

    def _close(self, ended: Ended) -> None:
        """Handle the end of a run: record its files, send notices, pause after a failure."""
        in_prefect = self._run is not None and self._run.flow_run is not None
        self._skip_prefect = not ended.worked and in_prefect
        self._run = None
        self._due = not ended.worked
        if ended.worked:
            done = not ended.cancelled
            waiting = waiting_of(self.settings.run_report) if done else frozenset[str]()
            self._inbox.tried(self._files, waiting)
            self._pause_s = 0.0
        else:
            self._pause_s = min(max(_FIRST_PAUSE_S, self._pause_s * 2), _LONGEST_PAUSE_S)
        if self._skip_prefect:
            self._pause_s = 0.0
        self._not_before = time.monotonic() + self._pause_s
        if ended.failure:
            retry = "" if ended.worked else f" Retry in {self._pause_s:.0f} s."
            _log.error("The run failed. %s%s", ended.failure, retry)
        elif ended.cancelled:
            _log.warning("The run was cancelled. The next run does its work.")
        else:
            _log.info("the run has ended")
        self._notify(ended)

    def _notify(self, ended: Ended) -> None:
        """Send notices; a failure that repeats is sent once."""
        if not ended.failure and not ended.cancelled:
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
