"""What happens after a flow run: notices of a failure and of new findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from prefect.client.schemas.objects import FlowRun, State
from prefect.flows import Flow

from pipeline.run.notices import send
from pipeline.run.outcome import Told, notice_of_failure, notice_of_findings
from pipeline.run.report import RunReport
from pipeline.settings import Settings, load_settings


@dataclass(frozen=True)
class Outcome:
    """What a flow run comes to.

    Attributes:
        fresh: errors and warnings that the dataset did not have before.
    """

    report: RunReport
    fresh: tuple[Told, ...] = ()


def tell_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """A notice that a flow run failed, crashed or was ended."""
    what = f"The flow run {flow.name}/{flow_run.name}"
    send(notice_of_failure(what, state.message or state.name or ""), _settings(flow_run))


def tell_findings(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """A notice of what a flow run newly found."""
    outcome = state.result(raise_on_failure=False)
    if isinstance(outcome, Outcome):
        notice = notice_of_findings(list(outcome.fresh), outcome.report.dataset)
        if notice:
            send(notice, _settings(flow_run))


def _settings(flow_run: FlowRun) -> Settings:
    return load_settings(outputs=(flow_run.parameters or {}).get("outputs"))
