"""The last fields of a run report: the dataset, the rejected files, the exit code."""

from __future__ import annotations

from pipeline.archive.receiver import Received
from pipeline.errors import ExitCode
from pipeline.files.summary import read_summary
from pipeline.model.message import translated
from pipeline.run.building import Built
from pipeline.run.intake import Intake
from pipeline.run.report import Rejection, RunReport
from pipeline.settings import Settings


def close_report(
    report: RunReport, settings: Settings, intake: Intake, built: Built | None
) -> None:
    """Fill in the state of the dataset, the rejected files, and the exit code.

    Args:
        built: None if the run had nothing to do.
    """
    report.unchanged = built is None
    report.summary = read_summary(settings.dataset) or {}
    report.release = report.summary.get("release")
    report.dataset = str(settings.dataset)
    report.received = intake.received
    known = built.rejected if built else {}
    report.rejected = sorted(_rejected(report, known), key=lambda rejection: rejection.file_name)
    if not report.summary.get("issues") or (built and not built.has_issues):
        report.exit_code = ExitCode.NOTHING_PUBLISHED
    elif report.rejected:
        report.exit_code = ExitCode.SOME_REJECTED


def _rejected(report: RunReport, known: dict[str, Rejection]) -> list[Rejection]:
    """The rejected ones among the files that this run received or read."""
    found = [
        Rejection(file.file_name, reason, file.sha256, _chinese(known, file, reason))
        for file in report.received
        if file.outcome not in ("known", "waiting")
        and (reason := file.reason or _reason(known, file.sha256))
    ]
    others = known.keys() - {rejection.sha256 for rejection in found}
    return found + [known[sha256] for sha256 in report.read if sha256 in others]


def _chinese(known: dict[str, Rejection], file: Received, reason: str) -> str | None:
    return translated(reason) or (known[file.sha256].reason_zh if file.sha256 in known else None)


def _reason(known: dict[str, Rejection], sha256: str) -> str | None:
    return known[sha256].reason if sha256 in known else None
