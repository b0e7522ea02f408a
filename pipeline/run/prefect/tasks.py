"""The steps as Prefect tasks: retries, time limits, and results kept by content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import TaskRunContext
from prefect.tasks import Task, exponential_backoff
from prefect.utilities.annotations import quote

from pipeline.errors import MissingDependency
from pipeline.reading.isolation.orders import Answer
from pipeline.run.building import build_dataset, validate_dataset
from pipeline.run.cross_check import cross_check_many
from pipeline.run.intake import receive_inbox
from pipeline.run.prefect.readers import reader_of
from pipeline.run.publishing import publish_dataset
from pipeline.run.reading import Pdf
from pipeline.run.report import CrossChecked
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")
_TAGS = {"bulletins"}
_STEP_TIMEOUT_S = 4 * 3600


class ReadingInterrupted(Exception):
    """A reading process was ended from outside; a retry may succeed.

    Attributes:
        answers: of all PDFs of the task, some of which were read.
    """

    def __init__(self, reason: str, answers: list[Answer]) -> None:
        super().__init__(reason, answers)
        self.answers = answers

    def __str__(self) -> str:
        return str(self.args[0])


def content_and_reader(context: TaskRunContext, parameters: dict[str, Any]) -> str:
    """The key of a result: the content, the version of the reader, and its limits."""
    reader = reader_of(parameters["settings"])
    content = "".join(pdf.sha256 for pdf in parameters["pdfs"])
    digest = hashlib.sha256(content.encode()).hexdigest()
    return f"reading/{digest}/{reader.workspace.readings.key}"


def _is_worth_a_retry(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    return not isinstance(state.result(raise_on_failure=False), MissingDependency)


def _step(name: str, description: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A step that runs once, in the process of the flow; its result is not stored.

    Its arguments are quoted, or Prefect would search each row of the dataset for results of tasks.
    """
    made = task(
        name=name,
        description=description,
        tags=_TAGS,
        cache_policy=NO_CACHE,
        persist_result=False,
        timeout_seconds=_STEP_TIMEOUT_S,
    )

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        step: Callable[..., R] = made(function)
        return lambda *args, **named: step(
            *map(quote, args), **{name: quote(value) for name, value in named.items()}
        )

    return decorate


def _cross_check(workspace: Workspace, pdfs: list[Pdf]) -> list[CrossChecked]:
    return list(cross_check_many(workspace, pdfs))


receive = _step("receive", "Move the files of the inbox into the archive.")(receive_inbox)
cross_check = _step("cross-check", "Read with a second engine every table that it has not read.")(
    _cross_check
)
build = _step("build", "Interpret every reading and build the dataset.")(build_dataset)
validate = _step("validate", "Check the dataset; failures become findings.")(validate_dataset)
publish = _step("publish", "Publish the dataset by one swap.")(publish_dataset)


@task(
    name="read",
    description="Read a PDF, or a batch of many, each in a process of its own.",
    tags=_TAGS,
    cache_key_fn=content_and_reader,
    persist_result=True,
    retries=2,
    retry_delay_seconds=exponential_backoff(backoff_factor=2),
    retry_jitter_factor=0.5,
    retry_condition_fn=_is_worth_a_retry,
)
def read(pdfs: list[Pdf], settings: Settings) -> list[Answer]:
    """Read PDFs, each in a process of its own. A refusal is an answer, not a failure.

    What an earlier attempt, or a run without Prefect, has read or refused is not read again.
    """
    reader = reader_of(settings)
    known = {pdf.sha256: reader.answer_before(pdf) for pdf in pdfs}
    left = [pdf for pdf in pdfs if known[pdf.sha256] is None]
    known.update(zip([pdf.sha256 for pdf in left], reader.read(left), strict=True))
    answers = [answer for pdf in pdfs if (answer := known[pdf.sha256])]
    reader.answers.update({s: a for s, a in known.items() if a and a.status != "broken"})
    if broken := [answer for answer in answers if answer.status == "broken"]:
        raise ReadingInterrupted(broken[0].reason, answers)
    return answers
