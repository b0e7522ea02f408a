"""`bulletins watch`, and how a service ends that runs until it is told to stop."""

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
    """Set when the process is told to end (SIGTERM, Ctrl-C), which then ends in good order."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return stop
