"""Flow runs in Prefect's record that processes of this machine carry out.

They are made, observed and ended by HTTP: Prefect's client, or its worker, would take 100 MB in a
process that waits.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import time
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from pipeline.errors import BulletinsError
from pipeline.run.prefect.names import POOL, watch_tag
from pipeline.run.prefect.server import NoServer, require_server
from pipeline.settings import Settings

INGEST = "ingest/ingest"
_TIMEOUT_S = 2
_PAUSES_S = (0.3, 1.0)
_NO_ANSWER = (OSError, ValueError, HTTPException, KeyError, TypeError)
_ACTIVE = ["PENDING", "RUNNING", "CANCELLING"]
_FINAL = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


class NotStarted(BulletinsError):
    """A flow run could not be started."""


class FlowRun:
    """A flow run that is pending: no other process takes it.

    Attributes:
        id: by which the process that carries it out finds it.
    """

    def __init__(self, ident: str) -> None:
        self.id = ident

    def is_to_be_cancelled(self) -> bool:
        """Does a person want it to end?"""
        return self._state() == "CANCELLING"

    def set_cancelled(self) -> None:
        """Record that it was cancelled, whatever its process has recorded as it was stopped."""
        with suppress(*_NO_ANSWER):
            _set_state(self.id, "CANCELLED", "A person cancelled it. The next run does its work.")

    def close(self, message: str) -> bool:
        """Record its end, if its process has not done so; True if that was so.

        A run that was to be cancelled is cancelled, another one has crashed.
        """
        state = self._state()
        if state in _FINAL:
            return False
        with suppress(*_NO_ANSWER):
            _set_state(self.id, "CANCELLED" if state == "CANCELLING" else "CRASHED", message)
        return True

    def _state(self) -> str:
        """The type of its state; '' if the server does not say."""
        try:
            return str(_ask(f"flow_runs/{self.id}")["state"]["type"])
        except _NO_ANSWER:
            return ""


def new_flow_run(settings: Settings, deployment: str = INGEST) -> FlowRun:
    """A new flow run of a deployment.

    Raises:
        NotStarted: no server responds, or it has no such deployment.
    """
    try:
        require_server(os.environ.get("PREFECT_API_URL", ""), _TIMEOUT_S)
        found = _ask(f"deployments/name/{deployment}")
        _end_left(settings)
        wanted = {"state": {"type": "PENDING"}, "tags": [watch_tag(settings)]}
        return FlowRun(_ask(f"deployments/{found['id']}/create_flow_run", wanted)["id"])
    except NoServer as error:
        raise NotStarted(error.message) from error
    except _NO_ANSWER as error:
        missing = isinstance(error, HTTPError) and error.code == HTTPStatus.NOT_FOUND
        what = f"has no deployment {deployment}" if missing else "did not accept the run"
        raise NotStarted(f"The Prefect server {what}: {error}.") from error


def due_flow_run(settings: Settings) -> FlowRun | None:
    """A scheduled flow run that is due, now pending; None where there is none, or no server.

    A worker of Prefect may take such runs as well: the server lets only one of the two have it.
    """
    now = {"scheduled_before": dt.datetime.now(dt.UTC).isoformat()}
    try:
        for found in _ask(f"work_pools/{POOL}/get_scheduled_flow_runs", now):
            run = found["flow_run"]
            if _set_state(run["id"], "PENDING", "", force=False) == "ACCEPT":
                tags = [*run["tags"], watch_tag(settings)]
                _ask(f"flow_runs/{run['id']}", {"tags": tags}, method="PATCH")
                return FlowRun(run["id"])
    except _NO_ANSWER:
        return None
    return None


def end_left_runs(settings: Settings) -> bool:
    """Mark as crashed what an earlier watch has left, or one of this watch whose end the server
    did not record. Only while no run of this watch is active.

    Returns:
        False if the server does not answer.
    """
    try:
        _end_left(settings)
    except _NO_ANSWER:
        return False
    return True


def _end_left(settings: Settings) -> None:
    """Prefect would list them as running for ever, and let no other run begin."""
    flow_runs = {"tags": {"all_": [watch_tag(settings)]}, "state": {"type": {"any_": _ACTIVE}}}
    for run in _ask("flow_runs/filter", {"flow_runs": flow_runs}):
        _set_state(run["id"], "CRASHED", "Its process was ended from outside.")


def _set_state(ident: str, kind: str, message: str, *, force: bool = True) -> str:
    """Returns what the server says to it, `ACCEPT` if it does."""
    state = {"type": kind, "name": kind.capitalize(), "message": message}
    found = _ask(f"flow_runs/{ident}/set_state", {"state": state, "force": force})
    return str(found["status"])


def _ask(path: str, content: Any = None, method: str | None = None) -> Any:
    address = os.environ.get("PREFECT_API_URL", "").rstrip("/")
    data = None if content is None else json.dumps(content).encode()
    headers = {"Content-Type": "application/json", **_credentials()}
    request = Request(f"{address}/{path}", data, headers, method=method)
    for pause_s in (*_PAUSES_S, None):
        try:
            with urlopen(request, timeout=_TIMEOUT_S) as answer:
                return json.loads(answer.read() or "null")
        except HTTPError as error:  # While its database is locked, the server says so.
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE or pause_s is None:
                raise
            time.sleep(pause_s)
    return None


def _credentials() -> dict[str, str]:
    """The header for a server with a password or a key, from Prefect's own settings."""
    if password := os.environ.get("PREFECT_API_AUTH_STRING"):
        return {"Authorization": f"Basic {base64.b64encode(password.encode()).decode()}"}
    key = os.environ.get("PREFECT_API_KEY")
    return {"Authorization": f"Bearer {key}"} if key else {}
