"""The moments of a run at which something can happen to it, found by an audit hook."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = {
    "os.rename", "os.remove", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.utime",
    "os.truncate", "os.chmod", "sqlite3.connect",
}  # fmt: skip
_STARTS = {"subprocess.Popen", "http.client.connect"}
"""A process, or a request to a store."""


class Moments:
    """Counts what this process does to folders and store of a run, and acts at one of its steps.

    Args:
        folder: what lies elsewhere is not counted.
        act: called before the step; may raise, kill or change something.
        at: number of the step, from 1; None to count only.
        lasting: act also before each step after it.
        reads: leave out what need not change anything: the opening of a database.
    """

    def __init__(
        self, folder: Path, act: Callable[[], None], at: int | None, lasting: bool = False,
        reads: bool = False,
    ) -> None:  # fmt: skip
        self.folder = str(folder)
        self.act = act
        self.at = at
        self.lasting = lasting
        self.events = _CHANGES - ({"sqlite3.connect"} if reads else set())
        self.seen: list[str] = []
        self._acting = False

    def watch(self) -> None:
        """From now on; cannot be undone in this process."""
        sys.addaudithook(self._hook)
        sync = os.fsync

        def fsync(fd: Any) -> None:
            self._step("fsync")
            sync(fd)

        os.fsync = fsync

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _STARTS:
            self._step(event)
        elif event in self.events or (event == "open" and _writes(args[2])):
            self._path(event, args[0])

    def _path(self, event: str, path: object) -> None:
        if isinstance(path, str | bytes | os.PathLike):
            text = os.fsdecode(path)
            if self.folder in text:
                self._step(f"{event} {os.path.dirname(text)}")

    def _step(self, what: str) -> None:
        if self._acting:
            return
        self.seen.append(what)
        number = len(self.seen)
        if self.at is not None and (number == self.at or (self.lasting and number > self.at)):
            self._acting = True
            try:
                self.act()
            finally:
                self._acting = False


def _writes(flags: object) -> bool:
    return isinstance(flags, int) and bool(flags & _WRITES)


def spread(seen: list[str], count: int) -> list[int]:
    """Up to `count` steps, over the whole run; of equal ones in a row first the outer two."""
    padded = ["", *seen, ""]
    inner = [n for n in range(1, len(seen) + 1) if padded[n - 1] == padded[n] == padded[n + 1]]
    outer = sorted(set(range(1, len(seen) + 1)) - set(inner))
    chosen = _even(outer, count)
    return sorted({*chosen, *_even(inner, count - len(chosen))})


def _even(numbers: list[int], count: int) -> list[int]:
    if count >= len(numbers):
        return numbers
    return [numbers[i * len(numbers) // count] for i in range(max(count, 0))]


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def terminate() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def fail(number: int) -> Callable[[], None]:
    """Every change from here on fails: `errno.ENOSPC` is a full disk, `errno.EROFS` read-only."""

    def act() -> None:
        raise OSError(number, os.strerror(number))

    return act
