"""A plug-in for processes under test, found by Python at start where this folder is on its path.

A PDF whose bytes hold `%FAULT <name>` makes the reader do that instead of reading. The variable
KILL_AT=<n> kills the process before its n-th step that changes a folder; a process that comes to
its end tells the number of its steps. FAULT_INTERPRET=<name>:<sha256> makes the interpreting of
one reading do a fault.
"""

import atexit
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

KILL_AT = int(os.environ.pop("KILL_AT", "0"))


def spin() -> None:
    while True:
        pass


def take_memory() -> list[bytes]:
    return [b"x" * (4 << 20) for _ in range(100_000)]


def fill_disk() -> None:
    with open(os.path.join(os.environ["HOME"], "large"), "wb") as out:
        out.seek(1 << 40)
        out.write(b"x")


def leave_a_process() -> None:
    import subprocess

    subprocess.Popen(["sleep", "1000"])
    time.sleep(1000)


def fail() -> None:
    raise KeyError("a fault of the reader")


FAULTS: dict[bytes, Callable[[], object]] = {
    b"SLEEP": lambda: time.sleep(1000),
    b"SPIN": spin,
    b"MEMORY": take_memory,
    b"SEGFAULT": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    b"EXIT": lambda: os._exit(0),
    b"KEYERROR": fail,
    b"DISK": fill_disk,
    b"PROCESS": leave_a_process,
    b"OWNER": lambda: os.kill(os.getppid(), signal.SIGKILL),
    b"KILLED": lambda: os.kill(os.getpid(), signal.SIGKILL),
}
ONCE = {b"OWNER_ONCE": FAULTS[b"OWNER"], b"KILLED_ONCE": FAULTS[b"KILLED"]}


def patch_reader() -> None:
    from pathlib import Path

    import pipeline.reading as reading
    from pipeline.reading.model import Reading

    read = reading.read_pdf

    def read_pdf(path: Path, sha256: str, **options: Any) -> Reading:
        content = path.read_bytes()
        for name, fault in FAULTS.items():
            if b"%FAULT " + name + b"\n" in content:
                fault()
        for name, fault in ONCE.items():
            if (
                b"%FAULT " + name + b"\n" in content
                and not (done := path.with_suffix(".done")).exists()
            ):
                done.touch()
                fault()
        found = read(path, sha256, **options)
        if b"%FAULT LOSE" in content:
            return found.model_copy(update={"pages": found.pages[:-1]})
        return found

    setattr(reading, "read_pdf", read_pdf)  # noqa: B010


def patch_interpreting(fault: str, sha256: str) -> None:
    """Have the interpreting of one reading fail: `KEYERROR`, `SPIN` and so on."""
    from pipeline.interpreting import issue
    from pipeline.reading.model import Reading

    interpret = issue.interpret

    def faulty(reading: Reading, *args: Any) -> Any:
        if reading.sha256 == sha256:
            FAULTS[fault.encode()]()
        return interpret(reading, *args)

    setattr(issue, "interpret", faulty)  # noqa: B010


def patch_folders() -> None:
    count = 0

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count == KILL_AT:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*args, **kwargs)

        return call

    atexit.register(lambda: print(f"STEPS {count}", file=sys.stderr))
    for name in ("replace", "rename", "unlink", "link", "symlink", "mkdir", "rmdir", "fsync"):
        setattr(os, name, counted(getattr(os, name)))


if KILL_AT:
    patch_folders()
elif "pipeline.reading.isolation.worker" in sys.orig_argv:
    if "FAULT_INTERPRET" in os.environ:
        patch_interpreting(*os.environ["FAULT_INTERPRET"].split(":"))
    patch_reader()
