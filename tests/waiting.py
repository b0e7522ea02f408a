"""Waiting in tests: longer where other programs keep the processors busy."""

from __future__ import annotations

import os
import time
from collections.abc import Callable


def crowd() -> float:
    """How many processes wait for each processor; 1 on a quiet machine."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def patient(seconds: float) -> float:
    """A time-out that is `seconds` on a quiet machine."""
    return seconds * crowd()


def until(condition: Callable[[], object], patience_s: float = 120) -> float:
    """Wait until it is true, on a quiet machine at most `patience_s`; returns how long it took."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < patient(patience_s), "it did not come true"
        time.sleep(0.05)
    return time.monotonic() - started
