"""`bulletins watch`, and the stop event of commands that run until they are interrupted."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from pipeline.errors import ExitCode
from pipeline.settings import Settings


def watch_inbox(settings: Settings) -> int:
    """Watch until stopped; returns the exit code."""
    from pipeline.operations.watch import watch

    watch(settings, stop_event())
    return int(ExitCode.OK)


def stop_event() -> threading.Event:
    """An event that SIGTERM and Ctrl-C set, so that the command can stop in order."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return stop
