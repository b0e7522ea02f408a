"""The notices of an unattended run: of its failure, or of its new findings."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.dataset.connect import connect
from pipeline.dataset.english import english_names
from pipeline.model.findings import TOPIC
from pipeline.model.layout import DATABASE
from pipeline.run.notices import Notice

NOTHING_LOADED = "No issue could be loaded."
_MOST_LINES = 20
_log = logging.getLogger(__name__)
_QUERY = f"""
SELECT finding_id, severity, kind, coalesce(issue_id, ''), message,
    json_array({", ".join(TOPIC)}, entity), table_name
FROM findings
WHERE severity IN ('error', 'warning') ORDER BY severity, issue_id, finding_id
"""


@dataclass(frozen=True)
class ListedFinding:
    """An error or a warning of a release, as a notice lists it.

    Attributes:
        address: what it is about, whatever its message says.
    """

    finding_id: str
    severity: str
    kind: str
    issue_id: str
    message: str
    address: str = ""


def findings(dataset: Path) -> list[ListedFinding] | None:
    """The errors and warnings of a release; an empty list if there is no release.

    Returns:
        None if the database cannot be read.
    """
    path = (dataset / DATABASE).resolve()
    if not path.exists():
        return []
    try:
        with closing(connect(path)) as database:
            names, rows = english_names(database), database.execute(_QUERY)
            return [
                ListedFinding(id_, severity, kind, issue, names.sentence(said, table), address)
                for id_, severity, kind, issue, said, address, table in rows
            ]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        _log.warning("The findings in %s cannot be read (%s) and are not compared.", path, error)
        return None


def new_findings(
    before: list[ListedFinding] | None, after: list[ListedFinding] | None
) -> list[ListedFinding]:
    """The findings that the dataset did not have before; none if either list is unknown.

    A message may contain a median that moves with each issue, so a finding is known if there was
    one of the same kind and address. Of several with one address, as many are known as there were.
    """
    if before is None or after is None:
        return []
    same = {f.finding_id for f in before} & {f.finding_id for f in after}
    known = Counter(f.address for f in before if f.finding_id not in same)
    fresh = []
    for finding in after:
        if finding.finding_id in same:
            continue
        if known[finding.address]:
            known[finding.address] -= 1
        else:
            fresh.append(finding)
    return fresh


def waiting_of(run_report: Path) -> frozenset[str]:
    """The labels of the files that the last run has left in the inbox for a later one."""
    try:
        received = json.loads(run_report.read_bytes())["received"]
        return frozenset(f["file_name"] for f in received if f["outcome"] == "waiting")
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def notice_of_findings(fresh: list[ListedFinding], dataset: str) -> Notice | None:
    """The notice of new findings; None if there are none."""
    if not fresh:
        return None
    counts = Counter(finding.severity for finding in fresh)
    summary = ", ".join(
        f"{count} {severity}{'s' * (count > 1)}" for severity, count in counts.items()
    )
    lines = [
        f"- {f.severity}, {f.kind}{f', {f.issue_id}' if f.issue_id else ''}: {f.message}"
        for f in fresh[:_MOST_LINES]
    ]
    if len(fresh) > _MOST_LINES:
        lines.append(f"… and {len(fresh) - _MOST_LINES} more.")
    lines.append(f"The full list is the table findings of {dataset}.")
    return Notice("new_findings", f"The dataset has new findings: {summary}.", "\n".join(lines))


def notice_of_failure(what: str, why: str) -> Notice:
    """The notice of a run that did not publish."""
    hint = "No file is lost; `bulletins status` shows the state of archive and dataset."
    return Notice("run_failed", f"{what} failed.", f"{why}\n{hint}")
