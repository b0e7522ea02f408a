"""Reading many PDFs as tasks, by threads here or by a Dask cluster elsewhere."""

from __future__ import annotations

import socket
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from prefect.cache_policies import NO_CACHE
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from pydantic import SecretStr

from pipeline.errors import MissingDependency, UsageError
from pipeline.reading.isolation.worker import Answer
from pipeline.run import steps
from pipeline.run.prefect.pools import reading_pool
from pipeline.run.prefect.tasks import ReadingDisturbed, read
from pipeline.settings import Settings


def read_as_tasks(
    unread: list[steps.Pdf], intake: steps.Intake, settings: Settings
) -> dict[str, Answer]:
    """Read every PDF in a task of its own; gives the answers by hash.

    What came again and has been read before gets a task too, which shows as cached. A reading
    that was disturbed to the end has no answer; the build tells of it.
    """
    known = steps.read_before(intake, settings)
    if not unread and not known:
        return {}
    size = max(1, min(settings.workers, len(unread)))
    told = _without_secrets(settings)
    with _processes(told, size), _runner(settings, size) as runner:
        futures = {
            pdf.sha256: runner.submit(_task(pdf, settings), {"pdf": pdf, "settings": told})
            for pdf in [*unread, *known]
        }
        answers = {}
        for pdf in unread:
            answer = futures[pdf.sha256].result(raise_on_failure=False)
            if isinstance(answer, Answer):
                answers[pdf.sha256] = answer
            elif not isinstance(answer, ReadingDisturbed):
                raise answer
        for pdf in known:
            futures[pdf.sha256].wait()
        return answers


def _task(pdf: steps.Pdf, settings: Settings) -> Any:
    """The task for one PDF. It needs no time limit: the process that reads is ended at its own.

    The archive decides what has to be read, not the results that Prefect kept: a reading may
    have been deleted since. So a kept result counts only where the reading is there.
    """
    options: dict[str, Any] = {
        "task_run_name": f"read {pdf.file_name}"[:200],
        "refresh_cache": not steps.is_read(pdf.sha256, settings),
    }
    if not _is_here(settings):  # Each machine would keep results of its own.
        options |= {"persist_result": False, "cache_policy": NO_CACHE}
    return read.with_options(**options)


def _is_here(settings: Settings) -> bool:
    return settings.task_runner == "threads"


def _processes(settings: Settings, size: int) -> AbstractContextManager[None]:
    return reading_pool(settings, size) if _is_here(settings) else nullcontext()


def _runner(settings: Settings, size: int) -> TaskRunner[Any]:
    """Threads, or an existing Dask cluster.

    Raises:
        MissingDependency: prefect-dask is not installed.
        UsageError: no scheduler answers.
    """
    if _is_here(settings):
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
    """One that is not there is told of at once; Dask itself would try for half a minute."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=10).close()
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"No Dask scheduler answers at {address}.",
            "Start it, or set BULLETINS_TASK_RUNNER=threads.",
        ) from error


def _without_secrets(settings: Settings) -> Settings:
    """What a reader needs of the settings; the rest does not leave this process."""
    nothing = SecretStr("")
    return settings.model_copy(update={"notice_webhook": nothing, "smtp": nothing})
