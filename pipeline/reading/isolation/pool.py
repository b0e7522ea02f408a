"""Read PDFs in processes of their own, several at once, so that none can hurt the others."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Literal

from pipeline.archive.storage import storage
from pipeline.errors import BulletinsError, ExitCode, FolderError, MissingDependency
from pipeline.files.atomic import write_atomically
from pipeline.model.reasons import of_file
from pipeline.reading.isolation.orders import Answer, Order, Task
from pipeline.settings import Settings, import_path

_GRACE_S = 5.0
_ATTEMPTS = 2
_DISTURBED = ("broken", "killed")
"""What says nothing of the file at first, as when the machine runs out of memory."""

_BROKEN = of_file("reader_stopped")
_SETUP = "Run `make setup`."


class ReaderPool:
    """Processes that read PDFs. Threads may call `read` at once; each gets a process of its own.

    Args:
        settings: limits, and the outputs folder that takes the readings.
        size: how many files are read at once.
    """

    def __init__(self, settings: Settings, size: int) -> None:
        self.settings = settings
        self.size = size
        self._closed = threading.Event()
        # One that has worked, and so has loaded everything, is asked before one that has not.
        self._slots: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._workers = [_Worker() for _ in range(size)]
        for worker in self._workers:
            self._slots.put(worker)

    def __enter__(self) -> ReaderPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start all processes, so that none is waited for later; before the first order."""
        for worker in self._workers:
            worker.start()

    def read(
        self, path: Path, sha256: str, task: Task = "read", then: Task | Literal[""] = ""
    ) -> Answer:  # fmt: skip
        """Read one PDF and save its reading; never raises for what is in the file.

        What was killed from outside is tried once more.

        Args:
            task: read it, or read its tables a second time by the other engine.
            then: `interpret` the reading in the same process, which saves starting another; only
                where the readings are in the outputs folder. `interpret` does what was not done.

        Raises:
            BulletinsError: something other than the file is at fault, as a full disk is.
        """
        if not self.settings.is_remote:
            return self._ask(path, sha256, task, then=then)
        with storage(self.settings).local(f"originals/{path.name}", sha256) as copy:
            if task in ("read", "audit"):
                return self._ask(copy, sha256, task)
            with self._local_reading(sha256):
                return self._ask(copy, sha256, task)

    def interpret(self, sha256: str, key: str) -> Answer:
        """Interpret the reading of a PDF under the limits of reading, and keep that under `key`.

        The answer is `read` where an interpretation, or the reason why there is none, was kept
        (`pipeline.interpreting.store`); `limit` where it took too long or broke the process.
        In a store other than the outputs folder, the result is left in the outputs folder.

        Raises:
            BulletinsError: as `read`.
        """
        if not self.settings.is_remote:
            return self._ask(Path(), sha256, "interpret", key)
        with self._local_reading(sha256):
            return self._ask(Path(), sha256, "interpret", key)

    def bind(self, folder: Path) -> Answer:
        """Bind the pictures of a folder, in order of their names, into one PDF beside them.

        Raises:
            BulletinsError: as `read`.
        """
        return self._ask(folder, "", "bind")

    @contextmanager
    def _local_reading(self, sha256: str) -> Iterator[None]:
        """The first reading in the outputs folder, for the second to go by."""
        local = self.settings.readings / f"{sha256}.json"
        write_atomically(local, storage(self.settings).read(f"readings/{local.name}"))
        try:
            yield
        finally:
            local.unlink(missing_ok=True)

    def _ask(
        self, path: Path, sha256: str, task: Task, key: str = "", then: Task | Literal[""] = ""
    ) -> Answer:  # fmt: skip
        settings = self.settings
        order = Order(
            str(path.absolute()),
            sha256,
            str(settings.store_root.absolute()),
            settings.read_timeout_s,
            settings.read_memory_mb,
            settings.max_pages,
            task,
            str(settings.registry.absolute()),
            key,
            settings.recognise_page_s if settings.recognise_scans else 0.0,
            then,
        )
        worker = self._slots.get()
        try:
            answer = Answer("broken", _BROKEN)
            for _ in range(_ATTEMPTS):
                if not self._closed.is_set() and answer.status in _DISTURBED:
                    answer = worker.ask(order)
            return replace(answer, status="limit") if answer.status == "killed" else answer
        finally:
            self._slots.put(worker)

    def close(self) -> None:
        """End all processes, also those that are reading."""
        self._closed.set()
        for worker in self._workers:
            worker.stop()


def read_all(
    pdfs: Iterable[tuple[str, Path]], settings: Settings, task: Task = "read"
) -> Iterator[tuple[str, Answer]]:
    """Read PDFs, given as hash and path; yields hash and answer as each is done.

    Leaving the loop early, or an interrupt, ends the processes.
    """
    waiting = list(pdfs)
    with ReaderPool(settings, max(1, min(settings.workers, len(waiting)))) as pool:
        yield from read_with(pool, waiting, task)
        pool.close()


def read_with(
    pool: ReaderPool, pdfs: Iterable[tuple[str, Path]], task: Task = "read",
    then: Task | Literal[""] = "", meanwhile: Callable[[], None] = lambda: None,
) -> Iterator[tuple[str, Answer]]:  # fmt: skip
    """The same with processes that serve on; they are ended if the loop is left early.

    Args:
        then: as for `ReaderPool.read`.
        meanwhile: is called once, when they have begun.
    """
    waiting = list(pdfs)
    done = False
    with ThreadPoolExecutor(max(1, min(pool.size, len(waiting)))) as threads:
        try:
            futures = {
                threads.submit(pool.read, path, sha256, task, then): sha256
                for sha256, path in waiting
            }
            meanwhile()
            for future in as_completed(futures):
                yield futures[future], future.result()
            done = True
        finally:
            if not done:
                pool.close()
            threads.shutdown(wait=True, cancel_futures=True)


def start_spare(registry: Path | None = None) -> None:
    """Start a process now for the next pool of this program, while there is time.

    Args:
        registry: folder of the registry by which the process will interpret what it reads; it
            computes ahead what every file needs of that.
    """
    _spare.append(_started(registry))


_spare: list[subprocess.Popen[bytes]] = []


class _Worker:
    """One reading process, started when it is first asked, and again after a death."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, order: Order) -> Answer:
        process = self.start()
        line = b""
        with suppress(OSError, ValueError):
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        if not line.endswith(b"\n"):
            if process.wait() == ExitCode.MISSING_DEPENDENCY:
                raise MissingDependency("A package of the PDF reader is missing.", _SETUP)
            return Answer("broken", _BROKEN)
        return _checked(Answer.of_line(line))

    def stop(self) -> None:
        process = self._process
        if process is None:
            return
        with suppress(OSError, ValueError):
            if process.stdin:
                process.stdin.close()
        try:
            process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def start(self) -> subprocess.Popen[bytes]:
        """Its process, started where there is none."""
        if self._process is None or self._process.poll() is not None:
            self._process = _spare.pop() if _spare else _started()
        return self._process


def _started(registry: Path | None = None) -> subprocess.Popen[bytes]:
    ahead = [] if registry is None else [str(registry.absolute())]
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "pipeline.reading.isolation.worker", *ahead],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
    )


def _checked(answer: Answer) -> Answer:
    """The answer, unless it reports an error that is not the file's."""
    if answer.status != "error":
        return answer
    kinds: tuple[type[BulletinsError], ...] = (FolderError, MissingDependency)
    kind = next((k for k in kinds if k.exit_code == answer.exit_code), BulletinsError)
    raise kind(answer.reason, answer.hint)


def _environment() -> dict[str, str]:
    """Our package can be found from anywhere, and a fork has no threads of number libraries."""
    return {
        **os.environ,
        "PYTHONPATH": import_path(),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
