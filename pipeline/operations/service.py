"""One service of a machine: a process with a log, watched over, restarted when it dies."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

State = Literal["waiting", "starting", "up", "done", "down"]
_MOST_DEATHS = 5
_WITHIN_S = 900.0
_LONGEST_PAUSE_S = 60.0
_LARGEST_LOG = 20 * 2**20
_HEALTH_EVERY_S = 5.0
_log = logging.getLogger(__name__)
# Before any fork, after which only little may be done.
_libc: Any = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Service:
    """What is to run.

    Attributes:
        name: also of its log.
        command, env: of its process.
        shown: where it is to be found, for people.
        health: does it answer?
        patience_s: it may be without an answer for so long, at its start and later.
        needs: services that must be up, or done, before.
        once: it ends by itself; then it is done.
        nice: how far it stands back behind others where processors are short.
        children_first: what it has started is told to end before it, for it would kill that.
    """

    name: str
    command: list[str]
    env: dict[str, str]
    shown: str
    health: Callable[[], bool]
    patience_s: float = 120.0
    needs: tuple[str, ...] = ()
    once: bool = False
    nice: int = 0
    children_first: bool = False


@dataclass
class Running:
    """A service and its process.

    Attributes:
        state: `waiting` for others or for its next start, `starting`, `up`, `done`, or `down`:
            it died too often, and is left so.
    """

    service: Service
    log: Path
    cwd: Path
    state: State = "waiting"
    _process: subprocess.Popen[bytes] | None = None
    _deaths: deque[float] = field(default_factory=lambda: deque(maxlen=_MOST_DEATHS))
    _not_before: float = 0.0
    _answered: float = 0.0
    _asked: float = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def look(self, may_start: bool) -> None:
        """Start it, note that it answers, or that it does not live any more."""
        now = time.monotonic()
        if self._process is None:
            if may_start and self.state not in ("done", "down") and now >= self._not_before:
                self._start(now)
            return
        code = self._process.poll()
        if code is not None:
            self._process = None
            self._ended(code, now)
        elif now - self._asked >= (_HEALTH_EVERY_S if self.state == "up" else 0):
            self._ask(now)

    def excuse(self) -> None:
        """It cannot answer now, and is not to be blamed for it."""
        self._answered = time.monotonic()

    def ask_to_stop(self) -> None:
        """Have the process and its group end."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)

    def wait(self, timeout_s: float) -> None:
        """Wait for the process to end by itself."""
        if self._process is not None:
            try:
                self._process.wait(max(0.1, timeout_s))
            except subprocess.TimeoutExpired:
                _log.warning("%s does not end; it is killed", self.service.name)

    def reap(self) -> None:
        """Kill what is left of the process and its group."""
        if self._process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def _start(self, now: float) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LARGEST_LOG:
            os.replace(self.log, self.log.with_suffix(".log.1"))
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                self.service.command,
                env=self.service.env,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=partial(die_with_parent, self.service.nice),
            )
        self.state, self._answered, self._asked = "starting", now, 0.0

    def _ask(self, now: float) -> None:
        self._asked = now
        if not self.service.once and self.service.health():
            self.state, self._answered = "up", now
        elif now - self._answered > self.service.patience_s:
            _log.warning("%s does not answer; it is started again", self.service.name)
            self.ask_to_stop()
            self.wait(5)
            self.reap()
            self._ended(-signal.SIGKILL, now)

    def _ended(self, code: int, now: float) -> None:
        if self.service.once and code == 0:
            self.state = "done"
            return
        self._deaths.append(now)
        often = len(self._deaths) == _MOST_DEATHS and now - self._deaths[0] < _WITHIN_S
        self.state = "down" if often else "waiting"
        self._not_before = now + min(2.0 ** len(self._deaths), _LONGEST_PAUSE_S)
        _log.warning("%s ended (%s), see %s", self.service.name, code, self.log)


def die_with_parent(nice: int = 0) -> None:
    """In the child: it can be interrupted whatever our shell said, and ends when we die (Linux)."""
    os.nice(nice)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if _libc is not None:
        _libc.prctl(1, signal.SIGTERM, 0, 0, 0)  # PR_SET_PDEATHSIG
