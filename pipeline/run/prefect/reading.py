"""Reading many PDFs in tasks, by local processes or on a Dask cluster."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import Any

from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from pydantic import SecretStr

from pipeline.reading.isolation.orders import Answer
from pipeline.run.intake import Intake
from pipeline.run.prefect.readers import reader_for
from pipeline.run.prefect.tasks import ReadingInterrupted, read
from pipeline.run.reading import Pdf, read_before
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings

_MOST_TASKS = 200
"""A task costs Prefect 7 to 25 ms of processor time in the process of the flow, as much on its
server, and after more than 200 of them a server with SQLite keeps the next run waiting."""
_LONGEST = 180


def read_as_tasks(
    workspace: Workspace, unread: list[Pdf], intake: Intake
) -> Iterator[tuple[str, Answer]]:
    """Read every PDF in a task of its own, very many in batches; yields hash and answer of each.

    A received file that was read before gets a task too, which Prefect shows as cached. If every
    attempt is interrupted, the answer is `broken`, as without Prefect.
    """
    known = read_before(workspace, intake.received)
    if not unread and not known:
        return
    public = _without_secrets(workspace.settings)
    with reader_for(workspace, public, len(unread)) as reader:
        runner: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=reader.tasks)
        with runner:
            submit = partial(_submit, runner, workspace, public)
            asked = [(batch, submit(batch)) for batch in batches(unread)]
            shown = [submit(batch) for batch in batches(known)]
            for batch, future in asked:
                answers = _answers(future.result(raise_on_failure=False))
                yield from zip([pdf.sha256 for pdf in batch], answers, strict=True)
            for future in shown:
                future.wait()


def batches(pdfs: list[Pdf]) -> list[list[Pdf]]:
    """The PDFs of each task: one, but several where there would be too many tasks."""
    size = math.ceil(len(pdfs) / _MOST_TASKS) or 1
    return [pdfs[first : first + size] for first in range(0, len(pdfs), size)]


def _answers(result: Any) -> list[Answer]:
    if isinstance(result, ReadingInterrupted):
        return result.answers
    if isinstance(result, BaseException):
        raise result
    answers: list[Answer] = result
    return answers


def _submit(
    runner: TaskRunner[Any], workspace: Workspace, settings: Settings, batch: list[Pdf]
) -> Any:
    return runner.submit(_task(batch, workspace), {"pdfs": batch, "settings": settings})


def _task(batch: list[Pdf], workspace: Workspace) -> Any:
    """The task for a batch. It needs no time limit: the reading processes have one.

    The archive decides what has to be read, not Prefect's stored results: a reading may have been
    deleted since. So a stored result is used only if the reading exists.
    """
    more = f" and {len(batch) - 1} more" if len(batch) > 1 else ""
    return read.with_options(
        task_run_name=f"read {batch[0].file_name[:_LONGEST]}{more}",
        refresh_cache=any(workspace.readings.state(pdf.sha256) != "read" for pdf in batch),
    )


def _without_secrets(settings: Settings) -> Settings:
    """The settings that a reader needs; secrets do not leave this process."""
    names = ("notice_webhook", "notice_urls", "smtp")
    return settings.model_copy(update=dict.fromkeys(names, SecretStr("")))
