"""Totals: cumulative figures in notes, and the total rows of the tables."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

from schemas.base import Column, Figure, ForeignKey, PrintedNote, Row, TableSpec
from schemas.columns import Count, Month, ReportedIn
from schemas.relations import NeverFalls


class CumulativeTotals(Row):
    """Figures since the start of the service, as a month's notes give them."""

    table: ClassVar[TableSpec] = TableSpec(
        name="cumulative_totals",
        zh="累计数",
        en="Cumulative totals",
        about_zh="截至当月的累计数，取自表下注释。",
        about_en="Totals since the start of the service, from the notes below the tables.",
        kind="fact",
        key=("month",),
        foreign_keys=(ForeignKey(("issue_id",), "issues", ("issue_id",)),),
        source=PrintedNote(),
        relations=(NeverFalls("bookings_cumulative"), NeverFalls("records_validated")),
    )

    month: Annotated[
        dt.date, Column("月份", "Month up to which is counted, as its first day.", role="key")
    ]
    issue_id: ReportedIn
    bookings_cumulative: Annotated[
        Count,
        Column(
            "总预约挂号量",
            "Bookings since the start.",
            "bookings",
            "measure",
            headers=("总预约挂号量", "累计预约挂号量", "累计预约挂号", "累计预约量"),
        ),
    ]
    records_validated: Annotated[
        Count,
        Column(
            "累计校验入库数据",
            "Records validated and stored since the start.",
            "records",
            "measure",
            headers=("累计校验入库数据", "校验入库数据", "累计入库数据"),
        ),
    ]


class ReportedTotal(Row):
    """A total that the bulletin prints (合计), kept apart from the rows that it sums."""

    table: ClassVar[TableSpec] = TableSpec(
        name="reported_totals",
        zh="原表合计",
        en="Totals as printed",
        about_zh="各表合计行的数字，原样保存，不计入各单位。",
        about_en="The figures of the total rows, as printed; never mixed with the rows.",
        kind="fact",
        key=("month", "table_name", "measure"),
        foreign_keys=(ForeignKey(("issue_id",), "issues", ("issue_id",)),),
    )

    month: Month
    table_name: Annotated[str, Column("数据表", "Table whose column is summed.", role="key")]
    measure: Annotated[str, Column("指标", "Column that is summed.", role="key")]
    issue_id: ReportedIn
    value: Annotated[
        Figure | None,
        Column("数值", "The printed total, in the unit of the measure.", role="measure"),
    ]
