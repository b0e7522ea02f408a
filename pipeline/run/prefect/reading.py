"""Reading many PDFs as tasks, in local threads or on a Dask cluster."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from prefect.cache_policies import NO_CACHE
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from pydantic import SecretStr

from pipeline.errors import MissingDependency, UsageError
from pipeline.reading.isolation.orders import Answer
from pipeline.run.intake import Intake
from pipeline.run.prefect.readers import readers
from pipeline.run.prefect.tasks import ReadingInterrupted, read
from pipeline.run.reading import Pdf, read_before
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings


def read_as_tasks(
    workspace: Workspace, unread: list[Pdf], intake: Intake
) -> Iterator[tuple[str, Answer]]:
    """Read every PDF in a task of its own; yields hash and answer of each.

    A received file that was read before gets a task too, which Prefect shows as cached. If every
    attempt is interrupted, the answer is `broken`, as without Prefect.
    """
    settings = workspace.settings
    known = read_before(workspace, intake.received)
    if not unread and not known:
        return
    size = max(1, min(settings.workers, len(unread)))
    public = _without_secrets(settings)
    with _processes(public, size), _runner(settings, size) as runner:
        futures = {
            pdf.sha256: runner.submit(_task(pdf, workspace), {"pdf": pdf, "settings": public})
            for pdf in [*unread, *known]
        }
        for pdf in unread:
            yield pdf.sha256, _answer(futures[pdf.sha256].result(raise_on_failure=False))
        for pdf in known:
            futures[pdf.sha256].wait()


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
    options: dict[str, Any] = {
        "task_run_name": f"read {pdf.file_name}"[:200],
        "refresh_cache": workspace.readings.state(pdf.sha256) != "read",
    }
    if not _is_local(workspace.settings):  # Each machine would store its own results.
        options |= {"persist_result": False, "cache_policy": NO_CACHE}
    return read.with_options(**options)


def _is_local(settings: Settings) -> bool:
    return settings.task_runner == "threads"


def _processes(settings: Settings, size: int) -> AbstractContextManager[None]:
    return readers(settings, size) if _is_local(settings) else nullcontext()


def _runner(settings: Settings, size: int) -> TaskRunner[Any]:
    """Threads, or an existing Dask cluster.

    Raises:
        MissingDependency: prefect-dask is not installed.
        UsageError: no scheduler responds.
    """
    if _is_local(settings):
        return ThreadPoolTaskRunner(max_workers=size)
    address = settings.task_runner.replace("dask://", "tcp://", 1)
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        hint = "Install the packages of requirements.lock, or set BULLETINS_TASK_RUNNER=threads."
        raise MissingDependency("Reading on Dask needs the package prefect-dask.", hint) from error
    _require_scheduler(address)
    runner: TaskRunner[Any] = DaskTaskRunner(address=address)
    return runner


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
