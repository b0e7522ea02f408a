"""Processor time, wall time and memory of fresh processes, several times over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psutil

_POLLS_ASLEEP = 5
"""A process that is asleep at so many polls has loaded everything and waits."""

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Cost:
    """What one process cost, with all that it started.

    Attributes:
        cpu: processor time, seconds.
        wall: seconds from start to end.
        peak_mb: memory of the largest of its processes.
        code: its exit code.
        reported: what it printed, as JSON.
    """

    cpu: float
    wall: float
    peak_mb: float
    code: int
    reported: dict[str, Any] = field(default_factory=dict)


class Failed(Exception):
    """A measured process did not do what it should."""


def measure(*arguments: str | Path, accepted: Sequence[int] = (0,)) -> Cost:
    """Run `python ARGUMENTS` in the root folder and wait for it.

    Raises:
        Failed: it ended with another exit code than the accepted ones.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            cwd=ROOT, env=_environment(), stdout=out, stderr=errors,
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - started
        out.seek(0)
        errors.seek(0)
        if process.returncode not in accepted:
            raise Failed(f"{' '.join(map(str, arguments))}: {process.returncode}\n{errors.read()}")
        text = out.read()
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(cpu, wall, usage.ru_maxrss / 1024, process.returncode, _json(text))


def measure_waiting(inbox: str | Path, outputs: str | Path) -> Cost:
    """A run by the process that has loaded everything and waits, as the watch has one.

    It is measured from its order on; what it and the process that reads for it load before comes
    while the new file settles.

    Raises:
        Failed: it ended with another exit code than 0.
    """
    import psutil

    named = {"BULLETINS_INBOX": str(inbox), "BULLETINS_OUTPUTS": str(outputs)}
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.cli.standby"], text=True, cwd=ROOT,
            env={**_environment(), **named}, stdin=subprocess.PIPE, stdout=out,
        )  # fmt: skip
        waiting, asleep = psutil.Process(process.pid), 0
        while asleep < _POLLS_ASLEEP:
            time.sleep(0.2)
            asleep = asleep + 1 if waiting.status() == psutil.STATUS_SLEEPING else 0
        before = _used_by(waiting)
        started = time.monotonic()
        assert process.stdin
        process.stdin.write(json.dumps(["run", "--json", "--no-prefect"]) + "\n")
        process.stdin.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - started
        out.seek(0)
        reported = _json(out.read())
    if process.returncode:
        raise Failed(f"the waiting process: {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime - before
    return Cost(cpu, wall, usage.ru_maxrss / 1024, process.returncode, reported)


def _used_by(process: psutil.Process) -> float:
    """Processor seconds of a process and all that it started, until now."""
    family = (process, *process.children(recursive=True))
    return sum(sum(one.cpu_times()[:4]) for one in family)  # its own, and of those that ended


def alternate(
    tasks: Mapping[str, Callable[[], Cost]], repetitions: int
) -> dict[str, list[Cost]]:  # fmt: skip
    """Run all tasks in turn, several times over, so that a busy machine is unfair to none."""
    found: dict[str, list[Cost]] = {name: [] for name in tasks}
    for _ in range(repetitions):
        for name, task in tasks.items():
            found[name].append(task())
    return found


def middle(costs: Sequence[Cost], value: Callable[[Cost], float]) -> float:
    """The median over the repetitions."""
    return median(map(value, costs))


def ratio(
    costs: Sequence[Cost], value: Callable[[Cost], float],
    others: Sequence[Cost], other: Callable[[Cost], float],
) -> float:  # fmt: skip
    """The median over the repetitions of one cost as a multiple of another in the same turn."""
    pairs = zip(map(value, costs), map(other, others), strict=True)
    return median(above / below for above, below in pairs)


def _environment() -> dict[str, str]:
    """Nothing of the caller's settings; byte code is kept, for without it imports cost double."""
    dropped = ("BULLETINS_", "PREFECT_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {**kept, "PYTHONPATH": str(ROOT)}


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
