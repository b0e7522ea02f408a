"""A run after people have decided: started once they pause, and again for what came meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_PAUSE_S = 3.0
"""Decisions that follow each other this closely are built together."""


class Rebuild:
    """Runs in a thread of its own, one at a time."""

    def __init__(self, run: Callable[[], str], pause_s: float = _PAUSE_S) -> None:
        """
        Args:
            run: brings the dataset up to date; returns '' or why it could not.
        """
        self._run = run
        self._pause_s = pause_s
        self._lock = threading.Lock()
        self._asked_at: float | None = None
        self._active = False
        self.failure = ""

    @property
    def active(self) -> bool:
        """Is a run going on, or about to begin?"""
        return self._active

    def ask(self) -> None:
        """Have a run follow; returns at once."""
        with self._lock:
            self._asked_at = time.monotonic()
            if not self._active:
                self._active = True
                threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while self._is_asked():
            self.failure = self._run()

    def _is_asked(self) -> bool:
        while True:
            with self._lock:
                if self._asked_at is None:
                    self._active = False
                    return False
                if (left := self._asked_at + self._pause_s - time.monotonic()) <= 0:
                    self._asked_at = None
                    return True
            time.sleep(left)
