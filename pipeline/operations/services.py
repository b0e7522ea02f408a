"""The services of one machine: Prefect's server and worker, the watch, the dataset's pages."""

from __future__ import annotations

import json
import sys
import time
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from pipeline.operations.inbox_watch import unattended
from pipeline.operations.poll_ticks import beat_file
from pipeline.operations.runs import environment_of
from pipeline.operations.service import Service
from pipeline.settings import Settings

_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
_DAY_S = 86400
_POOL = "bulletins"
_PATIENCE_S = 3
_BACK = 5
_NO_ANSWER = (OSError, ValueError, HTTPException)


def services(settings: Settings) -> list[Service]:
    """What is to run, in the order of start.

    The watch and the pages wait for nobody: a file that is dropped while the server is still
    starting is taken by a run of the watch's own; Prefect starts at a lower priority (nice).
    """
    settings = unattended(settings)
    env = prefect_environment(settings)
    api = env["PREFECT_API_URL"]
    here = [sys.executable, "-m"]
    address = reached(settings.host)
    prefect = [*here, "prefect"]
    web = f"http://{address}:{settings.pages_port}"
    serve = ["serve", "--host", settings.host, "--port", str(settings.pages_port)]
    return [
        Service(
            "watch", [*here, "pipeline", "watch"], env, str(settings.inbox.absolute()),
            lambda: _beats(settings), settings.watch_poll_s * 3 + 60,
        ),
        Service(
            "pages", [*here, "pipeline", *serve], env, web,
            lambda: answers(web, HTTPStatus.SERVICE_UNAVAILABLE),  # as long as there is no dataset
        ),
        Service(
            "server",
            [*prefect, "server", "start", "--host", settings.host,
             "--port", str(settings.server_port)],
            env, f"http://{address}:{settings.server_port}", lambda: answers(f"{api}/health"),
            nice=_BACK,
        ),
        Service(
            "deployments", [*here, "pipeline.run.prefect.deploy"], env, "prefect.yaml",
            lambda: False, 300, needs=("server",), once=True, nice=_BACK,
        ),
        Service(
            "worker",
            [*here, "pipeline.run.prefect.work"],
            env, f"work pool {_POOL}", lambda: _works(api), needs=("server", "deployments"),
            children_first=True,
        ),
    ]  # fmt: skip


def prefect_environment(settings: Settings) -> dict[str, str]:
    """The environment of all services: our settings; Prefect sends no statistics."""
    home = settings.prefect_home or settings.outputs / "prefect"
    return {
        **environment_of(settings),
        "PREFECT_HOME": str(home.absolute()),
        "PREFECT_API_URL": f"http://{reached(settings.host)}:{settings.server_port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "pipeline",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(
            settings.prefect_keep_days * _DAY_S
        ),
        "PREFECT_WORKER_QUERY_SECONDS": "3",
    }


def reached(host: str) -> str:
    """The address at which a service of this machine is reached from this machine."""
    return _ANYWHERE.get(host, f"[{host}]" if ":" in host else host)


def answers(url: str, also: int = HTTPStatus.OK) -> bool:
    """Does anything good come back?

    Args:
        also: a status that is as good.
    """
    try:
        with urlopen(url, timeout=_PATIENCE_S):
            return True
    except HTTPError as error:
        return error.code == also
    except _NO_ANSWER:
        return False


def _works(api: str) -> bool:
    """Is a worker of the pool online?"""
    try:
        request = Request(
            f"{api}/work_pools/{_POOL}/workers/filter",
            data=b"{}",
            headers={"Content-Type": "application/json"},
        )
        with urlopen(request, timeout=_PATIENCE_S) as answer:
            return any(worker["status"] == "ONLINE" for worker in json.load(answer))
    except (*_NO_ANSWER, KeyError, TypeError):
        return False


def _beats(settings: Settings) -> bool:
    path: Path = beat_file(settings)
    try:
        return time.time() - path.stat().st_mtime < settings.watch_poll_s * 2 + 30
    except OSError:
        return False
