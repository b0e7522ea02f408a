"""The same run as a Prefect flow: one task for each step, and for each PDF that is read.

Nothing is decided here. Tasks call the functions of `steps.py`; what Prefect adds are retries,
schedules, a record of every run and artifacts to look at. Readings are kept by the content of
the PDF and the version of the reader, so tasks need no cache of their own.
"""

from __future__ import annotations

import os
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

# Prefect's server reports to its vendor unless told not to.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
if not os.environ.get("PREFECT_API_URL"):
    os.environ.pop("PREFECT_API_URL", None)  # An empty one would be taken for an address.

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFuture
from prefect.settings import PREFECT_API_URL
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import Task, exponential_backoff

from pipeline import steps
from pipeline.cross_check import cross_check_many
from pipeline.errors import ExitCode, MissingDependency, NothingPublished, UsageError
from pipeline.reading.isolation import ReaderPool
from pipeline.reading.worker import Answer
from pipeline.run import close, docs_folder, reported
from pipeline.run_report import CrossChecked, RunReport
from pipeline.safe_text import visible
from pipeline.settings import Settings, load_settings

_TAGS = {"bulletins"}
_PATIENCE_S = 10


class ReadingDisturbed(Exception):
    """The reading process was ended from outside; worth another try."""


class NothingLoaded(NothingPublished):
    """The flow ran to its end, but has nothing to publish."""

    def __init__(self, report: RunReport) -> None:
        super().__init__("No issue could be loaded.", "The dataset from before stands.")
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
    runner: Any = ThreadPoolTaskRunner(max_workers=settings.workers)
    state: State[Any] = ingest.with_options(task_runner=runner)(
        inbox=str(settings.inbox),
        outputs=str(settings.outputs),
        workers=settings.workers,
        sample=str(sample) if sample else None,
        again=again,
        cross_check=cross_check,
        return_state=True,
    )
    ended = state.result(raise_on_failure=False)
    if isinstance(ended, NothingLoaded):
        return ended.report
    if isinstance(ended, BaseException):
        raise ended
    found: RunReport = ended
    return found


def _require_server() -> None:
    """A server that is not there is told of at once, in words."""
    address = PREFECT_API_URL.value()
    if not address:
        return
    try:
        with urlopen(f"{address.rstrip('/')}/health", timeout=_PATIENCE_S):
            return
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
)
def ingest(
    inbox: str | None = None,
    outputs: str | None = None,
    workers: int | None = None,
    sample: str | None = None,
    again: bool = False,
    cross_check: bool = False,
) -> State[Any]:
    """Receive, read, build, validate and publish; parameters come before the environment.

    Ends as failed where nothing could be loaded.

    Args:
        inbox, outputs, workers: as in the settings.
        sample: a PDF to take where neither inbox nor archive holds any.
        again: read anew what was refused before.
        cross_check: have a second engine read every table that it has not read.
    """
    settings = load_settings(inbox=inbox, outputs=outputs, workers=workers)
    with reported(settings) as report:
        intake = receive(settings, Path(sample) if sample else None)
        if again or cross_check or not intake.unchanged:
            for sha256, answer in _read(steps.unread(settings, again), settings).items():
                report.read[sha256] = {"seconds": answer.seconds, "peak_mb": answer.peak_mb}
        if cross_check:
            report.cross_checked = compare_with_second_engine(settings)
            intake = steps.taken_again(intake, settings)
        if intake.unchanged and not again:
            report.unchanged = True
            close(report, settings, intake, None)
        else:
            _rebuild(settings, report, intake)
        _show(report)
    return _ended(report)


def _ended(report: RunReport) -> State[Any]:
    """The state of the flow run that a report comes to, with a sentence for whoever looks."""
    if report.exit_code == ExitCode.NOTHING_PUBLISHED:
        nothing = NothingLoaded(report)
        return Failed(message=str(nothing), data=nothing)
    rejected = f"; {len(report.rejected)} of the files are of no use" if report.rejected else ""
    return Completed(message=f"Release {report.release} stands{rejected}.", data=report)


def _rebuild(settings: Settings, report: RunReport, intake: steps.Intake) -> None:
    built = build(settings)
    steps.show_rejected(built, settings)
    if steps.has_issues(built):
        with docs_folder(settings) as docs:
            built = validate(built, docs, settings)
            publish(built, intake, settings, docs)
    close(report, settings, intake, built)


def _read(pdfs: list[steps.Pdf], settings: Settings) -> dict[str, Answer]:
    """Read every PDF in a task of its own; a disturbed one is told of by the build."""
    if not pdfs:
        return {}
    with ReaderPool(settings, min(settings.workers, len(pdfs))) as pool:
        tasks: dict[str, PrefectFuture[Answer]] = {
            pdf.sha256: read.with_options(task_run_name=f"read {pdf.file_name}"[:200]).submit(
                pdf, pool
            )
            for pdf in pdfs
        }
        answers = {}
        for sha256, future in tasks.items():
            answer = future.result(raise_on_failure=False)
            if isinstance(answer, Answer):
                answers[sha256] = answer
            elif not isinstance(answer, ReadingDisturbed):
                raise answer
        return answers


def _is_worth_a_retry(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    return not isinstance(state.result(raise_on_failure=False), MissingDependency)


@task(name="receive", tags=_TAGS, cache_policy=NO_CACHE, persist_result=False)
def receive(settings: Settings, sample: Path | None) -> steps.Intake:
    """Take what lies in the inbox into the archive."""
    return steps.take_in(settings, sample)


@task(
    name="read",
    tags=_TAGS,
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=2,
    retry_delay_seconds=exponential_backoff(backoff_factor=2),
    retry_jitter_factor=0.5,
    retry_condition_fn=_is_worth_a_retry,
)
def read(pdf: steps.Pdf, pool: ReaderPool) -> Answer:
    """Read one PDF in a process of its own. A refusal is an answer, not a failure."""
    answer = steps.read_one(pdf, pool)
    if answer.status == "broken":
        raise ReadingDisturbed(answer.reason)
    return answer


@task(name="cross-check", tags=_TAGS, cache_policy=NO_CACHE, persist_result=False)
def compare_with_second_engine(settings: Settings) -> list[CrossChecked]:
    """Have a second engine read every table that it has not read."""
    return list(cross_check_many(settings))


@task(name="build", tags=_TAGS, cache_policy=NO_CACHE, persist_result=False)
def build(settings: Settings) -> steps.Built:
    """Interpret every reading and build the dataset."""
    return steps.build_dataset(settings)


@task(name="validate", tags=_TAGS, cache_policy=NO_CACHE, persist_result=False)
def validate(built: steps.Built, docs: Path, settings: Settings) -> steps.Built:
    """Apply people's decisions and add the findings of validation."""
    return steps.validate_dataset(built, docs, settings)


@task(name="publish", tags=_TAGS, cache_policy=NO_CACHE, persist_result=False)
def publish(built: steps.Built, intake: steps.Intake, settings: Settings, docs: Path) -> None:
    """Publish the dataset by one swap."""
    steps.publish_dataset(built, intake, settings, docs)


def _show(report: RunReport) -> None:
    """The artifacts of a run: its summary, its files, and the findings by kind."""
    create_markdown_artifact(
        _markdown(report), key="ingest-summary", description="What the run did"
    )
    files = [
        {"file": f.file_name, "outcome": f.outcome, "reason": f.reason or ""}
        for f in report.received
    ]
    create_table_artifact(files, key="ingest-files", description="Files met in the inbox")
    findings = [
        {"severity": severity, "kind": kind, "count": count}
        for severity, kinds in report.summary.get("findings_by_kind", {}).items()
        for kind, count in kinds.items()
    ]
    create_table_artifact(findings, key="ingest-findings", description="Findings by kind")


def _markdown(report: RunReport) -> str:
    rows = "".join(f"| {name} | {n} |\n" for name, n in report.summary.get("rows", {}).items())
    rejected = "".join(f"- {_plain(rejection.reason)}\n" for rejection in report.rejected)
    findings = report.summary.get("findings", {})
    issues = len(report.summary.get("issues", []))
    return (
        f"**Release** {report.release or 'none'}{' (unchanged)' if report.unchanged else ''}, "
        f"{issues} issue{'' if issues == 1 else 's'}, "
        f"findings: {', '.join(f'{n} {name}' for name, n in findings.items()) or 'none'}\n\n"
        f"| table | rows |\n|---|---:|\n{rows}\n"
        + (f"**Not usable**\n\n{rejected}" if rejected else "")
    )


def _plain(text: str) -> str:
    """Text from outside as Markdown that shows it and does nothing else."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!|<>&" else c for c in visible(text))
