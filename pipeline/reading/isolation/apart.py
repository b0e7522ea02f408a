"""Work that must not cost the file: done in a process of its own, with its own time.

A second opinion may fail, crash or never end. The file's reading goes on without it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from pipeline.boundary import attempt
from pipeline.errors import RejectedFile
from pipeline.reading.isolation.limits import die_with, limit_processor_time, read_answer


def apart(work: Callable[[], Any], seconds: float) -> Any | None:
    """The result of `work`; None where it fails, breaks its process or takes too long.

    Args:
        work: returns what JSON can hold.
        seconds: processor time that it may take.
    """
    source, target = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(source)
        _answer(work, seconds, parent, target)
    os.close(target)
    try:
        line = read_answer(source, child, seconds)
    finally:
        os.close(source)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return json.loads(line) if line and line.endswith(b"\n") else None


def _answer(work: Callable[[], Any], seconds: float, parent: int, target: int) -> None:
    """Do the work, answer, and leave without running the parent's exit handlers."""
    try:
        die_with(parent)
        limit_processor_time(seconds)
        result = attempt("rereading", work)
        if not isinstance(result, RejectedFile):
            with os.fdopen(target, "wb") as pipe:
                pipe.write(json.dumps(result).encode() + b"\n")
    finally:
        sys.stdout.flush()
        os._exit(0)
