"""The command in a fork of a process that has loaded everything, as the standby of a service is.

A start of its own takes one to five seconds of a processor, nearly all of it for imports that are
the same each time.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from pipeline.cli import standby

if multiprocessing.parent_process() is None and "pytest" not in sys.modules:
    standby.load()  # in the process that forks

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__])


def call(
    arguments: list[str], environment: dict[str, str], folder: Path, timeout_s: float
) -> subprocess.CompletedProcess[str]:
    """Run the command with what it prints captured in two files of `folder`.

    Raises:
        subprocess.TimeoutExpired: it was killed.
    """
    printed = [folder / "stdout", folder / "stderr"]
    process = _context.Process(target=_run, args=(arguments, environment, printed))
    process.start()
    process.join(timeout_s)
    if process.is_alive():
        process.kill()
        raise subprocess.TimeoutExpired(arguments, timeout_s)
    out, err = (path.read_text("utf-8") for path in printed)
    return subprocess.CompletedProcess(arguments, process.exitcode or 0, out, err)


def _run(arguments: list[str], environment: dict[str, str], printed: list[Path]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for path, name in zip(printed, ("stdout", "stderr"), strict=True):
        stream: Any = open(path, "w", encoding="utf-8")  # noqa: SIM115
        os.dup2(stream.fileno(), getattr(sys, f"__{name}__").fileno())
        setattr(sys, name, stream)
    sys.argv = ["bulletins", *arguments]
    from pipeline.cli.main import run

    run()
