"""A dataset in a few numbers, for `summary.json`: what `bulletins status` shows at once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pipeline.model.dataset import Dataset
from pipeline.model.english_names import EnglishNames
from schemas.catalog import tables
from schemas.issues import Issue
from schemas.quality import Finding, Severity, SourceFile

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


def summary_of(dataset: Dataset) -> dict[str, Any]:
    """Issues, months by table, gaps, files by status, rejected files and findings, as JSON.

    It contains no time and no path, so the same dataset has the same summary.
    """
    issues = dataset.of_type(Issue)
    findings = dataset.of_type(Finding)
    names = EnglishNames.of(dataset)
    files = dataset.of_type(SourceFile)
    severities = Counter(finding.severity for finding in findings)
    return {
        "issues": [_issue(issue) for issue in issues],
        "coverage": _coverage(dataset),
        "missing_issues": sorted(
            {f.issue_id for f in findings if f.kind == "missing_issue" and f.issue_id}
        ),
        "missing_tables": sorted(
            f"{f.issue_id}: {names.worded(f).message}"
            for f in findings
            if f.kind == "missing_table"
        ),
        "findings": {severity: severities[severity] for severity in SEVERITIES},
        "findings_by_kind": {
            severity: dict(
                Counter(f.kind for f in findings if f.severity == severity).most_common()
            )
            for severity in SEVERITIES
        },
        "files": dict(sorted(Counter(file.status for file in files).items())),
        "set_aside": [
            f"{f.reason} ({f.status})"
            for f in sorted(files, key=lambda file: file.file_name)
            if f.status in ("duplicate", "superseded") and f.reason
        ],
        "rejected": [
            {
                "file_name": f.file_name,
                "sha256": f.sha256,
                "reason": f.reason,
                "reason_zh": f.reason_zh,
            }
            for f in sorted(files, key=lambda file: file.file_name)
            if f.status == "rejected" and f.reason
        ],
    }


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "issue_id": issue.issue_id,
        "serial_no": issue.serial_no,
        "month": _month(issue.month),
        "source_file": issue.source_file,
    }


def _coverage(dataset: Dataset) -> dict[str, list[str]]:
    """The months of every fact table that has them."""
    return {
        name: sorted(
            _month(month) or "" for month in {r.__dict__["month"] for r in dataset.rows[name]}
        )
        for name, model in tables().items()
        if model.table.kind == "fact" and "month" in model.table.key
    }


def _month(month: Any) -> str | None:
    return f"{month:%Y-%m}" if month else None
