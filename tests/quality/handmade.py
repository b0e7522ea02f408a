"""Small datasets by hand: two hospitals, two channels, a month, and figures that agree."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from pipeline.model.dataset import Dataset
from schemas.base import Row, entity_column, fields_of, measure_fields
from schemas.catalog import tables

MONTH = dt.date(2030, 4, 1)
ISSUE = "2030-05"


def row(table: str, **values: Any) -> Row:
    """A row of a table; what is not given is null, except for what every row needs."""
    model = tables()[table]
    common = {"month": MONTH, "issue_id": ISSUE, "name_printed": "甲"}
    names = [field.name for field in fields_of(model)]
    return model.model_validate({n: values.get(n, common.get(n)) for n in names} | values)


def issue(issue_id: str = ISSUE, month: dt.date = MONTH) -> Row:
    year, number = (int(part) for part in issue_id.split("-"))
    return row(
        "issues", issue_id=issue_id, year=year, issue_no=number, issue_no_last=number, title="简报",
        month=month, page_count=1, revision=1, source_sha256="0" * 64, source_file="a.pdf",
    )  # fmt: skip


def dimensions() -> list[Row]:
    return [
        *(row("hospitals", hospital_id=i, name=n, provisional=False)
          for i, n in (("jia", "甲医院"), ("yi", "乙医院"), ("bing", "丙医院"))),
        row("districts", district_id="d", name="丁区", provisional=False),
        row("channels", channel_id="web", name="网", feeds="online", provisional=False),
        row("channels", channel_id="app", name="端", feeds="third_party", provisional=False),
    ]  # fmt: skip


def good_rows() -> dict[str, Row]:
    """Rows of one month that agree with each other, each under a name to change it by."""
    return {
        "jia": row("bookings_by_hospital", hospital_id="jia", position=1, phone=100, online=60,
                   third_party=40, total=200),
        "yi": row("bookings_by_hospital", hospital_id="yi", position=2, phone=50, online=30,
                  total=80),
        "bing": row("bookings_by_hospital", hospital_id="bing", position=3, phone=5, online=None,
                    total=5),
        "phone": row("reported_totals", table_name="bookings_by_hospital", measure="phone",
                     value=Decimal(155)),
        "total": row("reported_totals", table_name="bookings_by_hospital", measure="total",
                     value=Decimal(285)),
        "web": row("bookings_by_channel", channel_id="web", position=1, bookings=90),
        "app": row("bookings_by_channel", channel_id="app", position=2, bookings=40),
        "hotline": row("hotline_monthly", calls_total=30, consultations=10, complaints=20),
        "platform": row("platform_by_hospital", hospital_id="jia", position=1,
                        scheduled_records=1000, realtime_days=30, realtime_forms=11,
                        realtime_forms_required=12, outpatient_visits=1000,
                        outpatient_revenue_cny=Decimal("300000.00"), discharges=10,
                        inpatient_revenue_cny=Decimal("90000.00")),
        "cumulative": row("cumulative_totals", bookings_cumulative=1000, records_validated=5000),
    }  # fmt: skip


def dataset(changes: dict[str, dict[str, Any]] | None = None, *more: Row) -> Dataset:
    """The good rows with changes by name, and more rows; every figure has an observation."""
    rows = good_rows()
    for name, change in (changes or {}).items():
        rows[name] = rows[name].model_copy(update=change)
    facts = [*rows.values(), *(m for m in more if m.table.kind == "fact")]
    others = [m for m in more if m.table.kind != "fact"]
    issues = [] if any(m.table.name == "issues" for m in more) else [issue()]
    return Dataset.of([*dimensions(), *issues, *facts, *others, *observations(facts)])


def observations(facts: list[Row]) -> list[Row]:
    return [
        observation(fact, field.name, float(line))
        for line, fact in enumerate(facts)
        if fact.table.name != "issues"
        for field in measure_fields(type(fact))
    ]


def observation(fact: Row, measure: str, top: float = 0.0, **values: Any) -> Row:
    column = entity_column(type(fact))
    entity, named = fact[column] if column else "", measure
    if fact.table.name == "reported_totals":
        entity, named = fact["table_name"], fact["measure"]
    value = fact[measure]
    return row("observations", **({
        "table_name": fact.table.name, "month": fact["month"], "entity_id": entity,
        "measure": named, "issue_id": fact["issue_id"], "occurrence": 1,
        "value": None if value is None else Decimal(value),
        "printed": "/" if value is None else str(value), "unit": "", "unit_printed": "",
        "status": "missing" if value is None else "reported", "method": "text",
        "confidence": 1.0, "page": 3, "x0": 1.0, "top": top, "x1": 2.0, "bottom": top + 1,
        "source_sha256": "0" * 64,
    } | values))  # fmt: skip
