"""Rows that are missing from a table by the order numbers that the others print."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from pipeline.interpreting.collect import Collector
from pipeline.model.message import Message
from schemas.base import position_column
from schemas.totals import ReportedTotal

_MOST_NAMED = 8


def report_order_gaps(out: Collector) -> None:
    """A finding for each table of a month whose order numbers leave some out.

    As many rows as lack a number, or share one with another, may be those: their numbers are
    misprinted or could not be read.
    """
    printed: dict[tuple[str, dt.date], list[int | None]] = defaultdict(list)
    for row in out.rows:
        column = position_column(type(row))
        month = getattr(row, "month", None)
        if column is not None and month is not None:
            printed[row.table.name, month].append(getattr(row, column))
    for (table, month), numbers in printed.items():
        known = {n for n in numbers if n is not None}
        absent = sorted(set(range(1, max(known, default=0))) - known)
        if len(absent) <= len(numbers) - len(known) or len(absent) > _most(known):
            continue
        named = [*map(str, absent[:_MOST_NAMED]), *(["…"] if len(absent) > _MOST_NAMED else [])]
        for name in (table, ReportedTotal.table.name):
            out.find(
                "low_confidence", "warning", Message("order_numbers_missing", numbers=named),
                table=name, month=month,
            )  # fmt: skip


def _most(known: set[int]) -> int:
    """So many numbers may be left out; more are codes, or one of them was misread."""
    return 3 * len(known)
