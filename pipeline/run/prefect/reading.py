"""Reading many PDFs as tasks, in local threads or on a Dask cluster."""

from __future__ import annotations

import math
import socket
from collections.abc import Iterator
from typing import Any

from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from pydantic import SecretStr

from pipeline.errors import MissingDependency, UsageError
from pipeline.reading.isolation.orders import Answer
from pipeline.run.intake import Intake
from pipeline.run.prefect.readers import readers
from pipeline.run.prefect.tasks import ReadingInterrupted, read, read_several
from pipeline.run.reading import Pdf, read_before
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings

_BATCHES_A_THREAD = 4
_LARGEST_BATCH = 20
"""Of a larger one much would have to be read again where its worker is lost."""


def read_as_tasks(
    workspace: Workspace, unread: list[Pdf], intake: Intake
) -> Iterator[tuple[str, Answer]]:
    """Read every PDF in a task, on Dask several in one; yields hash and answer of each."""
    if _is_local(workspace.settings):
        yield from _in_threads(workspace, unread, intake)
    elif unread:
        yield from _on_dask(workspace, unread)


def _in_threads(
    workspace: Workspace, unread: list[Pdf], intake: Intake
) -> Iterator[tuple[str, Answer]]:
    """Read every PDF in a task of its own.

    A received file that was read before gets a task too, which Prefect shows as cached. If every
    attempt is interrupted, the answer is `broken`, as without Prefect.
    """
    settings = workspace.settings
    known = read_before(workspace, intake.received)
    if not unread and not known:
        return
    size = max(1, min(settings.workers, len(unread)))
    public = _without_secrets(settings)
    runner: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=size)
    with readers(public, size), runner:
        futures = {
            pdf.sha256: runner.submit(_task(pdf, workspace), {"pdf": pdf, "settings": public})
            for pdf in [*unread, *known]
        }
        for pdf in unread:
            yield pdf.sha256, _answer(futures[pdf.sha256].result(raise_on_failure=False))
        for pdf in known:
            futures[pdf.sha256].wait()


def _on_dask(workspace: Workspace, unread: list[Pdf]) -> Iterator[tuple[str, Answer]]:
    """Read several PDFs in each task; few enough that all workers end at about the same time."""
    public = _without_secrets(workspace.settings)
    with _dask_runner(workspace.settings) as runner:
        threads = sum(runner.client.nthreads().values())
        size = batch_size(len(unread), threads)
        batches = [unread[start : start + size] for start in range(0, len(unread), size)]
        futures = [
            runner.submit(
                read_several.with_options(task_run_name=_name_of(batch)),
                {"pdfs": batch, "settings": public},
            )
            for batch in batches
        ]
        for batch, future in zip(batches, futures, strict=True):
            for pdf, answer in zip(batch, future.result(), strict=True):
                yield pdf.sha256, answer


def batch_size(count: int, threads: int) -> int:
    """How many of `count` PDFs one task reads where `threads` tasks run at once."""
    return min(_LARGEST_BATCH, max(1, math.ceil(count / (_BATCHES_A_THREAD * max(1, threads)))))


def _name_of(batch: list[Pdf]) -> str:
    more = f" and {len(batch) - 1} more" if len(batch) > 1 else ""
    return f"read {batch[0].file_name[:150]}{more}"


def _answer(result: Any) -> Answer:
    if isinstance(result, ReadingInterrupted):
        return Answer("broken", str(result))
    if isinstance(result, BaseException):
        raise result
    answer: Answer = result
    return answer


def _task(pdf: Pdf, workspace: Workspace) -> Any:
    """The task for one PDF. It needs no time limit: the reading process has one.

    The archive decides what has to be read, not Prefect's stored results: a reading may have been
    deleted since. So a stored result is used only if the reading exists.
    """
    return read.with_options(
        task_run_name=f"read {pdf.file_name}"[:200],
        refresh_cache=workspace.readings.state(pdf.sha256) != "read",
    )


def _is_local(settings: Settings) -> bool:
    return settings.task_runner == "threads"


def _dask_runner(settings: Settings) -> Any:
    """The runner of an existing Dask cluster.

    Raises:
        MissingDependency: prefect-dask is not installed.
        UsageError: no scheduler responds.
    """
    address = settings.task_runner.replace("dask://", "tcp://", 1)
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        hint = "Install the packages of requirements.lock, or set BULLETINS_TASK_RUNNER=threads."
        raise MissingDependency("Reading on Dask needs the package prefect-dask.", hint) from error
    _require_scheduler(address)
    return DaskTaskRunner(address=address)


def _require_scheduler(address: str) -> None:
    """Fail at once without a scheduler; Dask itself would retry for half a minute."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=10).close()
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"No Dask scheduler responds at {address}.",
            "Start it, or set BULLETINS_TASK_RUNNER=threads.",
        ) from error


def _without_secrets(settings: Settings) -> Settings:
    """The settings that a reader needs; secrets do not leave this process."""
    names = ("notice_webhook", "notice_urls", "smtp")
    return settings.model_copy(update=dict.fromkeys(names, SecretStr("")))
