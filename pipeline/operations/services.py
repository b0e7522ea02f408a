"""The services of one machine: Prefect's server, the watch, the dataset's pages."""

from __future__ import annotations

import os
import sys
import time
from http import HTTPStatus
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import urlopen

from pipeline.operations.inbox_watch import unattended
from pipeline.operations.poll_ticks import beat_file
from pipeline.operations.runs import environment_of
from pipeline.operations.service import Service
from pipeline.run.prefect import local_address, without_proxy
from pipeline.settings import Settings

_DAY_S = 86400
_TIMEOUT_S = 3
_LOW_PRIORITY = 5
"""Niceness of Prefect's services: reading PDFs comes first."""
_SLOWLY_S = "60"
"""How often Prefect's server looks for what is late or left; by default every 5 to 20 s."""
_SLOWED = (
    "LATE_RUNS", "FOREMAN", "REPOSSESSOR", "CLEANUP_RECONCILER", "CANCELLATION_CLEANUP",
)  # fmt: skip
_NO_RESPONSE = (OSError, ValueError, HTTPException)


def services(settings: Settings) -> list[Service]:
    """The services, in the order of start.

    The watch and the pages need no other service: a file that is dropped while the server is still
    starting is processed by a run without Prefect. The watch also carries out the runs that Prefect
    schedules, so that no worker of Prefect is needed. Its services have a lower priority.
    """
    settings = unattended(settings)
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = without_proxy(local_address(settings.host))
    env = prefect_environment(settings)
    api = env["PREFECT_API_URL"]
    python = [sys.executable, "-m"]
    address = local_address(settings.host)
    prefect = [*python, "prefect"]
    web = f"http://{address}:{settings.pages_port}"
    serve = ["serve", "--host", settings.host, "--port", str(settings.pages_port)]
    return [
        Service(
            "watch", [*python, "pipeline", "watch"], env, str(settings.inbox.absolute()),
            lambda: _watch_is_alive(settings), settings.watch_poll_s * 3 + 60,
        ),
        Service(
            "pages", [*python, "pipeline", *serve], env, web,
            lambda: responds(web, HTTPStatus.SERVICE_UNAVAILABLE),  # while there is no dataset
        ),
        Service(
            "database", [*prefect, "server", "database", "upgrade", "--yes"], env,
            env["PREFECT_HOME"], lambda: False, 300, once=True, nice=_LOW_PRIORITY,
        ),
        Service(
            "server",
            [*python, "pipeline.run.prefect.serve", "--host", settings.host,
             "--port", str(settings.server_port)],
            env, f"http://{address}:{settings.server_port}", lambda: responds(f"{api}/health"),
            needs=("database",), nice=_LOW_PRIORITY,
        ),
        Service(
            "deployments", [*python, "pipeline.run.prefect.deploy"], env, "prefect.yaml",
            lambda: False, 300, needs=("server",), once=True, nice=_LOW_PRIORITY,
        ),
    ]  # fmt: skip


def prefect_environment(settings: Settings) -> dict[str, str]:
    """The environment of all services: our settings, and Prefect as it costs least when idle.

    It sends no statistics. What a process of its own has done, the migration of the database, the
    server need not load: 40 MB. No run of ours is paused.
    """
    services = "PREFECT_SERVER_SERVICES"
    home = settings.prefect_home or settings.outputs / "prefect"
    return {
        **environment_of(settings),
        "PREFECT_HOME": str(home.absolute()),
        "PREFECT_API_URL": f"http://{local_address(settings.host)}:{settings.server_port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "pipeline",
        f"{services}_DB_VACUUM_ENABLED": "events,flow_runs",
        f"{services}_DB_VACUUM_RETENTION_PERIOD": str(settings.prefect_keep_days * _DAY_S),
        "PREFECT_API_DATABASE_MIGRATE_ON_START": "false",
        f"{services}_PAUSE_EXPIRATIONS_ENABLED": "false",
        f"{services}_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": _SLOWLY_S,
        "PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY": f"PT{_SLOWLY_S}S",
        **{f"{services}_{name}_LOOP_SECONDS": _SLOWLY_S for name in _SLOWED},
    }


def responds(url: str, also: int = HTTPStatus.OK) -> bool:
    """Does a service respond with success?

    Args:
        also: another HTTP status that counts as success.
    """
    try:
        with urlopen(url, timeout=_TIMEOUT_S):
            return True
    except HTTPError as error:
        return error.code == also
    except _NO_RESPONSE:
        return False


def _watch_is_alive(settings: Settings) -> bool:
    """Is the watch's heartbeat recent?"""
    path = beat_file(settings)
    try:
        return time.time() - path.stat().st_mtime < settings.watch_poll_s * 2 + 30
    except OSError:
        return False
