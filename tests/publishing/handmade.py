"""A small dataset written by hand: two hospitals, one district, two months."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from pipeline.model.dataset import Dataset
from schemas.base import Row, fields_of
from schemas.catalog import tables

SHA = "ab" * 32
FEBRUARY = dt.date(2025, 2, 1)
REVENUE = Decimal("121380840.05")


def row(table: str, **values: Any) -> Row:
    """A row with None wherever nothing is said."""
    model = tables()[table]
    return model(**{field.name: values.get(field.name) for field in fields_of(model)})


def dataset(*more: Row, title: str = "卫生信息简报", visits: int = 43346) -> Dataset:
    """The small dataset; `more` rows are added."""
    rows = [
        row("hospitals", hospital_id="gulou", name="鼓楼医院", provisional=False),
        row("hospitals", hospital_id="di-yi", name="南京市第一医院", provisional=True),
        row("districts", district_id="320115", name="江宁区", provisional=False),
        row(
            "issues", issue_id="2025-03", year=2025, issue_no=3, issue_no_last=3, title=title,
            publisher="卫生信息中心", month=FEBRUARY, page_count=5, revision=1,
            source_sha256=SHA, source_file="word.pdf",
        ),
        row(
            "source_files", sha256=SHA, file_name="word.pdf", status="loaded",
            received_at=dt.datetime(2025, 3, 9, 8, 30, tzinfo=dt.UTC), issue_id="2025-03",
        ),
        _bookings("gulou", dt.date(2025, 1, 1), 10),
        _bookings("gulou", FEBRUARY, 12),
        _bookings("di-yi", FEBRUARY, None),
        row(
            "platform_by_district", month=FEBRUARY, district_id="320115", issue_id="2025-03",
            name_printed="江宁区", outpatient_visits=visits, outpatient_revenue_cny=REVENUE,
            inpatient_revenue_cny=Decimal("137905000"),
        ),
        _observation("bookings_by_hospital", "gulou", "total", Decimal(12), "12"),
        _observation("platform_by_district", "320115", "outpatient_revenue_cny", REVENUE, "1213…"),
        row("findings", finding_id="f1", kind="outlier", severity="info", message="note"),
    ]  # fmt: skip
    return Dataset.of([*rows, *more])


def _bookings(hospital: str, month: dt.date, total: int | None) -> Row:
    return row(
        "bookings_by_hospital", month=month, hospital_id=hospital, issue_id="2025-03",
        position=1, name_printed=hospital, phone=0, total=total,
    )  # fmt: skip


def _observation(table: str, entity: str, measure: str, value: Decimal, printed: str) -> Row:
    return row(
        "observations", table_name=table, month=FEBRUARY, entity_id=entity, measure=measure,
        issue_id="2025-03", occurrence=1, value=value, printed=printed, unit="", unit_printed="",
        status="reported", method="text", confidence=1.0, page=2, x0=1.5, top=2, x1=3, bottom=4,
        source_sha256=SHA,
    )  # fmt: skip
