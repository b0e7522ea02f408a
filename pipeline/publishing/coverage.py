"""The period and the issues that a release covers, for several of its documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow.compute as pc

from pipeline.publishing.content import TableContent


@dataclass(frozen=True)
class Coverage:
    """What a release covers; None where it holds no issue.

    Attributes:
        published_on: when the newest of its issues was published.
        title, publisher: as its last issue names them.
    """

    issues: int
    first_issue: str | None
    last_issue: str | None
    first_month: dt.date | None
    last_month: dt.date | None
    title: str | None
    publisher: str | None
    published_on: dt.date | None


def coverage_of(contents: Mapping[str, TableContent]) -> Coverage:
    """What the tables of a release cover."""
    issues = contents["issues"]
    names = issues.column("issue_id")
    months = [month for content in contents.values() for month in _first_and_last(content)]
    return Coverage(
        issues=issues.count,
        first_issue=names[0] if names else None,
        last_issue=names[-1] if names else None,
        first_month=min(months, default=None),
        last_month=max(months, default=None),
        title=issues.column("title")[-1] if names else None,
        publisher=issues.column("publisher")[-1] if names else None,
        published_on=max(filter(None, issues.column("published_on")), default=None),
    )


def _first_and_last(content: TableContent) -> list[dt.date]:
    """The first and the last month that a fact table has figures of."""
    if content.spec.kind != "fact" or "month" not in content.spec.key:
        return []
    found = pc.min_max(content.table["month"]).as_py()
    return [month for month in found.values() if month is not None]
