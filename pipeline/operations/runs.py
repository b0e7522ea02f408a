"""Runs in another process: a child process, or a flow run of a Prefect deployment.

Both have one interface: a run is started, polled for its end, and can be stopped.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.errors import BulletinsError, ExitCode
from pipeline.operations.child import Child
from pipeline.operations.standby import Standby
from pipeline.run.notices import Notice
from pipeline.run.outcome import (
    NOTHING_LOADED,
    findings,
    new_findings,
    notice_of_failure,
    notice_of_findings,
)
from pipeline.run.prefect.server import NoServer, require_server
from pipeline.settings import ENV_PREFIX, Settings, import_path

INGEST = "ingest/ingest"
REBUILD = "rebuild/rebuild"
_RUN = ["run", "--no-prefect", "--json", "-v"]
_SERVER_TIMEOUT_S = 2
_BEGIN_WITHIN_S = 120
_DEAD_AFTER_S = 120


@dataclass(frozen=True)
class Ended:
    """How a run ended.

    Attributes:
        worked: it needs no retry: it succeeded, or a retry would give the same result.
        failure: what went wrong, in one sentence; '' if nothing did.
        notices: notices to send; a flow run sends its own.
    """

    worked: bool
    failure: str = ""
    notices: tuple[Notice, ...] = ()


class Run(Protocol):
    """A run in progress."""

    def ended(self) -> Ended | None:
        """How it ended; None while it is running."""

    def stop(self) -> None:
        """Ask it to end; wait for it if it is a child process."""


class NotStarted(BulletinsError):
    """A run could not be started in this way."""


class ProcessRun:
    """`bulletins run` in a process of its own: the one that waits, if it can be used."""

    def __init__(self, settings: Settings, standby: Standby | None = None) -> None:
        self._dataset = settings.dataset
        self._before = findings(self._dataset)
        waiting = standby.take(_RUN) if standby else None
        self._child = waiting or Child(_RUN, environment_of(settings))

    def ended(self) -> Ended | None:
        code = self._child.exit_code()
        if code is None:
            return None
        if code not in (ExitCode.OK, ExitCode.SOME_REJECTED):
            nothing = code == ExitCode.NOTHING_PUBLISHED and self._has_reported()
            failure = (
                NOTHING_LOADED if nothing else self._child.error_message or _exit_description(code)
            )
            return Ended(nothing, failure, (notice_of_failure("The run", failure),))
        fresh = new_findings(self._before, findings(self._dataset))
        notice = notice_of_findings(fresh, str(self._dataset))
        return Ended(worked=True, notices=(notice,) if notice else ())

    def stop(self) -> None:
        self._child.stop()

    def _has_reported(self) -> bool:
        """Has it printed a report without error? A program fault has the same exit code."""
        try:
            return json.loads(self._child.printed)["error"] is None
        except (ValueError, KeyError, TypeError):
            return False


class DeploymentRun:
    """A flow run of a deployment, executed by a Prefect worker.

    Args:
        key: idempotency key; with the same one no second run is started.
        is_active: does a run hold the lock of the outputs folder?

    Raises:
        NotStarted: no server responds, or it has no such deployment.
    """

    def __init__(self, deployment: str, key: str, is_active: Callable[[], bool]) -> None:
        try:
            require_server(os.environ.get("PREFECT_API_URL", ""), _SERVER_TIMEOUT_S)
        except NoServer as error:
            raise NotStarted(error.message) from error
        from prefect.client.orchestration import get_client
        from prefect.exceptions import ObjectNotFound

        self._started = self._active_at = time.monotonic()
        self._is_active = is_active
        try:
            self._client: Any = get_client(sync_client=True)
            found = self._client.read_deployment_by_name(deployment)
            self._id = self._client.create_flow_run_from_deployment(
                found.id, idempotency_key=key
            ).id
        except ObjectNotFound as error:
            raise NotStarted(f"The Prefect server has no deployment {deployment}.") from error
        except _client_errors() as error:
            raise NotStarted(f"The Prefect server did not accept the run: {error}.") from error

    def ended(self) -> Ended | None:
        try:
            state = self._client.read_flow_run(self._id).state
        except _client_errors() as error:
            return Ended(worked=False, failure=f"The Prefect server no longer responds: {error}.")
        if state is None or not state.is_final():
            return self._cancel_if_not_begun(state) or self._give_up_if_dead(state)
        if state.is_completed():
            return Ended(worked=True)
        message = state.message or ""
        return Ended(message.startswith(NOTHING_LOADED), f"{state.name}: {message}")

    def stop(self) -> None:
        """Do nothing: the worker finishes it."""

    def _cancel_if_not_begun(self, state: Any) -> Ended | None:
        """Cancel a run that no worker has started in time, so that another way can be tried."""
        waits = state is None or state.is_scheduled() or state.is_pending()
        if not waits or time.monotonic() - self._started < _BEGIN_WITHIN_S:
            return None
        from prefect.states import Cancelled

        with suppress(*_client_errors()):
            self._client.set_flow_run_state(self._id, Cancelled(), force=True)
        return Ended(worked=False, failure="No Prefect worker started the run.")

    def _give_up_if_dead(self, state: Any) -> Ended | None:
        """End a run whose process is gone: Prefect would list it as running for ever.

        A run holds the lock from its first second to its last, and the kernel releases the lock of
        a process that dies, or whose machine does.
        """
        if state is None or not state.is_running() or self._is_active():
            self._active_at = time.monotonic()
            return None
        if time.monotonic() - self._active_at < _DEAD_AFTER_S:
            return None
        from prefect.states import Crashed

        message = "Its process is gone: it no longer holds the lock of the outputs folder."
        with suppress(*_client_errors()):
            self._client.set_flow_run_state(self._id, Crashed(message=message), force=True)
        return Ended(worked=False, failure=f"The flow run has crashed. {message}")


def _exit_description(code: int) -> str:
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


def _client_errors() -> tuple[type[Exception], ...]:
    """What the client raises if the server does not respond, or is not a Prefect server."""
    import httpx
    from prefect.exceptions import PrefectException

    return (httpx.HTTPError, httpx.InvalidURL, PrefectException, ValueError, RuntimeError)
