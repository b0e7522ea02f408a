"""Reading many PDFs, each in a task, by local processes or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
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


def read_as_tasks(
    workspace: Workspace, unread: list[Pdf], intake: Intake
) -> Iterator[tuple[str, Answer]]:
    """Read every PDF in a task of its own; yields hash and answer of each.

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
    return read.with_options(
        task_run_name=f"read {pdf.file_name}"[:200],
        refresh_cache=workspace.readings.state(pdf.sha256) != "read",
    )


def _without_secrets(settings: Settings) -> Settings:
    """The settings that a reader needs; secrets do not leave this process."""
    names = ("notice_webhook", "notice_urls", "smtp")
    return settings.model_copy(update=dict.fromkeys(names, SecretStr("")))
