"""Which months the dataset spans, and which issue covers each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipeline.model.dataset import Dataset
from schemas.catalog import tables
from schemas.issues import Issue


def covering_issues(dataset: Dataset) -> dict[dt.date, str]:
    """The issue that covers each month: the one with figures of it, else the one that names it.

    A combined issue covers two months. Where several issues have figures of a month, the first
    by its id stands for it.
    """
    found: dict[dt.date, str] = {}
    for name, model in tables().items():
        if model.table.kind == "fact" and {"month", "issue_id"} <= set(model.model_fields):
            for row in () if model is Issue else dataset.rows.get(name, ()):
                month, issue = row["month"], row["issue_id"]
                found[month] = min(issue, found.get(month, issue))
    for named in dataset.of_type(Issue):
        if named.month is not None:
            found.setdefault(named.month, named.issue_id)
    return found


def months_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Every month from the first to the last, both included."""
    for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield dt.date(index // 12, index % 12 + 1, 1)
