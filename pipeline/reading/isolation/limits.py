"""Limits on a process that works on a hostile file, and what it has used of them.

Time is counted in processor seconds, so that a good file is not refused because the machine is
busy. A process that waits for something that never comes uses none: it is ended when it has made
no progress for half of its time, and in any case after `PATIENCE` times its time on the clock.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

PATIENCE = 10
"""A machine with ten times as much to do as it can still reads a good file."""

MORE = b"+"
"""What a child writes before its answer, once for every time that it was given more time."""

END = b"\n"
"""What a child writes when it has done all; its answer may have come before."""

_MB = 2**20
_LARGEST_READING_MB = 512
_LIBRARIES_MB = 64
"""Room within the memory limit for pages of libraries that are still to be loaded."""

_HARDER_S = 5
"""How much later than the limit of processor time the hard one is."""

_LARGEST_ANSWER = 1 << 20
_POLLS = 40
"""How often in its time a process is asked whether it makes progress."""


def limit_memory(memory_mb: int) -> None:
    """Limit the memory of this process and the size of files that it writes.

    The kernel counts what a process allocates, not the pages of files that it maps; so those, its
    libraries, are taken off, and all that lies in memory stays below the limit together.
    """
    memory = memory_mb * _MB
    _set(resource.RLIMIT_DATA, memory - _mapped_files() - _LIBRARIES_MB * _MB)
    _set(resource.RLIMIT_AS, _address_space() + memory)
    _set(resource.RLIMIT_FSIZE, _LARGEST_READING_MB * _MB)
    _set(resource.RLIMIT_CORE, 0)


def limit_processor_time(seconds: float, most_s: float = 0.0) -> None:
    """Have the kernel end this process after so much processor time.

    By SIGXCPU, which says why; at the hard limit, a while later, it would be by SIGKILL.

    Args:
        most_s: up to which `allow_more` may raise the limit.
    """
    _set(resource.RLIMIT_CPU, int(seconds) + 1, int(max(seconds, most_s)) + 1 + _HARDER_S)


def allow_more(seconds: float, target: int) -> None:
    """Give this process so much more processor time, and let its parent know.

    Args:
        target: the pipe on which the parent waits for the answer.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_CPU, (min(soft + int(seconds), hard), hard))
    os.write(target, MORE)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent dies (Linux)."""
    if sys.platform == "linux":
        libc: Any = ctypes.CDLL(None)
        libc.prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)


def read_answer(
    source: int,
    child: int,
    seconds: float,
    closed: Callable[[], None] | None = None,
    *,
    more_s: float = 0.0,
    most_s: float = 0.0,
) -> bytes | None:
    """The line that a child writes to the pipe `source`; None where it exceeds its time.

    An answer that is whole counts, whatever the child did afterwards and did not finish.

    Args:
        source: end of a pipe.
        child: its process id.
        seconds: processor time that it and what it started may take.
        closed: called when descriptor 0 closes, for a child that is to end with its owner.
        more_s, most_s: what every `allow_more` of the child adds to its time, up to a limit.
    """
    clock = _Clock(child, seconds)
    watched = [source] if closed is None else [source, 0]
    line = b""
    while not clock.is_over():
        ready, _, _ = select.select(watched, [], [], clock.pause())
        if closed is not None and 0 in ready:
            closed()
        if source in ready:
            chunk = os.read(source, 1 << 16)
            asked = len(chunk) - len(chunk.lstrip(MORE)) if not line else 0
            clock.extend(asked * more_s, max(seconds, most_s))
            line += chunk[asked:]
            if not chunk or line.endswith(END) or len(line) > _LARGEST_ANSWER:
                return line
    return line if is_whole(line) else None


def is_whole(line: bytes) -> bool:
    """Is it an answer in JSON from its beginning to its end?"""
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


class _Clock:
    """Has a process used up its time?"""

    def __init__(self, process: int, seconds: float) -> None:
        self._process = process
        self._seconds = seconds
        self._started = self._progress = time.monotonic()
        self._used = 0.0

    def extend(self, seconds: float, most_s: float) -> None:
        """Give the process so much more time, up to `most_s` in all."""
        self._seconds = min(self._seconds + seconds, most_s)

    def pause(self) -> float:
        return self._seconds / _POLLS

    def is_over(self) -> bool:
        now = time.monotonic()
        if now - self._started >= PATIENCE * self._seconds:
            return True
        used = _processor_time(self._process)
        if used is None:
            return now - self._started >= self._seconds
        if used > self._used:
            self._used, self._progress = used, now
        idle = now - self._progress >= self._seconds / 2
        late = now - self._started >= self._seconds
        return used >= self._seconds or (idle and late)


def _processor_time(process: int) -> float | None:
    """Processor seconds of a process and of all that it started; None where nobody knows."""
    own = _ticks(process)
    if own is None:
        return None
    return (own + sum(_ticks(p) or 0 for p in _below(process))) / os.sysconf("SC_CLK_TCK")


def _below(process: int) -> list[int]:
    """Children of a process, and theirs (Linux)."""
    out: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                out += [child, *_below(child)]
    return out


def _ticks(process: int) -> int | None:
    # proc(5): utime, stime, and the same of children that were waited for are fields 14 to 17;
    # the second field is a name in brackets, in which anything may be.
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return sum(map(int, fields[11:15]))


def _set(which: int, wanted: int, most: int | None = None) -> None:
    """Set a limit that this process may raise up to `most`, where that is given."""
    _, hard = resource.getrlimit(which)
    unlimited = hard == resource.RLIM_INFINITY
    limit = wanted if unlimited else min(wanted, hard)
    ceiling = limit if most is None else most if unlimited else min(most, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(which, (limit, ceiling))


def _address_space() -> int:
    return _pages(0) * resource.getpagesize() or 1024 * _MB


def _mapped_files() -> int:
    return _pages(2) * resource.getpagesize()


def _pages(which: int) -> int:
    """A field of Linux's `statm`; 0 elsewhere."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[which])
    except OSError:
        return 0
