"""Hooks of a flow run: notices of a failure and of new findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from prefect.client.schemas.objects import FlowRun, State
from prefect.flows import Flow

from pipeline.errors import BulletinsError
from pipeline.run.notices import send
from pipeline.run.outcome import ListedFinding, notice_of_failure, notice_of_findings
from pipeline.run.repeated import forget_failure, send_once
from pipeline.run.report import RunReport
from pipeline.settings import Settings, load_settings


@dataclass(frozen=True)
class Outcome:
    """The result of a flow run.

    Attributes:
        fresh: errors and warnings that the dataset did not have before.
    """

    report: RunReport
    fresh: tuple[ListedFinding, ...] = ()


def send_failure_notice(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Send a notice that a flow run failed, crashed or was cancelled."""
    what = f"The flow run {flow.name}/{flow_run.name}"
    send_once(notice_of_failure(what, _why(state)), _settings(flow_run))


def send_findings_notice(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Send a notice of the new findings of a flow run, which has succeeded."""
    forget_failure(_settings(flow_run))
    outcome = state.result(raise_on_failure=False)
    if isinstance(outcome, Outcome):
        notice = notice_of_findings(list(outcome.fresh), outcome.report.dataset)
        if notice:
            send(notice, _settings(flow_run))


def _why(state: State[Any]) -> str:
    """The sentence of an error of ours, as a run without Prefect reports it; or the state's."""
    error = state.result(raise_on_failure=False) if state.is_failed() else None
    return str(error) if isinstance(error, BulletinsError) else state.message or state.name or ""


def _settings(flow_run: FlowRun) -> Settings:
    return load_settings(outputs=(flow_run.parameters or {}).get("outputs"))
