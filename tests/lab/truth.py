"""What a faultless pipeline would make of a bulletin, in the form of the corpus's truth files."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.lab import matter
from tests.lab.figures import WAYS, Month, Platform
from tests.lab.knobs import Knobs
from tests.lab.script import traditional
from tests.lab.sheets import Sheet

Rows = list[dict[str, Any]]


def truth_of(
    knobs: Knobs, imprint: matter.Imprint, months: list[Month], articles: Rows,
    raw: list[Sheet], pages: int,
) -> dict[str, Any]:  # fmt: skip
    """The truth of one bulletin."""
    truth = _truth_of(knobs, imprint, months, articles, raw, pages)
    if knobs.page.traditional:
        truth["articles"] = _traditional(articles)
        kept = ("title", "editor", "address")
        truth["issue"] |= {name: traditional(truth["issue"][name]) for name in kept}
    return truth


def _traditional(articles: Rows) -> Rows:
    return [
        {name: traditional(x) if isinstance(x, str) else x for name, x in article.items()}
        for article in articles
    ]


def _truth_of(
    knobs: Knobs, imprint: matter.Imprint, months: list[Month], articles: Rows,
    raw: list[Sheet], pages: int,
) -> dict[str, Any]:  # fmt: skip
    return {
        "expect": "loaded",
        "reason_hint": None,
        "issue": _issue(knobs, imprint, months[-1].first, pages),
        "articles": articles,
        "hotline_monthly": [{"month": _iso(m.first), **m.hotline} for m in months],
        "bookings_by_hospital": [row for m in months for row in _bookings(m, knobs)],
        "bookings_by_channel": [row for m in months for row in _channels(m)],
        "platform_by_district": [row for m in months for row in _platform(m, "district")],
        "platform_by_hospital": [row for m in months for row in _platform(m, "hospital")],
        "cumulative_totals": [
            {
                "month": _iso(m.first),
                "bookings_cumulative": m.bookings_cumulative,
                "records_validated": m.records_validated,
            }
            for m in months
        ],
        "reported_totals": [row for m in months for row in _totals(m, knobs)],
        "raw_tables": [_raw(sheet) for sheet in raw],
        "expected_findings": _findings(months, knobs),
    }


def _issue(knobs: Knobs, imprint: matter.Imprint, month: dt.date, pages: int) -> dict[str, Any]:
    combined = (
        {"issue_no_last": knobs.issue + 1, "serial_no_last": imprint.serial + 1}
        if knobs.combined
        else {}
    )
    return {
        "issue_id": f"{knobs.year}-{knobs.issue:02d}",
        "year": knobs.year, "issue_no": knobs.issue, "serial_no": imprint.serial, **combined,
        "title": matter.TITLE, "publisher": matter.PUBLISHER,
        "published_on": _iso(imprint.published), "month": _iso(month),
        "editor": imprint.editor, "print_run": imprint.copies,
        "address": matter.ADDRESS, "postcode": matter.POSTCODE, "phone": matter.PHONE,
        "fax": matter.FAX, "email": matter.EMAIL, "website": matter.WEBSITE,
        "page_count": pages,
    }  # fmt: skip


def _bookings(month: Month, knobs: Knobs) -> Rows:
    return [
        {
            "month": _iso(month.first), "hospital": name, "name_printed": name, "position": i,
            **{way: parts.get(way) for way in WAYS}, "total": sum(parts.values()),
            "extra": {knobs.unknown_column: more} if knobs.unknown_column else {},
        }
        for i, (name, parts, more) in enumerate(month.bookings, 1)
    ]  # fmt: skip


def _channels(month: Month) -> Rows:
    return [
        {
            "month": _iso(month.first), "channel": name, "name_printed": name,
            "position": i, "bookings": count,
        }
        for i, (name, count) in enumerate(month.channels, 1)
    ]  # fmt: skip


def _platform(month: Month, kind: str) -> Rows:
    rows = month.districts if kind == "district" else month.hospitals
    return [
        {
            "month": _iso(month.first),
            kind: row.name,
            "name_printed": row.name,
            "position": i,
            **_sent(row),
        }
        for i, row in enumerate(rows, 1)
    ]


def _sent(row: Platform) -> dict[str, Any]:
    forms, required = row.forms or (None, None)
    return {
        "scheduled_records": row.scheduled_records, "realtime_days": row.realtime_days,
        "realtime_forms": forms, "realtime_forms_required": required,
        "outpatient_visits": row.outpatient_visits,
        "outpatient_revenue_cny": _money(row.outpatient_revenue),
        "discharges": row.discharges, "inpatient_revenue_cny": _money(row.inpatient_revenue),
    }  # fmt: skip


def _totals(month: Month, knobs: Knobs) -> Rows:
    sums = {way: sum(parts[way] for _, parts, _ in month.bookings) for way in knobs.ways}
    printed = (
        {"total": sum(sums.values())}
        if knobs.total_merged
        else {**sums, "total": sum(sums.values())}
    )
    rows: list[tuple[str, str, int]] = [("bookings_by_hospital", k, v) for k, v in printed.items()]
    rows.append(("bookings_by_channel", "bookings", sum(count for _, count in month.channels)))
    return [{"month": _iso(month.first), "table": t, "measure": m, "value": v} for t, m, v in rows]


def _raw(sheet: Sheet) -> dict[str, Any]:
    grid = sheet.grid()
    return {"title": "".join(sheet.caption), "header": grid[0], "rows": grid[1:]}


def _findings(months: list[Month], knobs: Knobs) -> Rows:
    if not knobs.unknown_column:
        return []
    return [
        {
            "kind": "unknown_column", "table": "bookings_by_hospital", "month": _iso(m.first),
            "entity": None, "measure": knobs.unknown_column,
        }
        for m in months
    ]  # fmt: skip


def _iso(day: dt.date) -> str:
    return day.isoformat()


def _money(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
