"""Days of the month: a number of days is never more than its month has."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable
from typing import ClassVar

from pipeline.model.findings import finding
from pipeline.model.message import Message
from pipeline.quality import words
from pipeline.quality.check import Check
from pipeline.quality.expectation import EveryRow, metric
from pipeline.quality.frames import Frame
from pipeline.quality.rules import Rule, rule
from pipeline.quality.sheets import Record
from pipeline.quality.table import Table
from schemas.quality import Finding
from schemas.relations import DaysOfMonth


def _holds(frame: Frame) -> list[bool]:
    return [days is None or days <= days_in(month) for month, days in frame.rows()]


class ExpectDaysOfMonth(EveryRow):
    """Columns (month, days): never more days than the month has."""

    sentence: ClassVar[str] = "天数不超过当月天数 · no more days than the month has ($column_list)"
    map_metric: ClassVar[str | None] = metric("days_of_month", _holds)


class DaysOfMonthCheck(Check[DaysOfMonth]):
    relation = DaysOfMonth

    def rules(self, relation: DaysOfMonth, table: Table) -> Iterable[Rule]:
        measure = relation.measure

        def explain(record: Record) -> Iterable[Finding]:
            days = days_in(record["month"])
            yield finding(
                "out_of_range", relation.severity,
                Message("days_of_month", column=table.named(measure), row=table.row(record),
                        value=record[measure], days=days),
                **table.address(record, measure),
                expected=f"≤ {days}", observed=words.digits(record[measure]),
            )  # fmt: skip

        yield rule(
            ExpectDaysOfMonth, table.name, f"{measure}.days_of_month",
            f"{table.label(measure)}不超过当月天数",
            f"{measure} is at most the days of the month",
            relation.severity, explain, column_list=["month", measure],
        )  # fmt: skip


def days_in(month: dt.date) -> int:
    """28 to 31."""
    return monthrange(month.year, month.month)[1]
