"""All services of one machine: start them, restart them, stop them together.

Each service has its own process group. When this process dies, the kernel ends them.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from pipeline.errors import FolderError, UsageError
from pipeline.operations.hold import Hold, held
from pipeline.operations.service import Running, Service
from pipeline.run.notices import Notice, send_in_background
from pipeline.settings import ENV_PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
_POLL_S = 0.5
_GRACE_S = 20.0
_DESCENDANTS_GRACE_S = 5.0
_log = logging.getLogger(__name__)
Report = Callable[[Running], None]


def keep_up(
    services: list[Service],
    settings: Settings,
    stop: threading.Event,
    report: Report,
    is_there: Callable[[], bool] = lambda: True,
) -> list[str]:
    """Run the services until stopped, or until none is left.

    Args:
        services: in the order of start.
        report: called when the state of a service changes.
        is_there: does the outputs folder exist? While it does not, nothing is restarted: a service
            would make an empty folder.

    Returns:
        The names of the services that ended too often and are no longer restarted.

    Raises:
        FolderError: the logs cannot be written.
    """
    try:
        settings.logs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(f"Cannot write {settings.logs}: {error.strerror}.") from error
    running = [Running(s, settings.logs / f"{s.name}.log", ROOT) for s in services]
    try:
        while not stop.is_set() and any(r.state not in ("done", "down") for r in running):
            if is_there():
                _poll(running, settings, report)
            else:
                for one in running:
                    one.reset_timeout()
            stop.wait(_POLL_S)
    finally:
        _stop(running)
    return [r.service.name for r in running if r.state == "down"]


def hold_services(settings: Settings) -> AbstractContextManager[Hold]:
    """Lock an outputs folder for the services of one machine.

    Raises:
        FolderError: the folder cannot be written, or another `bulletins up` holds the lock.
    """
    message = f"Another `bulletins up` already uses {settings.outputs}."
    path = settings.outputs / ".services"
    return held(path, settings, FolderError(message, "Stop it first, or name another folder."))


def require_free_ports(settings: Settings) -> None:
    """Raises UsageError if a port is in use, or the address does not belong to this machine."""
    if settings.server_port == settings.pages_port:
        raise UsageError(
            f"Server and pages cannot both listen on port {settings.server_port}.",
            f"Set {ENV_PREFIX}SERVER_PORT or {ENV_PREFIX}PAGES_PORT to another.",
        )
    for name in ("server_port", "pages_port"):
        port = getattr(settings, name)
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.host, port))
            except (OSError, OverflowError) as error:
                why = getattr(error, "strerror", None) or str(error)
                raise UsageError(
                    f"Nothing can listen on {settings.host}, port {port}: {why}.",
                    f"Set {ENV_PREFIX}{name.upper()} to a free port, or check --host.",
                ) from error


def _poll(running: list[Running], settings: Settings, report: Report) -> None:
    there = {r.service.name for r in running if r.state in ("up", "done")}
    for one in running:
        before = one.state
        one.poll(may_start=there.issuperset(one.service.needs))
        if one.state != before:
            report(one)
            if one.state == "down":
                send_in_background(_notice(one), settings)


def _notice(one: Running) -> Notice:
    return Notice(
        "service_down",
        f"The service {one.service.name} ended too often and is not restarted.",
        f"The other services continue. See {one.log}, then start `bulletins up` again.",
    )


def _stop(running: list[Running]) -> None:
    """Stop all services and their descendants; services that others need are stopped last.

    So a worker's runs can still report their end to the server.
    """
    left = running
    while left:
        needed = {name for one in left for name in one.service.needs}
        first = [one for one in left if one.service.name not in needed] or left
        _end_together(first)
        left = [one for one in left if one not in first]


def _end_together(running: list[Running]) -> None:
    """Stop services, then their descendants, also those in other sessions."""
    _end_all(_descendants([one for one in running if one.service.children_first]))
    descendants = _descendants(running)
    for one in running:
        one.ask_to_stop()
    deadline = time.monotonic() + _GRACE_S
    for one in running:
        one.wait(deadline - time.monotonic())
    _end_all(psutil.wait_procs(descendants, timeout=_DESCENDANTS_GRACE_S)[1])
    for one in running:
        one.reap()


def _descendants(running: list[Running]) -> list[psutil.Process]:
    found: list[psutil.Process] = []
    for one in running:
        if one.pid is not None:
            with suppress(psutil.Error):
                found += psutil.Process(one.pid).children(recursive=True)
    return found


def _end_all(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.Error):
            process.terminate()
    alive = psutil.wait_procs(processes, timeout=_GRACE_S)[1]
    for process in alive:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=_DESCENDANTS_GRACE_S)
