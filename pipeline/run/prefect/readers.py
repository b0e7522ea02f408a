"""What reads the PDFs of a flow's tasks: processes of this machine, or a Dask cluster."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

from pipeline.reading.isolation.orders import Answer
from pipeline.run.prefect.cluster import cluster
from pipeline.run.reading import Pdf, read_one
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings


@dataclass(frozen=True)
class Reader:
    """Reads PDFs and keeps their readings, with an answer for each; tasks may call it at once.

    Attributes:
        tasks: how many tasks are worth running at once.
        answers: of this run, by hash, for a task that is tried again.
    """

    workspace: Workspace
    read: Callable[[list[Pdf]], list[Answer]]
    tasks: int
    answers: dict[str, Answer] = field(default_factory=dict)

    def answer_before(self, pdf: Pdf) -> Answer | None:
        """The answer of an earlier attempt, or of a run without Prefect; None without one."""
        readings = self.workspace.readings
        if answer := self.answers.get(pdf.sha256):
            return answer
        state = readings.state(pdf.sha256)
        if state == "refused" and (refusal := readings.refusal(pdf.sha256)):
            return Answer("refused", refusal.reason)
        return Answer("read") if state == "read" else None


_readers: dict[str, Reader] = {}
_guard = threading.Lock()


@contextmanager
def reader_for(workspace: Workspace, settings: Settings, count: int) -> Iterator[Reader]:
    """The reader of the tasks of one flow.

    Args:
        workspace: of the run; its processes read, and interpret afterwards.
        settings: of the tasks, by which they find the reader.
        count: how many PDFs are to be read.
    """
    is_local = settings.task_runner == "threads" or not count
    local = nullcontext(_processes(workspace, count)) if is_local else None
    with local or _cluster(settings, count) as reader:
        with _guard:
            _readers[_key(settings)] = reader
        try:
            yield reader
        finally:
            with _guard:
                _readers.pop(_key(settings), None)


def reader_of(settings: Settings) -> Reader:
    """The reader of the flow, for one of its tasks."""
    with _guard:
        return _readers[_key(settings)]


def _processes(workspace: Workspace, count: int) -> Reader:
    pool = workspace.pool
    size = max(1, min(pool.size, count))
    return Reader(workspace, lambda pdfs: [read_one(workspace, p, pool) for p in pdfs], size)


@contextmanager
def _cluster(settings: Settings, count: int) -> Iterator[Reader]:
    with cluster(settings) as workers:
        yield Reader(Workspace(settings), workers.read, min(count, workers.tasks()))


def _key(settings: Settings) -> str:
    return settings.model_dump_json()
