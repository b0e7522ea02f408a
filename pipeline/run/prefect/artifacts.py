"""The artifacts of a flow run: what it did, its files, findings, coverage, and what changed."""

from __future__ import annotations

from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from pipeline.model.layout import CHANGES
from pipeline.model.message import bilingual
from pipeline.run.cross_check_lines import cross_check_lines
from pipeline.run.prefect import local_address
from pipeline.run.report import RunReport
from pipeline.safe_text import visible
from pipeline.settings import Settings

_MOST_CHARACTERS = 100_000


def show(report: RunReport, settings: Settings, flow: str, before: str | None) -> None:
    """Create the artifacts of a run; their keys begin with the name of the flow.

    Args:
        before: the current release when the run began.
    """
    summary = report.summary
    create_markdown_artifact(
        _markdown(report) + _links(settings), key=f"{flow}-summary", description="What the run did"
    )
    tables: tuple[tuple[str, str, list[dict[str, Any]]], ...] = (
        ("files", "Files found in the inbox", _files(report)),
        ("findings", "Findings by kind", _findings(summary)),
        ("coverage", "Months of each table", _coverage(summary)),
    )
    for name, description, rows in tables:
        create_table_artifact(rows, key=f"{flow}-{name}", description=description)
    changes = settings.dataset / CHANGES
    if changes.is_file() and report.release != before:
        create_markdown_artifact(
            changes.read_text(encoding="utf-8")[:_MOST_CHARACTERS],
            key=f"{flow}-changes",
            description="What differs from the release before",
        )


def _links(settings: Settings) -> str:
    """Links to the pages of the dataset, which `up` and `serve` show."""
    pages = f"http://{local_address(settings.host)}:{settings.pages_port}/bulletins"
    return f"[Pages of the dataset]({pages}) · [findings]({pages}/findings)\n"


def _files(report: RunReport) -> list[dict[str, Any]]:
    return [
        {"file": f.file_name, "outcome": report.outcome_of(f), "reason": f.reason or ""}
        for f in report.received
    ]


def _findings(summary: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"severity": severity, "kind": kind, "count": count}
        for severity, kinds in summary.get("findings_by_kind", {}).items()
        for kind, count in kinds.items()
    ]


def _coverage(summary: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"table": table, "months": len(months), "first": months[0], "last": months[-1]}
        for table, months in summary.get("coverage", {}).items()
        if months
    ]


def _markdown(report: RunReport) -> str:
    rows = "".join(f"| {name} | {n} |\n" for name, n in report.summary.get("rows", {}).items())
    reasons = (bilingual(rejection.reason, rejection.reason_zh) for rejection in report.rejected)
    rejected = "".join(f"- {_plain(reason)}\n" for reason in reasons)
    findings = report.summary.get("findings", {})
    issues = len(report.summary.get("issues", []))
    return (
        f"**Release** {report.release or 'none'}{' (unchanged)' if report.unchanged else ''}, "
        f"{issues} issue{'' if issues == 1 else 's'}, "
        f"findings: {', '.join(f'{n} {name}' for name, n in findings.items()) or 'none'}\n\n"
        f"| table | rows |\n|---|---:|\n{rows}\n"
        + _steps(report)
        + _cross_check(report)
        + (f"**Rejected**\n\n{rejected}\n" if rejected else "")
    )


def _steps(report: RunReport) -> str:
    """The time of each step; empty if there was nothing to do."""
    rows = "".join(f"| {name} | {seconds:.1f} |\n" for name, seconds in report.seconds.items())
    return f"| step | seconds |\n|---|---:|\n{rows}\n" if rows else ""


def _cross_check(report: RunReport) -> str:
    """The result of the cross-check; empty without `--cross-check`."""
    lines = cross_check_lines(report)
    listed = "".join(f"- {_plain(line)}\n" for _, line in lines)
    return f"**Cross-check**\n\n{listed}\n" if lines else ""


def _plain(text: str) -> str:
    """Text from outside with every Markdown character escaped."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!|<>&" else c for c in visible(text))
