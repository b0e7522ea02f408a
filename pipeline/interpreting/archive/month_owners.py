"""One table of one month belongs to one issue: where two print it, one of them gives way."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipeline.interpreting.interpreted import InterpretedIssue
from pipeline.interpreting.tables.measures import month_text
from pipeline.model.findings import finding, in_month
from pipeline.model.kept_results import taken
from pipeline.model.message import Message
from schemas.base import Row
from schemas.quality import Observation
from schemas.totals import ReportedTotal

TableMonth = tuple[str, dt.date]


def settle_table_months(issues: Sequence[InterpretedIssue]) -> list[InterpretedIssue]:
    """The issues, each table and month fed by one of them only.

    The issue that is due to report the month keeps it. The other's rows move to the month that
    it is due to report where nobody has that; else they are left out of the facts (their
    observations stay), with a finding.
    """
    owners: dict[TableMonth, list[int]] = defaultdict(list)
    for number, issue in enumerate(issues):
        for table_month in taken(_table_months, (issue,)):
            owners[table_month].append(number)
    out = list(issues)
    for (table, month), rivals in sorted(owners.items()):
        if len(rivals) < 2:
            continue
        keeper = min(rivals, key=lambda n: (month not in out[n].expected, out[n].issue_id))
        for number in rivals:
            if number != keeper:
                out[number] = _give_way(out[number], out[keeper], table, month, set(owners))
    return out


def _table_months(same: Sequence[InterpretedIssue]) -> set[TableMonth]:
    (issue,) = same
    return {
        (row.table.name, month)
        for row in issue.rows
        if not isinstance(row, ReportedTotal) and (month := getattr(row, "month", None)) is not None
    }


def _give_way(
    issue: InterpretedIssue,
    keeper: InterpretedIssue,
    table: str,
    month: dt.date,
    taken: set[TableMonth],
) -> InterpretedIssue:
    free = [m for m in issue.expected if (table, m) not in taken and m != month]
    if free and month not in issue.expected:
        taken.add((table, free[-1]))
        return _moved(issue, keeper, table, month, free[-1])
    given_way = finding(
        "conflict",
        "error",
        Message("month_given_way", month=month_text(month), keeper=keeper.issue_id),
        issue_id=issue.issue_id,
        table_name=table,
        month=month,
        expected=keeper.issue_id,
        observed=issue.issue_id,
    )
    rows = tuple(r for r in issue.rows if not _belongs(r, table, month))
    return replace(issue, rows=rows, findings=(*issue.findings, given_way))


def _moved(
    issue: InterpretedIssue, keeper: InterpretedIssue, table: str, month: dt.date, to: dt.date
) -> InterpretedIssue:
    given_way = finding(
        "title_month_mismatch",
        "warning",
        Message("month_moved", month=month_text(month), keeper=keeper.issue_id, to=month_text(to)),
        issue_id=issue.issue_id,
        table_name=table,
        month=to,
        expected=to.isoformat(),
        observed=month.isoformat(),
    )
    rows = tuple(
        r.model_copy(update={"month": to}) if _belongs(r, table, month) else r for r in issue.rows
    )
    observations = tuple(
        o.model_copy(update={"month": to}) if _observes(o, table, month) else o
        for o in issue.observations
    )
    findings = tuple(
        in_month(f, to) if f.table_name == table and f.month == month else f for f in issue.findings
    )
    return replace(issue, rows=rows, observations=observations, findings=(*findings, given_way))


def _belongs(row: Row, table: str, month: dt.date) -> bool:
    if getattr(row, "month", None) != month:
        return False
    return row.table.name == table or (isinstance(row, ReportedTotal) and row.table_name == table)


def _observes(seen: Observation, table: str, month: dt.date) -> bool:
    of_total = seen.table_name == ReportedTotal.table.name and seen.entity_id == table
    return seen.month == month and (seen.table_name == table or of_total)
