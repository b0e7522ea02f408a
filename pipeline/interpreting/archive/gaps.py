"""Gaps found by comparing consecutive issues: missing issues, tables, columns and names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import Any

from pipeline.interpreting.interpreted import InterpretedIssue
from pipeline.interpreting.names.dimensions import Names
from pipeline.interpreting.tables.measures import measures_of, month_text
from pipeline.interpreting.text.months import before
from pipeline.model.findings import finding
from pipeline.model.kept_results import as_before, taken
from pipeline.model.message import Message
from schemas.base import PrintedTable, Row, entity_column
from schemas.issues import Issue
from schemas.quality import Finding
from schemas.totals import ReportedTotal

_COLUMN = itemgetter("table_name", "measure")
_BEFORE_LAST = 3
"""Issues that show what belongs into the last: fewer may hold a name by chance."""


@dataclass(frozen=True)
class _Contents:
    """What an issue holds, by table of the dataset."""

    issue: InterpretedIssue
    models: dict[str, type[Row]] = field(default_factory=dict)

    @cached_property
    def entities(self) -> dict[str, set[str]]:
        out: dict[str, set[str]] = {}
        for row in self.issue.rows:
            name = _entity_field(type(row))
            if name:
                out.setdefault(row.table.name, set()).add(row.__dict__[name])
        return out

    @cached_property
    def totals(self) -> set[tuple[str, str]]:
        """(table, measure) of every printed total."""
        return {(r.table_name, r.measure) for r in self.issue.rows if isinstance(r, ReportedTotal)}

    @cached_property
    def measures(self) -> dict[str, set[str]]:
        """Measures of each table with at least one figure or mark for missing."""
        out: dict[str, set[str]] = {}
        for table, measure in {_COLUMN(seen.__dict__) for seen in self.issue.observations}:
            out.setdefault(table, set()).add(measure)
        return out


def compare(issues: Sequence[InterpretedIssue], names: Names) -> list[Finding]:
    """Findings of all issues, which are sorted by year and number."""
    contents = [taken(_contents, (issue,)) for issue in issues]
    out: list[Finding] = []
    for left, right in pairwise(issues):
        out += _missing_issues(left.issue, right.issue)
    names = as_before("names", names)
    for three in zip(contents, contents[1:], contents[2:], strict=False):
        out += taken(_missing_parts, (*three, names))
    return out + _gone_at_the_end(contents, names)


def _gone_at_the_end(contents: Sequence[_Contents], names: Names) -> list[Finding]:
    """Entities of the issues before the last that are not in it: no later issue can show it.

    Only where those issues follow each other without a gap, for else a place may have closed.
    """
    if len(contents) <= _BEFORE_LAST:
        return []
    *earlier, last = contents[-_BEFORE_LAST - 1 :]
    month = last.issue.issue.month
    run = [c.issue.issue for c in (*earlier, last)]
    if month is None or any(_between(left, right) for left, right in pairwise(run)):
        return []
    return [
        finding(
            "missing_entity", "warning",
            Message("entity_gone", name=names.of(entity), issues=_BEFORE_LAST),
            issue_id=last.issue.issue_id, table_name=table, month=month, entity_id=entity,
            entity=names.of(entity), expected=f"as in {earlier[-1].issue.issue_id}",
        )
        for table, present in sorted(last.entities.items())
        for entity in sorted(
            set.intersection(*(c.entities.get(table, set()) for c in earlier)) - present
        )
    ]  # fmt: skip


def _contents(same: Sequence[InterpretedIssue]) -> _Contents:
    (issue,) = same
    return _Contents(issue, {type(r).table.name: type(r) for r in issue.rows})


def _entity_field(model: type[Row]) -> str | None:
    return entity_column(model) if isinstance(model.table.source, PrintedTable) else None


def _missing_issues(left: Issue, right: Issue) -> list[Finding]:
    """One finding for every issue number between two that are there."""
    absent = list(_between(left, right))
    if not absent:
        return []
    run_on = (
        left.serial_no_last is not None
        and right.serial_no is not None
        and right.serial_no - left.serial_no_last == 1
    )
    return [
        finding(
            "missing_issue",
            "info" if run_on else "warning",
            Message(
                "issue_skipped" if run_on else "issue_missing_here", issue=f"{year}-{number:02d}"
            ),
            issue_id=f"{year}-{number:02d}",
            table_name=Issue.table.name,
            month=before(dt.date(year, number, 1)),
            expected=f"{year}-{number:02d}",
            observed=f"{left.issue_id}, {right.issue_id}",
        )
        for year, number in absent
    ]


def _between(left: Issue, right: Issue) -> list[tuple[int, int]]:
    start = left.year * 12 + min(left.issue_no_last, 12)
    end = right.year * 12 + min(right.issue_no, 12) - 1
    return [(i // 12, i % 12 + 1) for i in range(start, end)]


def _missing_parts(same: Sequence[Any]) -> list[Finding]:
    """Args: same: what three consecutive issues hold, and the names of entities."""
    left, here, right, names = same
    out: list[Finding] = []
    issue, month = here.issue, here.issue.issue.month
    reported = {f.table_name for f in issue.findings if f.kind == "missing_table"}
    for table in sorted(set(left.models) & set(right.models)):
        model = left.models[table]
        source = model.table.source
        if source is None or month is None:
            continue
        occasional = isinstance(source, PrintedTable) and source.occasional
        if table not in here.models:
            if table not in reported and not occasional:
                out.append(
                    finding(
                        "missing_table",
                        "warning",
                        Message("table_gap", title=model.table.zh, month=month_text(month)),
                        issue_id=issue.issue_id,
                        table_name=table,
                        month=month,
                    )
                )
            continue
        out += _missing_entities(left, here, right, table, month, names)
        out += _missing_columns(left, here, right, model, month)
        out += _missing_totals(left, here, right, model, month)
    return out


def _missing_entities(
    left: _Contents, here: _Contents, right: _Contents, table: str, month: dt.date, names: Names
) -> list[Finding]:
    around = left.entities.get(table, set()) & right.entities.get(table, set())
    return [
        finding(
            "missing_entity",
            "warning",
            Message("entity_gap", name=names.of(entity)),
            issue_id=here.issue.issue_id,
            table_name=table,
            month=month,
            entity_id=entity,
            entity=names.of(entity),
            expected=f"in {left.issue.issue_id} and {right.issue.issue_id}",
        )
        for entity in sorted(around - here.entities.get(table, set()))
    ]


def _missing_totals(
    left: _Contents, here: _Contents, right: _Contents, model: type[Row], month: dt.date
) -> list[Finding]:
    """Totals that the issues around print of columns that this issue prints too."""
    table = model.table.name
    own = here.measures.get(table, set())
    absent = [
        measure
        for name, measure in sorted((left.totals & right.totals) - here.totals)
        if name == table and measure in own
    ]
    if not absent:
        return []
    return [
        finding(
            "low_confidence", "info",
            Message("totals_gap", title=model.table.zh),
            issue_id=here.issue.issue_id, table_name=ReportedTotal.table.name, month=month,
            observed=", ".join(absent),
        )
    ]  # fmt: skip


def _missing_columns(
    left: _Contents, here: _Contents, right: _Contents, model: type[Row], month: dt.date
) -> list[Finding]:
    table = model.table.name
    around = left.measures.get(table, set()) & right.measures.get(table, set())
    own = here.measures.get(table, set())
    return [
        finding(
            "low_confidence",
            "warning",
            Message("column_gap", label=m.zh),
            issue_id=here.issue.issue_id,
            table_name=table,
            month=month,
            measure=m.name,
        )
        for m in measures_of(model)
        if m.name in around and m.name not in own
    ]
