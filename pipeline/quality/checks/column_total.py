"""Column total: the printed 合计 of a column is the sum of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from pipeline.model.findings import SEVERITIES, finding
from pipeline.model.message import Message
from pipeline.quality import words
from pipeline.quality.cells import TOTALS, place, total_key
from pipeline.quality.check import Check, Whole
from pipeline.quality.expectation import EveryRow, metric
from pipeline.quality.frames import Frame
from pipeline.quality.locate.digits import slip_to
from pipeline.quality.locate.equations import Equation, MonthFigures, Sum
from pipeline.quality.locate.suspects import implied_value_hint, suspect_hint
from pipeline.quality.rules import Suite, rule
from pipeline.quality.sheets import Record, Sheet
from pipeline.quality.table import Table
from schemas.quality import Finding
from schemas.relations import ColumnTotal
from schemas.totals import ReportedTotal

SIDES = ("printed", "summed", "unreadable")
"""Columns of a sheet that compares a printed figure with a sum."""
_RANK = 2


def _holds(frame: Frame) -> list[bool]:
    return [
        not unread and (printed is None or summed is None or printed == summed)
        for printed, summed, unread in frame.rows()
    ]


class ExpectPrintedTotal(EveryRow):
    """Columns (printed, summed, unreadable): what is printed is the sum, where both are known."""

    sentence: ClassVar[str] = (
        "印出的合计等于各数之和 · what is printed is the sum, where both are known ($column_list)"
    )
    map_metric: ClassVar[str | None] = metric("printed_total", _holds)


class ColumnTotalCheck(Check[ColumnTotal]):
    relation = ColumnTotal

    def suites(
        self, declared: Sequence[tuple[ColumnTotal, Table]], whole: Whole
    ) -> Iterable[Suite]:
        """One suite on all printed totals."""
        tables = {(table.name, relation.measure): table for relation, table in declared}
        sheet = _sheet(declared, whole)

        def explain(record: Record) -> Iterable[Finding]:
            table = tables[record["table_name"], record["measure"]]
            found = _open(table, record) if record["unreadable"] else _broken(table, record)
            yield found
            if found.suspect_table in (None, TOTALS):
                yield _of_total(table, record)

        severities = {record["severity"] for record in sheet.records}
        worst = min(severities, key=SEVERITIES.index, default=SEVERITIES[0])
        only = rule(
            ExpectPrintedTotal, sheet.name, "column_total",
            "合计等于该列之和", "a printed total is the sum of its column", worst,
            explain, column_list=list(SIDES),
        )  # fmt: skip
        yield Suite(
            sheet, "各表合计与列之和", "Printed totals against their columns", (only,),
            ("每个印出的合计与该列之和并列。", "Every printed total beside the sum of its column."),
        )  # fmt: skip

    def equations(
        self, relation: ColumnTotal, table: str, month: MonthFigures
    ) -> Iterable[Equation]:
        measure = relation.measure
        if month.has_total(table, measure) and month.is_reported(table, measure):
            yield Equation(
                Sum("column_total", table, month.date, "", measure),
                (month.total(table, measure),),
                month.column(table, measure),
                Message("sum_of_column", label=month.naming.label(table, measure)),
                _RANK,
            )


def _sheet(declared: Sequence[tuple[ColumnTotal, Table]], whole: Whole) -> Sheet:
    """Every printed total beside the sum of its column, for columns that declare a total."""
    severities = {(table.name, one.measure): one.severity for one, table in declared}
    records = []
    for total in whole.dataset.of_type(ReportedTotal):
        key = total_key(total.table_name, total.month, total.measure)
        severity = severities.get((total.table_name, total.measure))
        if severity is not None:
            column = whole.sums[key]
            records.append({
                "month": total.month, "table_name": total.table_name, "measure": total.measure,
                "issue_id": total.issue_id, "printed": total.value, "summed": column.total,
                "severity": severity,
                "unreadable": column.unreadable or key in whole.cells.unread,
            })  # fmt: skip
    key_columns = ("month", "table_name", "measure")
    return Sheet("column_totals", key_columns, (*key_columns, "issue_id", *SIDES, "severity"),
                 records)  # fmt: skip


def _of_total(table: Table, record: Record) -> Finding:
    """Where no cell of the column is the probable error, the total has a finding of its own.

    It is one of `reported_totals`, where one looks for totals.
    """
    key = total_key(table.name, record["month"], record["measure"])
    return finding(
        "low_confidence", "info",
        Message("total_unproved", column=_named(table, record),
                month=words.month(record["month"])),
        table_name=TOTALS, issue_id=record["issue_id"], month=key.month,
        place=place(table.cells.of(key, record["issue_id"])),
    )  # fmt: skip


def _open(table: Table, record: Record) -> Finding:
    hint = implied_value_hint(table.suspects, _sum(table, record), table.cells)
    return finding(
        "column_total", "warning",
        Message("column_total_open", column=_named(table, record),
                month=words.month(record["month"]), hint=hint.text),
        **_address(table, record), mend=hint.mend,
    )  # fmt: skip


def _broken(table: Table, record: Record) -> Finding:
    printed, summed = record["printed"], record["summed"]
    hint = suspect_hint(table.suspects, _sum(table, record), table.cells)
    slip = None if hint.mend else slip_to(printed, summed)
    return finding(
        "column_total", record["severity"],
        Message("column_total_broken", column=_named(table, record),
                month=words.month(record["month"]), printed=words.number(printed),
                added=words.number(summed), slip=words.supposed(slip), hint=hint.text),
        **_address(table, record), mend=hint.mend,
        expected=words.digits(summed), observed=words.digits(printed),
    )  # fmt: skip


def _sum(table: Table, record: Record) -> Sum:
    return Sum("column_total", table.name, record["month"], "", record["measure"])


def _named(table: Table, record: Record) -> str:
    measure = record["measure"]
    return Message("named", label=table.label(measure), measure=f"{table.name}.{measure}")


def _address(table: Table, record: Record) -> dict[str, Any]:
    """The columns of a finding; the box is that of the printed total."""
    key = total_key(table.name, record["month"], record["measure"])
    return {
        "table_name": table.name, "issue_id": record["issue_id"], "month": key.month,
        "measure": key.measure, "place": place(table.cells.of(key, record["issue_id"])),
    }  # fmt: skip
