"""One service of a machine: a process with a log, health checks, and restarts when it ends."""

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
_MAX_EXITS = 5
_WITHIN_S = 900.0
_LONGEST_PAUSE_S = 60.0
_LARGEST_LOG = 20 * 2**20
_HEALTH_EVERY_S = 15.0
_log = logging.getLogger(__name__)
# Loaded before any fork: a forked child may do very little before exec.
_libc: Any = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Service:
    """How to run a service.

    Attributes:
        name: its name, also of its log file.
        command, env: command line and environment of its process.
        location: its address or folder, as shown to people.
        health: does it respond?
        timeout_s: seconds without a response, at the start or later, until it is restarted.
        needs: names of the services that must be up, or done, before it starts.
        once: it ends by itself; with exit code 0 it is done.
        nice: its niceness; a higher value means a lower CPU priority.
        children_first: its child processes are asked to end before it, because it would kill them.
    """

    name: str
    command: list[str]
    env: dict[str, str]
    location: str
    health: Callable[[], bool]
    timeout_s: float = 120.0
    needs: tuple[str, ...] = ()
    once: bool = False
    nice: int = 0
    children_first: bool = False


@dataclass
class Running:
    """A service and its process.

    Attributes:
        state: `waiting` for other services or for its next start, `starting`, `up`, `done`, or
            `down`: it ended too often and is not restarted.
    """

    service: Service
    log: Path
    cwd: Path
    state: State = "waiting"
    _process: subprocess.Popen[bytes] | None = None
    _exits: deque[float] = field(default_factory=lambda: deque(maxlen=_MAX_EXITS))
    _not_before: float = 0.0
    _healthy_at: float = 0.0
    _checked_at: float = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def poll(self, may_start: bool) -> None:
        """Start the process if it is due, record its end, or check its health."""
        now = time.monotonic()
        if self._process is None:
            if may_start and self.state not in ("done", "down") and now >= self._not_before:
                self._start(now)
            return
        code = self._process.poll()
        if code is not None:
            self._process = None
            self._ended(code, now)
        elif now - self._checked_at >= (_HEALTH_EVERY_S if self.state == "up" else 0):
            self._check_health(now)

    def reset_timeout(self) -> None:
        """Count the time without a response from now; it cannot respond at the moment."""
        self._healthy_at = time.monotonic()

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process group."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)

    def wait(self, timeout_s: float) -> None:
        """Wait until the process has ended, or until the timeout."""
        if self._process is not None:
            try:
                self._process.wait(max(0.1, timeout_s))
            except subprocess.TimeoutExpired:
                _log.warning("%s does not end; it is killed", self.service.name)

    def reap(self) -> None:
        """Kill what is left of the process group."""
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
        self.state, self._healthy_at, self._checked_at = "starting", now, 0.0

    def _check_health(self, now: float) -> None:
        self._checked_at = now
        if not self.service.once and self.service.health():
            self.state, self._healthy_at = "up", now
        elif now - self._healthy_at > self.service.timeout_s:
            _log.warning("%s does not respond; it is restarted", self.service.name)
            self.ask_to_stop()
            self.wait(5)
            self.reap()
            self._ended(-signal.SIGKILL, now)

    def _ended(self, code: int, now: float) -> None:
        if self.service.once and code == 0:
            self.state = "done"
            return
        self._exits.append(now)
        often = len(self._exits) == _MAX_EXITS and now - self._exits[0] < _WITHIN_S
        self.state = "down" if often else "waiting"
        self._not_before = now + min(2.0 ** len(self._exits), _LONGEST_PAUSE_S)
        _log.warning("%s ended (%s), see %s", self.service.name, code, self.log)


def die_with_parent(nice: int = 0) -> None:
    """In the child: SIGINT is not ignored, and it ends when its parent dies (Linux)."""
    os.nice(nice)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if _libc is not None:
        _libc.prctl(1, signal.SIGTERM, 0, 0, 0)  # PR_SET_PDEATHSIG
