"""Time is counted in processor seconds; a second opinion has limits of its own."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pipeline.reading.isolation import limits
from pipeline.reading.isolation.apart import apart
from pipeline.reading.isolation.limits import read_answer


@contextmanager
def child_that(does: Callable[[], None]) -> Iterator[tuple[int, int]]:
    """A child process and the end of the pipe into which it writes "done"."""
    source, target = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        does()
        os.write(target, b"done\n")
        os._exit(0)
    os.close(target)
    try:
        yield child, source
    finally:
        os.close(source)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def spin(seconds: float) -> Callable[[], None]:
    def work() -> None:
        while time.process_time() < seconds:
            pass

    return work


def spin_and_stop() -> None:
    """A process that gets the processor for a tenth of the time, as on a busy machine."""
    for _ in range(10):
        started = time.process_time()
        while time.process_time() - started < 0.03:
            pass
        time.sleep(0.27)


def test_a_starved_process_is_given_time() -> None:
    with child_that(spin_and_stop) as (child, source):
        started = time.monotonic()
        assert read_answer(source, child, 1.0) == b"done\n"
        assert time.monotonic() - started > 2


def test_a_process_that_works_too_long_is_not() -> None:
    with child_that(spin(30)) as (child, source):
        assert read_answer(source, child, 0.5) is None
        assert limits._processor_time(child) < 1.5  # type: ignore[operator]


def test_the_kernel_says_that_the_time_is_over() -> None:
    """Where the parent is too busy to look, it ends the process in a way that tells why."""
    child = os.fork()
    if child == 0:
        limits.limit_processor_time(0.0)
        spin(10)()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU


def test_a_process_that_waits_for_ever_is_not() -> None:
    with child_that(lambda: time.sleep(60)) as (child, source):
        started = time.monotonic()
        assert read_answer(source, child, 0.5) is None
        assert 0.5 <= time.monotonic() - started < 2


def fail() -> Any:
    raise RuntimeError("an engine's own exception")


def be_killed() -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> Any:
    os._exit(3)


@pytest.mark.parametrize("work", [fail, be_killed, leave, spin(60)])
def test_what_goes_wrong_apart_costs_nothing_but_its_result(work: Callable[[], Any]) -> None:
    assert apart(work, 0.5) is None


def test_what_goes_well_apart_comes_back() -> None:
    assert apart(lambda: {"3": [["一", "12"]]}, 5.0) == {"3": [["一", "12"]]}
