"""A run in another process: it is started, polled for its end, and can be stopped."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass

from pipeline.errors import ExitCode
from pipeline.operations.child import Child
from pipeline.operations.flow_run import FlowRun
from pipeline.operations.standby import Standby
from pipeline.run.notices import Notice
from pipeline.run.outcome import (
    NOTHING_LOADED,
    findings,
    new_findings,
    notice_of_failure,
    notice_of_findings,
)
from pipeline.settings import ENV_PREFIX, Settings, import_path

_ASK_EVERY_S = 2.0


@dataclass(frozen=True)
class Ended:
    """How a run ended.

    Attributes:
        worked: it needs no retry: it succeeded, or a retry would give the same result.
        failure: what went wrong, in one sentence; '' if nothing did.
        notices: notices to send; a flow run sends its own.
        cancelled: a person has ended it, so that it is not retried.
    """

    worked: bool
    failure: str = ""
    notices: tuple[Notice, ...] = ()
    cancelled: bool = False


class ProcessRun:
    """`bulletins run` in a process of its own: the one that waits, if it can be used.

    Args:
        flow_run: what it is in Prefect's record; None for a run without Prefect.
    """

    def __init__(
        self, settings: Settings, standby: Standby | None = None, flow_run: FlowRun | None = None
    ) -> None:
        self._dataset = settings.dataset
        self.flow_run = flow_run
        self._before = [] if flow_run else findings(self._dataset)
        as_flow = ["--prefect", "--flow-run", flow_run.id] if flow_run else ["--no-prefect", "-v"]
        arguments = ["run", "--json", *as_flow]
        waiting = standby.take(arguments) if standby else None
        self._child = waiting or Child(arguments, environment_of(settings))
        self._asked_at = time.monotonic()
        self._is_cancelled = False

    def ended(self) -> Ended | None:
        code = self._child.exit_code()
        if code is None:
            self._stop_if_cancelled()
            return None
        if code in (ExitCode.OK, ExitCode.SOME_REJECTED):
            return Ended(worked=True, notices=() if self.flow_run else self._new_findings())
        if self._is_cancelled and self.flow_run:
            self.flow_run.set_cancelled()
            return Ended(worked=True, cancelled=True)
        nothing = code == ExitCode.NOTHING_PUBLISHED and self._has_reported()
        failure = NOTHING_LOADED if nothing else self._child.error_message or _described(code)
        has_reported = self.flow_run is not None and not self.flow_run.close(failure)
        notices = () if has_reported else (notice_of_failure("The run", failure),)
        return Ended(nothing, failure, notices)

    def stop(self) -> None:
        self._child.stop()
        if self.flow_run:
            self.flow_run.close("The watch was stopped.")

    def _stop_if_cancelled(self) -> None:
        now = time.monotonic()
        if self.flow_run and now - self._asked_at > _ASK_EVERY_S:
            self._asked_at = now
            if self.flow_run.is_to_be_cancelled():
                self._is_cancelled = True
                self._child.stop()

    def _new_findings(self) -> tuple[Notice, ...]:
        fresh = new_findings(self._before, findings(self._dataset))
        notice = notice_of_findings(fresh, str(self._dataset))
        return (notice,) if notice else ()

    def _has_reported(self) -> bool:
        """Has it printed a report without error? A program fault has the same exit code."""
        try:
            return json.loads(self._child.printed)["error"] is None
        except (ValueError, KeyError, TypeError):
            return False


def _described(code: int) -> str:
    return f"It was ended by signal {-code}." if code < 0 else f"It ended with exit code {code}."


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment of a child process that uses the same settings."""
    values = {
        "inbox": str(settings.inbox.absolute()),
        "outputs": str(settings.outputs.absolute()),
        "registry": str(settings.registry.absolute()),
        "corrections": str(settings.corrections.absolute()),
        "reviews": str(settings.reviews.absolute()),
        "store": _store(settings),
        "unfinished_wait_s": f"{settings.unfinished_wait_s:g}",
        "workers": str(settings.workers),
    }
    return {
        **os.environ,
        **{f"{ENV_PREFIX}{name.upper()}": value for name, value in values.items()},
        "PYTHONPATH": import_path(),
        "PYTHONUNBUFFERED": "1",
    }


def _store(settings: Settings) -> str:
    """A folder as an absolute path; the URL of an object store unchanged."""
    is_folder = settings.store and not settings.is_remote
    return os.path.abspath(settings.store) if is_folder else settings.store
