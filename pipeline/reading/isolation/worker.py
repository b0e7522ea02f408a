"""The process that reads PDFs for another: `python -m pipeline.reading.isolation.worker`.

A PDF is hostile until read. So each one is read in a process of its own, with limits on memory,
processor time and the size of what it writes, in a session of its own that is killed whole.
Starting Python for each would cost more than reading: this process imports the reader once and
forks for every file. Orders and answers are lines of JSON over pipes, because what comes out of
a process that read a hostile file must not be unpickled. Where the pipe of orders closes, its
owner is gone, and this process ends with what it was doing.
"""

from __future__ import annotations

import gc
import importlib
import json
import logging
import os
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace

from pipeline.errors import ExitCode
from pipeline.model.garbage_collection import keep_for_good
from pipeline.model.reasons import of_file
from pipeline.reading.isolation.limits import (
    END,
    allow_more,
    die_with,
    is_whole,
    limit_memory,
    limit_processor_time,
    read_answer,
)
from pipeline.reading.isolation.orders import Answer, Order, Task
from pipeline.reading.isolation.tasks import SLOW_IMPORTS, carry_out, module_of, warm_up
from pipeline.settings import Settings

_KB = 1024
_SELDOM = (200_000, 20, 100)
"""Collections of garbage while reading: it searches in vain through all that a reading holds,
but the parser of a large file leaves cycles behind."""

_SEVERAL = 2

_AHEAD: tuple[Task, ...] = ("read", "interpret")
"""The tasks of every new file."""

_NICE = 10
"""Nobody waits for an audit: it takes what time is left beside the run."""

_KILLED = of_file("reader_killed")
_orders: Counter[Task] = Counter()
"""How many orders of each task came so far."""


def main() -> None:
    """Serve orders from stdin until it closes.

    Where an argument names the folder of a registry, it prepares to interpret by it.
    """
    orders = os.fdopen(0, "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # Whatever a library prints is no answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not Settings().debug:
        logging.disable(logging.CRITICAL)
    try:
        _warm_up()
        for registry in sys.argv[1:]:
            _prepare_ahead(registry)
    except ImportError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(int(ExitCode.MISSING_DEPENDENCY))
    answer = None
    for line in iter(orders.readline, b""):
        if answer:
            _keep_fonts(answer)
        answer = _serve(Order(**json.loads(line)))
        for name in set(answer.imported) & set(SLOW_IMPORTS):
            importlib.import_module(name)
        answers.write(answer.as_line())


def _warm_up() -> None:
    """Import what every file needs, and keep the collector from touching it in each fork."""
    for name in (
        "pypdfium2",
        "numpy.ma",
        "pipeline.reading.audits",
        "pipeline.reading.isolation.apart",
        "pipeline.reading.isolation.bombs",
        "pipeline.reading.isolation.gate",
        "pipeline.reading.page.sources.pdfium_source",
        "pipeline.reading.store",
    ):
        importlib.import_module(name)
    from pipeline.reading import read_pdf  # noqa: F401

    gc.collect()
    keep_for_good()


def _prepare(order: Order) -> None:
    """Import the module of a task once, not in the process of every file.

    Where one file follows another, more than that is done once.
    """
    for one in filter(None, (order, order.next)):
        _orders[one.task] += 1
        if _orders[one.task] == 1:
            importlib.import_module(module_of(one.task))
        elif _orders[one.task] == _SEVERAL:
            warm_up(one)
        else:
            continue
        keep_for_good()


def _prepare_ahead(registry: str) -> None:
    """Do, while no file waits, what is done once where several follow one another.

    Args:
        registry: its folder.
    """
    for task in _AHEAD:
        order = Order("", "", "", 0.0, 0, 0, task, registry)
        for _ in range(_SEVERAL):
            _prepare(order)


def _keep_fonts(answer: Answer) -> None:
    """Load the fonts of this machine once that one file needed: the next is likely to as well.

    Not before there is a next one: a font is read whole.
    """
    if answer.fonts:
        from pipeline.reading.page.sources.kept_fonts import Request
        from pipeline.reading.page.sources.last_resort import keep_fonts

        keep_fonts(Request(weight, name) for weight, name in answer.fonts)


def _serve(order: Order) -> Answer:
    """Do the task on one PDF in a process of its own; never longer than its limit."""
    started = time.monotonic()
    _prepare(order)
    source, target = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(source)
        _be_the_child(order, parent, target)
    os.close(target)
    line: bytes | None = b""
    try:
        line = read_answer(
            source, child, order.timeout_s, _end,
            more_s=order.recognise_page_s, most_s=order.most_s,
        )  # fmt: skip
    finally:
        os.close(source)
        _kill(child)
        _, status, usage = os.wait4(child, 0)
    answer = _understood(line, status, order)
    return replace(
        answer,
        seconds=round(time.monotonic() - started, 3),
        cpu_seconds=round(usage.ru_utime + usage.ru_stime, 3),
        peak_mb=round(usage.ru_maxrss / _KB, 1),
    )


def _end() -> None:
    """Orders come one at a time: all there can be to read of them is the end of their pipe."""
    raise SystemExit


def _kill(child: int) -> None:
    """End a child and all that it started; before its session exists it has started nothing."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(child, signal.SIGKILL)


def _understood(line: bytes | None, status: int, order: Order) -> Answer:
    if line is None:
        return Answer("limit", _too_long(order))
    if order.then and is_whole(line):
        return Answer.of_line(line)
    if not line.endswith(b"\n"):
        # No limit is kept by SIGKILL but that on time, after which this process has sent it.
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        return Answer("killed", _KILLED) if killed else Answer("limit", _crash(status, order))
    return Answer.of_line(line)


def _too_long(order: Order) -> str:
    return of_file("too_much_time", seconds=f"{order.timeout_s:g}")


def _crash(status: int, order: Order) -> str:
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGXCPU:
        return _too_long(order)
    name = signal.Signals(number).name if number else f"exit {os.waitstatus_to_exitcode(status)}"
    return of_file("reader_broken", how=name)


def _be_the_child(order: Order, parent: int, target: int) -> None:
    """Read, write the reading, answer, and leave without running the parent's exit handlers."""
    code = 1
    try:
        os.setsid()
        die_with(parent)
        if order.task == "audit":
            os.nice(_NICE)
        limit_memory(order.memory_mb)
        limit_processor_time(order.timeout_s, order.most_s)
        gc.set_threshold(*_SELDOM)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.closerange(3, target)  # The pipe of answers is not for what a file may do here.
        answer = carry_out(order, lambda: allow_more(order.recognise_page_s, target))
        os.write(target, answer.as_line().removesuffix(END))
        if order.next and answer.status == "read":
            carry_out(order.next)  # What it cannot do, it is asked for again.
        os.write(target, END)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
