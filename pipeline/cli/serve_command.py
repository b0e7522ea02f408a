"""`bulletins serve`: the newest release in a browser."""

from __future__ import annotations

import subprocess
import sys

from pipeline.cli import terminal
from pipeline.cli.terminal import say
from pipeline.errors import ExitCode
from pipeline.explore.gate import is_local
from pipeline.settings import Settings


def serve_dataset(
    settings: Settings, *, host: str, port: int, open_browser: bool, review: bool = False
) -> int:
    """Serve until interrupted; returns the exit code.

    Args:
        review: let people decide in the browser, too, and begin there.
    """
    from pipeline.explore.server import serve

    def ready(address: str) -> None:
        say(terminal.out(), address)
        sys.stdout.flush()
        _explain(settings, host)
        if open_browser:
            import webbrowser

            webbrowser.open(f"{address}review/" if review else address)

    try:
        serve(settings, host, port, ready, (lambda: _rebuilt(settings)) if review else None)
    except KeyboardInterrupt:
        print("bulletins: Stopped.", file=sys.stderr)
    return int(ExitCode.OK)


def _rebuilt(settings: Settings) -> str:
    """Run the pipeline in a process of its own; returns why nothing was published, or ''."""
    from pipeline.operations.runs import environment_of

    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", "--json"], env=environment_of(settings),
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode in (ExitCode.OK, ExitCode.SOME_REJECTED):
        return ""
    return next(reversed(done.stderr.strip().splitlines()), f"exit code {done.returncode}")


def _explain(settings: Settings, host: str) -> None:
    notice = "Ctrl-C ends it. New releases are shown as they appear."
    if not settings.dataset.exists():
        notice = (
            f"There is no dataset in {settings.outputs} yet; it is shown once there is. " + notice
        )
    if not is_local(host):
        notice = f"Whoever reaches {host} can read the dataset and the PDFs. " + notice
    print(f"bulletins: {notice}", file=sys.stderr)
