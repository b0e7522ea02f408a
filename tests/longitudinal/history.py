"""Small histories of districts and hospitals, to make panels from."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pipeline.model.dataset import Dataset
from schemas.base import Row
from tests.publishing.handmade import SHA, row

MERGED = dt.date(2013, 1, 1)
"""Last month of the district that was merged into the other."""


def month(text: str) -> dt.date:
    """2013-02 → its first day."""
    return dt.date.fromisoformat(f"{text}-01")


def issue(of: str) -> Row:
    """The issue that reports on a month; for short its id is `i` and the month."""
    return row(
        "issues", issue_id=f"i{of}", year=2013, issue_no=1, issue_no_last=1, title="简报",
        month=month(of), page_count=1, revision=1, source_sha256=SHA, source_file="a.pdf",
    )  # fmt: skip


def district(ident: str, successor: str | None = None, **validity: dt.date) -> Row:
    return row(
        "districts", district_id=ident, name=ident.title(), successor_id=successor,
        provisional=False, **validity,
    )  # fmt: skip


def hospital(ident: str, **validity: Any) -> Row:
    return row("hospitals", hospital_id=ident, name=ident.title(), provisional=False, **validity)


def visits(of: str, ident: str, outpatients: int | None, **more: Any) -> Row:
    return row(
        "platform_by_district", month=month(of), district_id=ident, issue_id=f"i{of}",
        name_printed=ident, outpatient_visits=outpatients, **more,
    )  # fmt: skip


def bookings(of: str, ident: str, total: int | None, **more: Any) -> Row:
    return row(
        "bookings_by_hospital", month=month(of), hospital_id=ident, issue_id=f"i{of}",
        name_printed=ident, total=total, **more,
    )  # fmt: skip


def merger(*rows: Row) -> Dataset:
    """Old was merged into new after January 2013; there are issues for three months around."""
    issues = map(issue, ("2012-12", "2013-01", "2013-02"))
    places = (district("old", "new", valid_to=MERGED), district("new"))
    return Dataset.of([*issues, *places, *rows])
