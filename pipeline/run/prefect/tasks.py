"""The steps as Prefect tasks: retries, time limits, and results kept by content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import TaskRunContext
from prefect.tasks import Task, exponential_backoff

from pipeline.errors import MissingDependency
from pipeline.reading.isolation.worker import Answer
from pipeline.run import steps
from pipeline.run.cross_check import cross_check_many
from pipeline.run.prefect.pools import pool_of
from pipeline.run.report import CrossChecked
from pipeline.settings import Settings

_TAGS = {"bulletins"}
_STEP_TIMEOUT_S = 4 * 3600


class ReadingDisturbed(Exception):
    """The reading process was ended from outside; worth another try."""


def content_and_reader(context: TaskRunContext, parameters: dict[str, Any]) -> str:
    """The key of a result: what was read, by which reader, under which limits."""
    return f"read/{parameters['pdf'].sha256}/{steps.reader_key(parameters['settings'])}"


def _is_worth_a_retry(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    return not isinstance(state.result(raise_on_failure=False), MissingDependency)


@task(
    name="receive",
    description="Take what lies in the inbox into the archive.",
    tags=_TAGS,
    cache_policy=NO_CACHE,
    persist_result=False,
    timeout_seconds=_STEP_TIMEOUT_S,
)
def receive(settings: Settings, sample: Path | None) -> steps.Intake:
    """Take what lies in the inbox into the archive."""
    return steps.take_in(settings, sample)


@task(
    name="read",
    description="Read one PDF in a process of its own.",
    tags=_TAGS,
    cache_key_fn=content_and_reader,
    persist_result=True,
    retries=2,
    retry_delay_seconds=exponential_backoff(backoff_factor=2),
    retry_jitter_factor=0.5,
    retry_condition_fn=_is_worth_a_retry,
)
def read(pdf: steps.Pdf, settings: Settings) -> Answer:
    """Read one PDF in a process of its own. A refusal is an answer, not a failure."""
    if steps.is_read(pdf.sha256, settings):  # by a run without Prefect, which kept no result
        return Answer("read")
    answer = steps.read_one(pdf, pool_of(settings))
    if answer.status == "broken":
        raise ReadingDisturbed(answer.reason)
    return answer


@task(
    name="cross-check",
    description="Have a second engine read every table that it has not read.",
    tags=_TAGS,
    cache_policy=NO_CACHE,
    persist_result=False,
    timeout_seconds=_STEP_TIMEOUT_S,
)
def compare_with_second_engine(settings: Settings) -> list[CrossChecked]:
    """Have a second engine read every table that it has not read."""
    return list(cross_check_many(settings))


@task(
    name="build",
    description="Interpret every reading and build the dataset.",
    tags=_TAGS,
    cache_policy=NO_CACHE,
    persist_result=False,
    timeout_seconds=_STEP_TIMEOUT_S,
)
def build(settings: Settings) -> steps.Built:
    """Interpret every reading and build the dataset."""
    return steps.build_dataset(settings)


@task(
    name="validate",
    description="Check the dataset; failures become findings.",
    tags=_TAGS,
    cache_policy=NO_CACHE,
    persist_result=False,
    timeout_seconds=_STEP_TIMEOUT_S,
)
def validate(built: steps.Built, docs: Path, settings: Settings) -> steps.Built:
    """Apply people's decisions and add the findings of validation."""
    return steps.validate_dataset(built, docs, settings)


@task(
    name="publish",
    description="Publish the dataset by one swap.",
    tags=_TAGS,
    cache_policy=NO_CACHE,
    persist_result=False,
    timeout_seconds=_STEP_TIMEOUT_S,
)
def publish(built: steps.Built, intake: steps.Intake, settings: Settings, docs: Path) -> None:
    """Publish the dataset by one swap."""
    steps.publish_dataset(built, intake, settings, docs)
