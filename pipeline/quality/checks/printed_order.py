"""Printed order: the rows of a table are sorted by one of its figures, the largest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import ClassVar

from pipeline.model.findings import finding
from pipeline.model.kept_results import taken
from pipeline.model.message import Message
from pipeline.quality import words
from pipeline.quality.arithmetic import Number, in_every_rising_run
from pipeline.quality.check import Check
from pipeline.quality.expectation import EveryRow, metric
from pipeline.quality.frames import Frame
from pipeline.quality.rules import Rule, rule
from pipeline.quality.sheets import Record
from pipeline.quality.table import Table
from schemas.base import position_column
from schemas.quality import Finding
from schemas.relations import PrintedOrder


def _holds(frame: Frame, tolerance: float) -> list[bool]:
    wrong = out_of_order(list(frame.rows()), tolerance)
    return [i not in wrong for i in range(len(frame))]


class ExpectFallingOrder(EveryRow):
    """Columns (month, position, figure): printed in falling order of the figure.

    Where more than `tolerance` of a month's rows are out of order, the order is another one.
    """

    tolerance: float

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "tolerance")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "tolerance")

    sentence: ClassVar[str] = (
        "各行从大到小排列，至多 $tolerance 的行例外 · "
        "rows are in falling order, unless more than $tolerance of them are not ($column_list)"
    )
    map_metric: ClassVar[str | None] = metric("falling_order", _holds, "tolerance")


class PrintedOrderCheck(Check[PrintedOrder]):
    relation = PrintedOrder

    def rules(self, relation: PrintedOrder, table: Table) -> Iterable[Rule]:
        measure, position = relation.measure, position_column(table.model)

        def explain(record: Record) -> Iterable[Finding]:
            yield finding(
                "order", relation.severity,
                Message("out_of_order", column=table.named(measure), row=table.row(record),
                        value=words.number(record[measure]), position=record[str(position)]),
                **table.address(record, measure), observed=words.digits(record[measure]),
            )  # fmt: skip

        yield rule(
            ExpectFallingOrder, table.name, f"{measure}.order",
            f"各行按{table.label(measure)}从大到小排列",
            f"rows are printed in falling order of {measure}",
            relation.severity, explain, column_list=["month", position, measure],
            tolerance=table.limits.max_out_of_order,
        )  # fmt: skip


def out_of_order(
    rows: Sequence[tuple[dt.date, int | None, Number | None]], tolerance: float
) -> set[int]:
    """Indices of rows (month, position, figure) that break their month's falling order.

    None of a month in which more than `tolerance` of the rows would: there the order is
    another one, and no row is at fault. In a table of few rows one is soon more; there one or
    two count as out of place where the table is in order in the other months.
    """
    months: dict[dt.date, list[int]] = {}
    for i, (month, position, figure) in enumerate(rows):
        if position is not None and figure is not None:
            months.setdefault(month, []).append(i)
    broken: dict[dt.date, list[int]] = {}
    for month, members in months.items():
        members.sort(key=lambda i: rows[i][1] or 0)
        wrong = taken(_not_falling, (), tuple(rows[i][2] for i in members))
        broken[month] = [members[n] for n in wrong]
    in_order = sum(not found for found in broken.values()) >= (1 - tolerance) * len(broken)
    return {
        i
        for month, found in broken.items()
        if len(found) <= tolerance * len(months[month]) or (in_order and len(found) <= 2)
        for i in found
    }


def not_falling_order(values: Sequence[Number | None]) -> set[int]:
    """Indices that break a falling order: all that not every longest falling run contains.

    Of two swapped neighbours both are returned, for either of them may be the wrong one.
    """
    given = [(i, -v) for i, v in enumerate(values) if v is not None]
    kept = in_every_rising_run([v for _, v in given])
    return {i for n, (i, _) in enumerate(given) if n not in kept}


def _not_falling(_: Sequence[object], values: tuple[Number | None, ...]) -> set[int]:
    return not_falling_order(values)
