"""The findings of a dataset in a few lines: by severity and kind, gaps between issues apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.cli.terminal import counted
from pipeline.model.summary import SEVERITIES
from schemas.quality import Severity

_GAP = "missing_issue"


def findings_lines(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was found, as a label and a text for each line.

    The counts are those of the table `findings`. A gap between two issues says nothing about the
    issues that are there, and an archive that is still being filled has many: gaps are named last,
    and counted in a line of their own.
    """
    found = [
        ("" if number else "Findings", _line(severity, summary))
        for number, severity in enumerate(SEVERITIES)
    ]
    gaps = len(summary.get("missing_issues", []))
    if gaps:
        found.append(("Gaps", f"{counted(gaps, 'issue')} between the first and the last not there"))
    return found


def _line(severity: Severity, summary: Mapping[str, Any]) -> str:
    kinds = summary.get("findings_by_kind", {}).get(severity)
    if kinds is None:  # A release of an earlier version has no kinds.
        return f"{summary.get('findings', {}).get(severity, 0)} {severity}"
    gaps_last = sorted(kinds.items(), key=lambda one: one[0] == _GAP)
    listed = ", ".join(f"{kind} {count}" for kind, count in gaps_last)
    return f"{sum(kinds.values())} {severity}" + (f": {listed}" if listed else "")
