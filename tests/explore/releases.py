"""A small dataset for the pages: a hospital with a hostile name, articles, findings, growth."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.model.dataset import Dataset
from pipeline.publishing import Release, publish
from schemas.base import Row
from tests.publishing import handmade
from tests.publishing.handmade import row

HOSTILE = "<script>document.title='owned'</script>医院"
JANUARY, FEBRUARY = dt.date(2025, 1, 1), handmade.FEBRUARY
YEAR_BEFORE = dt.date(2024, 2, 1)


def publish_small(outputs: Path, visits: int = 1, rows: tuple[Row, ...] = ()) -> Release:
    """Publish it; the number of visits and `rows` tell versions apart."""
    return publish(small(visits, rows), outputs, summary={"received": 1})


def small(visits: int = 1, rows: tuple[Row, ...] = ()) -> Dataset:
    return handmade.dataset(*_rows(), *rows, visits=visits)


def article(position: int, title: str, body: str) -> Row:
    return row("articles", issue_id="2025-03", position=position, title=title, body=body)


def observation(entity: str, measure: str, month: dt.date | None, **values: Any) -> Row:
    given = {"table_name": "bookings_by_hospital", "occurrence": 1, "printed": "7", **values}
    return row(
        "observations", entity_id=entity, measure=measure, month=month, issue_id="2025-03",
        unit="bookings", unit_printed="", status="reported", method="text", confidence=1.0,
        page=3, x0=10, top=20, x1=30, bottom=40, source_sha256=handmade.SHA, **given,
    )  # fmt: skip


def _rows() -> list[Row]:
    return [
        row("hospitals", hospital_id="hostile", name=HOSTILE, provisional=True),
        row("channels", channel_id="web", name="12320网", feeds="online", provisional=False),
        *(
            row(
                "entity_names", kind=kind, name=name, entity_id=entity, source="registry"
            )
            for kind, name, entity in (
                ("hospital", "鼓楼医院", "gulou"), ("hospital", "南京鼓楼医院", "gulou"),
                ("hospital", "南京市第一医院", "di-yi"), ("hospital", HOSTILE, "hostile"),
                ("district", "江宁区", "320115"), ("channel", "12320网", "web"),
            )
        ),
        _bookings("gulou", YEAR_BEFORE, 8),
        _bookings("hostile", FEBRUARY, 5),
        row(
            "bookings_by_channel", month=FEBRUARY, channel_id="web", issue_id="2025-03",
            name_printed="12320网", bookings=40,
        ),
        row("hotline_monthly", month=FEBRUARY, issue_id="2025-03", calls_total=100,
            consultations=25),
        article(1, "预约量上升", "本月全市预约挂号量上升，详见12320热线。"),
        article(2, "热线运行平稳", "卫生热线运行平稳。" + "又" * 300),
        observation("hostile", "total", FEBRUARY, value=Decimal("1234"), printed="1,234"),
        row("findings", finding_id="f2", kind="row_sum", severity="error", month=FEBRUARY,
            table_name="bookings_by_hospital", issue_id="2025-03", message="<b>12</b> is not 13"),
        row("corrections", issue_id="2025-03", table_name="bookings_by_hospital",
            entity_id="gulou", measure="total", printed="12", corrected=Decimal(13),
            reason="blurred", author="a reader", decided_on=dt.date(2025, 4, 1)),
        row("files", sha256=handmade.SHA, file_name="word.pdf", status="loaded",
            received_at=dt.datetime(2025, 3, 9, 8, 30, tzinfo=dt.UTC)),
    ]  # fmt: skip


def _bookings(hospital: str, month: dt.date, total: int) -> Row:
    return row(
        "bookings_by_hospital", month=month, hospital_id=hospital, issue_id="2025-03",
        position=1, name_printed=hospital, total=total,
    )  # fmt: skip
