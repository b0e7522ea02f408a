"""`bulletins up`: all services on one machine, and a table of their addresses and logs."""

from __future__ import annotations

import sys

from pipeline.cli import terminal
from pipeline.cli.terminal import aligned, say
from pipeline.cli.watch_command import stop_event
from pipeline.errors import FolderError, Unhealthy, UsageError
from pipeline.operations.hold import Hold
from pipeline.operations.service import Running, Service
from pipeline.operations.services import services
from pipeline.operations.up import ROOT, hold_services, keep_up, require_free_ports
from pipeline.settings import Settings

_LOCAL = ("127.0.0.1", "localhost", "::1")


def bring_up(settings: Settings) -> int:
    """Run all services until interrupted; returns the exit code."""
    if not (ROOT / "prefect.yaml").is_file():
        raise UsageError("There is no prefect.yaml here.", "Start it from the project's folder.")
    require_free_ports(settings)
    with hold_services(settings) as hold:
        return _keep_up(settings, hold)


def _keep_up(settings: Settings, hold: Hold) -> int:
    try:
        settings.inbox.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(f"Cannot make {settings.inbox}: {error.strerror}.") from error
    wanted = services(settings)
    _show(wanted, settings)
    given_up = keep_up(wanted, settings, stop_event(), _report, hold.is_there)
    if given_up:
        logs = f"See their logs in {settings.logs}."
        raise Unhealthy(f"Ended too often: {', '.join(given_up)}.", logs)
    print("bulletins: All services have stopped.", file=sys.stderr)
    return 0


def _show(wanted: list[Service], settings: Settings) -> None:
    console = terminal.out()
    rows = [(s.name, s.location, str(settings.logs / f"{s.name}.log")) for s in wanted]
    for line in aligned([("service", "where", "log"), *rows]):
        say(console, line)
    if settings.host not in _LOCAL:
        say(
            console,
            f"Anyone who can connect to {settings.host} can read the dataset and start runs.",
        )
    say(console, f"Drop PDFs into {settings.inbox.absolute()}. Ctrl-C stops all services.")
    sys.stdout.flush()


def _report(one: Running) -> None:
    words = {
        "up": "up",
        "done": "done",
        "starting": "starting",
        "waiting": "ended, and is restarted",
        "down": "ended too often, and is not restarted",
    }
    print(f"bulletins: {one.service.name}: {words[one.state]}", file=sys.stderr, flush=True)
