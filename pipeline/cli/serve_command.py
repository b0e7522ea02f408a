"""`bulletins serve`: the newest release in a browser."""

from __future__ import annotations

import sys

from pipeline.cli import terminal
from pipeline.cli.terminal import say
from pipeline.errors import ExitCode
from pipeline.explore.gate import is_local
from pipeline.settings import Settings


def serve_dataset(settings: Settings, *, host: str, port: int, open_browser: bool) -> int:
    """Serve until interrupted; returns the exit code."""
    from pipeline.explore.server import serve

    def ready(address: str) -> None:
        say(terminal.out(), address)
        sys.stdout.flush()
        _explain(settings, host)
        if open_browser:
            import webbrowser

            webbrowser.open(address)

    try:
        serve(settings, host, port, ready)
    except KeyboardInterrupt:
        print("bulletins: Stopped.", file=sys.stderr)
    return int(ExitCode.OK)


def _explain(settings: Settings, host: str) -> None:
    notice = "Ctrl-C ends it. New releases are shown as they appear."
    if not settings.dataset.exists():
        notice = (
            f"There is no dataset in {settings.outputs} yet; it is shown once there is. " + notice
        )
    if not is_local(host):
        notice = f"Whoever reaches {host} can read the dataset and the PDFs. " + notice
    print(f"bulletins: {notice}", file=sys.stderr)
