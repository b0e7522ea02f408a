"""The run as Prefect flows: one task for each step, and for each PDF that is read.

The driver is the same as without Prefect (`driver.py`). Prefect adds retries, schedules, a record
of every run, notices and artifacts. `prefect.yaml` deploys:

    ingest        the inbox, daily and on demand
    rebuild       the dataset from what has been read, after a change of registry or corrections
    cross-check   every issue read again by another engine, monthly
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPException
from pathlib import Path
from typing import Annotated, Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pipeline.run.prefect  # noqa: F401  before Prefect

# isort: split
from prefect import flow
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_API_URL
from prefect.states import Completed, Failed
from pydantic import Field

from pipeline.errors import ExitCode, NothingPublished, UsageError
from pipeline.files.summary import read_summary
from pipeline.run.driver import Driver
from pipeline.run.outcome import NOTHING_LOADED, Told, findings, new_findings
from pipeline.run.prefect import artifacts, tasks
from pipeline.run.prefect.hooks import Outcome, tell_failure, tell_findings
from pipeline.run.prefect.reading import read_as_tasks
from pipeline.run.recording import recorded
from pipeline.run.report import RunReport
from pipeline.run.steps import Steps
from pipeline.settings import Settings, load_settings

_PATIENCE_S = 10
_LONGEST_ANSWER = 10_000
_LONGEST_RUN_S = 12 * 3600
_TASKS = Steps(
    receive=tasks.receive,
    read=read_as_tasks,
    cross_check=tasks.cross_check,
    build=tasks.build,
    validate=tasks.validate,
    publish=tasks.publish,
)
_HOOKS: dict[str, Any] = {
    "on_completion": [tell_findings],
    "on_failure": [tell_failure],
    "on_crashed": [tell_failure],
    "on_cancellation": [tell_failure],
}
Folder = Annotated[str, Field(min_length=1)] | None
Count = Annotated[int, Field(ge=1, le=256)] | None


class NothingLoaded(NothingPublished):
    """The flow ran to its end, but has nothing to publish."""

    def __init__(self, report: RunReport) -> None:
        super().__init__(NOTHING_LOADED, "The previous dataset stays as it is.")
        self.report = report


def run_flow(
    settings: Settings,
    *,
    sample: Path | None = None,
    again: bool = False,
    cross_check: bool = False,
) -> RunReport:
    """Run the flow in this process; its record shows in the configured Prefect server."""
    _require_server()
    state: State[Any] = ingest(
        inbox=str(settings.inbox),
        outputs=str(settings.outputs),
        workers=settings.workers,
        sample=str(sample) if sample else None,
        again=again,
        cross_check=cross_check,
        allow_loss=settings.allow_loss,
        return_state=True,
    )
    ended = state.result(raise_on_failure=False)
    if isinstance(ended, NothingLoaded):
        return ended.report
    if isinstance(ended, BaseException):
        raise ended
    outcome: Outcome = ended
    return outcome.report


def _require_server() -> None:
    """A server that is not there is told of at once, in words."""
    address = PREFECT_API_URL.value()
    if not address:
        return
    try:
        with urlopen(f"{address.rstrip('/')}/health", timeout=_PATIENCE_S) as answer:
            json.loads(answer.read(_LONGEST_ANSWER))
    except HTTPError:  # An answer all the same, of a server that wants a password, say.
        return
    except (OSError, ValueError, HTTPException) as error:
        raise UsageError(
            f"No Prefect server answers at {address}.",
            "Start it, or set PREFECT_API_URL to where it is, or add --no-prefect.",
        ) from error


@flow(
    name="ingest",
    description="Bring the dataset up to date with the inbox.",
    persist_result=False,
    validate_parameters=True,
    timeout_seconds=_LONGEST_RUN_S,
    **_HOOKS,
)
def ingest(
    inbox: Folder = None,
    outputs: Folder = None,
    workers: Count = None,
    sample: Folder = None,
    again: bool = False,
    cross_check: bool = False,
    allow_loss: bool = False,
) -> State[Any]:
    """Receive, read, build, validate and publish; parameters come before the environment.

    Ends as failed where nothing could be loaded.

    Args:
        inbox: Folder into which PDFs are dropped, as in the settings.
        outputs: Folder of the archive and the dataset, as in the settings.
        workers: How many PDFs are read at once, as in the settings.
        sample: A PDF to take where neither inbox nor archive holds any.
        again: Read anew what was refused before.
        cross_check: Have a second engine read every table that it has not read.
        allow_loss: Publish even if issues of the last release are lost.
    """
    settings = load_settings(
        inbox=inbox, outputs=outputs, workers=workers, allow_loss=allow_loss or None
    )
    path = Path(sample) if sample else None
    return _run(
        settings,
        "ingest",
        lambda driver: driver.ingest(path, again=again, cross_check=cross_check),
    )


@flow(
    name="rebuild",
    description="Build the dataset anew from what has been read, after a change of the registry "
    "or of corrections. Takes nothing from the inbox and reads no PDF.",
    persist_result=False,
    validate_parameters=True,
    timeout_seconds=_LONGEST_RUN_S,
    **_HOOKS,
)
def rebuild(
    outputs: Folder = None, registry: Folder = None, allow_loss: bool = False
) -> State[Any]:
    """Build, validate and publish; nothing is received and nothing read.

    Args:
        outputs: Folder of the archive and the dataset, as in the settings.
        registry: Folder of the CSV files that name entities, as in the settings.
        allow_loss: Publish even if issues of the last release are lost.

    Raises:
        UsageError: some PDF has not been read, and would be missing from the dataset.
    """
    settings = load_settings(outputs=outputs, registry=registry, allow_loss=allow_loss or None)
    return _run(settings, "rebuild", Driver.rebuild)


@flow(
    name="cross-check",
    description="Read every issue again by another engine and compare, cell by cell.",
    persist_result=False,
    validate_parameters=True,
    timeout_seconds=_LONGEST_RUN_S,
    **_HOOKS,
)
def cross_check(inbox: Folder = None, outputs: Folder = None, workers: Count = None) -> State[Any]:
    """A run in which a second engine reads every issue; differences become findings.

    Args:
        inbox: Folder into which PDFs are dropped, as in the settings.
        outputs: Folder of the archive and the dataset, as in the settings.
        workers: How many PDFs are read at once, as in the settings.
    """
    settings = load_settings(inbox=inbox, outputs=outputs, workers=workers)
    return _run(
        settings,
        "cross-check",
        lambda driver: driver.ingest(None, again=False, cross_check=True),
    )


def _run(settings: Settings, flow: str, work: Callable[[Driver], None]) -> State[Any]:
    """Carry out a run by tasks, show its artifacts, and return the state of the flow run."""
    before = findings(settings.dataset)
    with recorded(settings) as report:
        previous = (read_summary(settings.dataset) or {}).get("release")
        driver = Driver(settings, report, _TASKS)
        with closing(driver.workspace):
            work(driver)
        artifacts.show(report, settings, flow, previous)
    return _ended(report, new_findings(before, findings(settings.dataset)))


def _ended(report: RunReport, fresh: list[Told]) -> State[Any]:
    """The state of the flow run that a report comes to, with a sentence for whoever looks."""
    if report.exit_code == ExitCode.NOTHING_PUBLISHED:
        nothing = NothingLoaded(report)
        return Failed(message=str(nothing), data=nothing)
    rejected = f"; {len(report.rejected)} of the files are of no use" if report.rejected else ""
    message = f"Release {report.release} stands{rejected}."
    return Completed(message=message, data=Outcome(report, tuple(fresh)))
