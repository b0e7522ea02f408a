"""The process that reads PDFs for another: `python -m pipeline.reading.isolation.worker`.

A PDF is hostile until read. So each one is read in a process of its own, with limits on memory,
processor time and the size of what it writes, in a session of its own that is killed whole.
Starting Python for each would cost more than reading: this process imports the reader once and
forks for every file. Orders and answers are lines of JSON over pipes, because what comes out of
a process that read a hostile file must not be unpickled. Where the pipe of orders closes, its
owner is gone, and this process ends with what it was doing.
"""

from __future__ import annotations

import ctypes
import errno
import gc
import importlib
import json
import logging
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pipeline.boundary import attempt
from pipeline.errors import BulletinsError, ExitCode, FolderError, LimitReached
from pipeline.settings import Settings

_MB = 2**20
_LARGEST_READING_MB = 512
_LIBRARIES_MB = 64
"""Room within the memory limit for pages of libraries that are still to be loaded."""

_KILLED = (
    "The process that read the file was killed twice, as happens where the machine runs out of "
    "memory. If it is a bulletin, run with --again."
)
_LARGEST_ANSWER = 1 << 20
_SLOW_IMPORTS = ("camelot",)
Task = Literal["read", "second"]


@dataclass(frozen=True)
class Order:
    """One PDF to read.

    Attributes:
        path, sha256: the PDF.
        outputs: folder that takes the reading.
        timeout_s, memory_mb, max_pages: limits.
        task: read it, or read its tables a second time by the other engine.
    """

    path: str
    sha256: str
    outputs: str
    timeout_s: float
    memory_mb: int
    max_pages: int
    task: Task = "read"


@dataclass(frozen=True)
class Answer:
    """What became of it.

    Attributes:
        status: `read`; `refused`, by the file's fault; `limit`: it ran into one, or broke the
            process; `broken`: the reading process was ended by someone else; `killed`: so was the
            one that it forked for the file; `error`: something that is not the file's fault, such
            as a full disk.
        reason: in one sentence, where it is not `read`.
        hint, exit_code: of an `error`.
        seconds, peak_mb: what it cost.
        imported: slow modules that reading it needed.
    """

    status: Literal["read", "refused", "limit", "broken", "killed", "error"]
    reason: str = ""
    hint: str = ""
    exit_code: int = 0
    seconds: float = 0.0
    peak_mb: float = 0.0
    imported: tuple[str, ...] = ()


def main() -> None:
    """Serve orders from stdin until it closes."""
    orders = os.fdopen(0, "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # Whatever a library prints is no answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not Settings().debug:
        logging.disable(logging.CRITICAL)
    try:
        _warm_up()
    except ImportError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(int(ExitCode.MISSING_DEPENDENCY))
    for line in iter(orders.readline, b""):
        answer = _serve(Order(**json.loads(line)))
        for name in set(answer.imported) & set(_SLOW_IMPORTS):
            importlib.import_module(name)
        answers.write(json.dumps(asdict(answer)).encode() + b"\n")


def _warm_up() -> None:
    """Import what every file needs, and keep the collector from touching it in each fork."""
    for name in (
        "pypdfium2",
        "pipeline.reading.isolation.bombs",
        "pipeline.reading.isolation.gate",
        "pipeline.reading.store",
    ):
        importlib.import_module(name)
    from pipeline.reading import read_pdf  # noqa: F401

    gc.collect()
    gc.freeze()


def _serve(order: Order) -> Answer:
    """Read one PDF in a process of its own; never longer than its limit."""
    started = time.monotonic()
    source, target = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(source)
        _be_the_child(order, parent, target)
    os.close(target)
    line: bytes | None = b""
    try:
        line = _wait(source, order.timeout_s)
    finally:
        os.close(source)
        _kill(child)
        _, status, usage = os.wait4(child, 0)
    answer = _understood(line, status, order)
    seconds = round(time.monotonic() - started, 3)
    return replace(answer, seconds=seconds, peak_mb=round(usage.ru_maxrss / 1024, 1))


def _wait(source: int, timeout_s: float) -> bytes | None:
    """The child's answer; None where it took too long. Ends all where the orders' pipe closes."""
    deadline = time.monotonic() + timeout_s
    line = b""
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([source, 0], [], [], left)
        if 0 in ready:
            # Orders come one at a time: all there can be to read is the end of the pipe.
            raise SystemExit
        if source in ready:
            chunk = os.read(source, 1 << 16)
            line += chunk
            if not chunk or line.endswith(b"\n") or len(line) > _LARGEST_ANSWER:
                return line
    return None


def _kill(child: int) -> None:
    """End a child and all that it started; before its session exists it has started nothing."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(child, signal.SIGKILL)


def _understood(line: bytes | None, status: int, order: Order) -> Answer:
    if line is None:
        return Answer("limit", _too_long(order))
    if not line.endswith(b"\n"):
        # No limit is kept by SIGKILL but that on time, after which this process has sent it.
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        return Answer("killed", _KILLED) if killed else Answer("limit", _crash(status, order))
    return Answer(**json.loads(line))


def _too_long(order: Order) -> str:
    return (
        f"The file takes longer than {order.timeout_s:g} s to read. "
        "If it is a bulletin, raise BULLETINS_READ_TIMEOUT_S."
    )


def _crash(status: int, order: Order) -> str:
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGXCPU:
        return _too_long(order)
    told = signal.Signals(number).name if number else f"exit {os.waitstatus_to_exitcode(status)}"
    return (
        f"The file broke the process that read it ({told}). "
        "If it is a bulletin, save it anew as PDF and put that into the inbox."
    )


def _be_the_child(order: Order, parent: int, target: int) -> None:
    """Read, write the reading, answer, and leave without running the parent's exit handlers."""
    code = 1
    try:
        os.setsid()
        _die_with(parent)
        _limit(order)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.closerange(3, target)  # The pipe of answers is not for what a file may do here.
        os.write(target, json.dumps(asdict(_read(order))).encode() + b"\n")
        code = 0
    finally:
        os._exit(code)


def _read(order: Order) -> Answer:
    try:
        result = attempt("reading", lambda: _TASKS[order.task](order))
    except BulletinsError as error:
        return Answer("error", error.message, error.hint, error.exit_code)
    imported = tuple(name for name in _SLOW_IMPORTS if name in sys.modules)
    if result is None:
        return Answer("read", imported=imported)
    limited = isinstance(result, LimitReached)
    return Answer("limit" if limited else "refused", result.reason, imported=imported)


def _read_and_save(order: Order) -> None:
    from pipeline.reading import READER_VERSION, read_pdf
    from pipeline.reading.isolation.bombs import check_streams
    from pipeline.reading.isolation.gate import check_complete, check_pdf
    from pipeline.reading.store import ReadingStore

    path = Path(order.path)
    count = check_pdf(path, order.max_pages)
    check_streams(path)
    reading = read_pdf(path, order.sha256)
    check_complete(len(reading.pages), count)
    try:
        settings = Settings(outputs=Path(order.outputs), store="")
        ReadingStore(settings, READER_VERSION).save(reading)
    except FolderError as error:
        if getattr(error.__cause__, "errno", None) == errno.EFBIG:
            raise LimitReached("The file holds more text than can be kept.") from None
        raise


def _read_second_and_save(order: Order) -> None:
    from pipeline.reading import READER_VERSION
    from pipeline.reading.second_engine.camelot_engine import read_second
    from pipeline.reading.second_engine.store import SecondStore
    from pipeline.reading.store import ReadingStore

    settings = Settings(outputs=Path(order.outputs), store="")
    first = ReadingStore(settings, READER_VERSION).load(order.sha256)
    pages = sorted({place.page for table in first.tables for place in table.places})
    SecondStore(settings).save(read_second(Path(order.path), order.sha256, pages, READER_VERSION))


_TASKS: dict[Task, Callable[[Order], None]] = {
    "read": _read_and_save,
    "second": _read_second_and_save,
}


def _limit(order: Order) -> None:
    """Set the limits of this process.

    The kernel counts what a process allocates, not the pages of files that it maps; so those, its
    libraries, are taken off, and all that lies in memory stays below the limit together.
    """
    memory = order.memory_mb * _MB
    _set(resource.RLIMIT_DATA, memory - _mapped_files() - _LIBRARIES_MB * _MB)
    _set(resource.RLIMIT_AS, _address_space() + memory)
    _set(resource.RLIMIT_CPU, int(order.timeout_s) + 1)
    _set(resource.RLIMIT_FSIZE, _LARGEST_READING_MB * _MB)
    _set(resource.RLIMIT_CORE, 0)


def _set(which: int, wanted: int) -> None:
    _, hard = resource.getrlimit(which)
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(which, (limit, limit))


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


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent dies (Linux)."""
    if sys.platform == "linux":
        libc: Any = ctypes.CDLL(None)
        libc.prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)


if __name__ == "__main__":
    main()
