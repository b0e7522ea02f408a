"""The run as Prefect flows: one task for each step, and for each PDF that is read.

The driver is the same as without Prefect (`driver.py`). Prefect adds retries, schedules, a record
of every run, notices and artifacts. `prefect.yaml` deploys:

    ingest        process the inbox, daily and on demand
    rebuild       build the dataset from the readings, after a change of registry or corrections
    cross-check   read every issue with a second engine, monthly
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import pipeline.run.prefect  # noqa: F401  before Prefect

# isort: split
from prefect import flow
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_API_URL
from prefect.states import Completed, Failed
from pydantic import Field

from pipeline.errors import ExitCode, NothingPublished
from pipeline.files.summary import read_summary
from pipeline.run.driver import Driver
from pipeline.run.outcome import NOTHING_LOADED, ListedFinding, findings, new_findings
from pipeline.run.prefect import artifacts, tasks
from pipeline.run.prefect.hooks import Outcome, send_failure_notice, send_findings_notice
from pipeline.run.prefect.names import rebuild_name, run_name
from pipeline.run.prefect.reading import read_as_tasks
from pipeline.run.prefect.server import require_server
from pipeline.run.recording import recorded
from pipeline.run.report import RunReport
from pipeline.run.steps import Steps
from pipeline.settings import Settings, load_settings

_SERVER_TIMEOUT_S = 10
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
    "on_completion": [send_findings_notice],
    "on_failure": [send_failure_notice],
    "on_crashed": [send_failure_notice],
    "on_cancellation": [send_failure_notice],
}
Folder = Annotated[str, Field(min_length=1)] | None
Count = Annotated[int, Field(ge=1, le=256)] | None


class NothingLoaded(NothingPublished):
    """The flow completed, but has nothing to publish."""

    def __init__(self, report: RunReport) -> None:
        super().__init__(NOTHING_LOADED, "The previous dataset stays as it is.")
        self.report = report


def run_flow(
    settings: Settings,
    *,
    sample: Path | None = None,
    again: bool = False,
    cross_check: bool = False,
    flow_run: str = "",
) -> RunReport:
    """Run the flow in this process; its record is in the configured Prefect server.

    Args:
        flow_run: the id of a pending flow run, of any flow; it has its own parameters.

    Raises:
        NoServer: a server is configured, and does not respond.
    """
    if address := PREFECT_API_URL.value():
        require_server(address, _SERVER_TIMEOUT_S, allow_http_errors=True)
    state = _carried_out(flow_run) if flow_run else _made(settings, sample, again, cross_check)
    ended = state.result(raise_on_failure=False)
    if isinstance(ended, NothingLoaded):
        return ended.report
    if isinstance(ended, BaseException):
        raise ended
    outcome: Outcome = ended
    return outcome.report


def _made(settings: Settings, sample: Path | None, again: bool, cross_check: bool) -> State[Any]:
    ended: State[Any] = ingest(
        inbox=str(settings.inbox),
        outputs=str(settings.outputs),
        workers=settings.workers,
        sample=str(sample) if sample else None,
        again=again,
        cross_check=cross_check,
        allow_loss=settings.allow_loss,
        return_state=True,
    )
    return ended


def _carried_out(flow_run: str) -> State[Any]:
    from prefect.client.orchestration import get_client
    from prefect.flow_engine import run_flow as execute

    with get_client(sync_client=True) as client:
        found = client.read_flow_run(UUID(flow_run))
        name = client.read_flow(found.flow_id).name
    flows: dict[str, Any] = {flow.name: flow for flow in (ingest, rebuild, cross_check)}
    ended: Any = execute(flows[name], flow_run=found, return_type="state")
    assert isinstance(ended, State)
    return ended


@flow(
    name="ingest",
    flow_run_name=run_name,
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
    """Receive, read, build, validate and publish; parameters override the environment.

    The flow run fails if nothing could be loaded.

    Args:
        inbox: Folder into which PDFs are dropped, as in the settings.
        outputs: Folder of the archive and the dataset, as in the settings.
        workers: How many PDFs are read at once, as in the settings.
        sample: A PDF to process if neither inbox nor archive holds any.
        again: Read again the files that the reader refused before.
        cross_check: Read with a second engine every table that it has not read.
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
    flow_run_name=rebuild_name,
    description="Build the dataset again from the readings, after a change of the registry or of "
    "corrections. Receives no file and reads no PDF.",
    persist_result=False,
    validate_parameters=True,
    timeout_seconds=_LONGEST_RUN_S,
    **_HOOKS,
)
def rebuild(
    outputs: Folder = None, registry: Folder = None, allow_loss: bool = False
) -> State[Any]:
    """Build, validate and publish; receives no file and reads no PDF.

    Args:
        outputs: Folder of the archive and the dataset, as in the settings.
        registry: Folder of the CSV files that name entities, as in the settings.
        allow_loss: Publish even if issues of the last release are lost.

    Raises:
        UsageError: a PDF has not been read; its issue would be missing from the dataset.
    """
    settings = load_settings(outputs=outputs, registry=registry, allow_loss=allow_loss or None)
    return _run(settings, "rebuild", Driver.rebuild)


@flow(
    name="cross-check",
    flow_run_name=run_name,
    description="Read every issue with a second engine and compare cell by cell.",
    persist_result=False,
    validate_parameters=True,
    timeout_seconds=_LONGEST_RUN_S,
    **_HOOKS,
)
def cross_check(inbox: Folder = None, outputs: Folder = None, workers: Count = None) -> State[Any]:
    """Run with a second engine that reads every issue; differences become findings.

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
    """Execute a run as tasks, create its artifacts, and return the state of the flow run."""
    before = findings(settings.dataset)
    with recorded(settings) as report:
        previous = (read_summary(settings.dataset) or {}).get("release")
        driver = Driver(settings, report, _TASKS)
        with closing(driver.workspace):
            work(driver)
        artifacts.show(report, settings, flow, previous)
    return _ended(report, new_findings(before, findings(settings.dataset)))


def _ended(report: RunReport, fresh: list[ListedFinding]) -> State[Any]:
    """The state of the flow run for a report, with a message for the Prefect pages."""
    if report.exit_code == ExitCode.NOTHING_PUBLISHED:
        nothing = NothingLoaded(report)
        return Failed(message=str(nothing), data=nothing)
    rejected = f"; files rejected: {len(report.rejected)}" if report.rejected else ""
    message = f"Release {report.release} is published{rejected}."
    return Completed(message=message, data=Outcome(report, tuple(fresh)))
