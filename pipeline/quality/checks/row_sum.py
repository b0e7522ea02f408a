"""Row sum: in every row a figure is the sum of others (小计 = 电话预约 + 在线预约 + …)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import ClassVar

from pipeline.model.findings import finding
from pipeline.model.message import Message
from pipeline.quality import words
from pipeline.quality.arithmetic import Number, total_of
from pipeline.quality.cells import TOTALS
from pipeline.quality.check import Check
from pipeline.quality.expectation import EveryRow, metric
from pipeline.quality.frames import Frame
from pipeline.quality.locate.digits import slip_to
from pipeline.quality.locate.equations import Equation, MonthFigures, Sum
from pipeline.quality.locate.suspects import implied_value_hint, suspect_hint
from pipeline.quality.rules import Rule, rule
from pipeline.quality.sheets import Record
from pipeline.quality.table import Table
from schemas.base import fields_of, measure_fields
from schemas.catalog import tables
from schemas.columns import EXTRA
from schemas.quality import Finding
from schemas.relations import RowSum

_UNREADABLE = "unreadable"
"""Column of the sheet: names of the row's figures that could not be read, separated by blanks."""
_MOST_SUBSETS = 6
_RANK = 0
_NO_SLACK: frozenset[Number] = frozenset({0})


def _holds(frame: Frame, whole: str, parts: list[str]) -> list[bool]:
    extras = frame[EXTRA] if EXTRA in frame.names else [None] * len(frame)
    rows = frame.of([whole, _UNREADABLE, *parts]).rows()
    return [
        not _unread(unread, [whole, *parts]) and row_sum_holds(printed, figures, extra)
        for extra, (printed, unread, *figures) in zip(extras, rows, strict=True)
    ]


class ExpectRowSum(EveryRow):
    """`whole` is the sum of `parts`; a null part adds nothing.

    Figures of columns that no schema knows may belong to the sum. A row whose column `unreadable`
    names one of these figures fails, for it cannot be checked.
    """

    whole: str
    parts: list[str]

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "whole", "parts")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "whole", "parts")

    sentence: ClassVar[str] = (
        "每行中 $whole 等于 $parts 之和 · in every row $whole is the sum of $parts"
    )
    map_metric: ClassVar[str | None] = metric("row_sum", _holds, "whole", "parts")


class RowSumCheck(Check[RowSum]):
    relation = RowSum

    def columns(self, relation: RowSum, table: Table, records: Sequence[Record]) -> tuple[str, ...]:
        """Which figures of the row could not be read."""
        for record in records:
            if _UNREADABLE not in record:
                record[_UNREADABLE] = _unreadable(table, record)
        return (_UNREADABLE,)

    def rules(self, relation: RowSum, table: Table) -> Iterable[Rule]:
        def explain(record: Record) -> Iterable[Finding]:
            unread = _unread(record[_UNREADABLE], _fields(relation))
            yield (
                _open_sum(relation, table, record, unread) if unread
                else _broken_sum(relation, table, record)
            )  # fmt: skip

        labels = " + ".join(table.label(m) for m in relation.parts)
        extra = [f.name for f in fields_of(table.model) if f.name == EXTRA]
        yield rule(
            ExpectRowSum, table.name, f"{relation.total}.row_sum",
            f"{table.label(relation.total)} = {labels}",
            f"in every row {relation.total} is the sum of {', '.join(relation.parts)}",
            relation.severity, explain, whole=relation.total, parts=list(relation.parts),
            column_list=[*_fields(relation), *extra, _UNREADABLE],
        )  # fmt: skip

    def equations(self, relation: RowSum, table: str, month: MonthFigures) -> Iterable[Equation]:
        """One a row, and one of the printed totals. A null counts as 0: a figure that was lost
        breaks the sum like any other."""
        parts = [part for part in relation.parts if month.is_reported(table, part)]
        if parts and month.is_reported(table, relation.total):
            yield from _row_equations(relation, parts, table, month)
        yield from _total_equations(relation, parts, table, month)


def row_sum_holds(
    total: Number | None, parts: Sequence[Number | None], extra: str | None = None
) -> bool:
    """Is `total` the sum of its parts, perhaps with figures of columns that no schema knows?

    `extra` is the row's JSON object of such figures. Which of them belong to the sum is not
    known, so any choice that makes it hold is accepted. True also where nothing can be compared.
    """
    added = total_of(parts)
    if total is None or added is None or added == total:
        return True
    return (total - added) in extra_sums(extra)


def extra_sums(extra: str | None) -> set[Decimal]:
    """What the figures of an `extra` column may add to a sum: any choice of them."""
    return _sums(_numbers_in(extra)) if extra else set()


def _fields(relation: RowSum) -> list[str]:
    return [relation.total, *relation.parts]


def _unread(unreadable_names: str | None, measures: Sequence[str]) -> list[str]:
    """Which of `measures` could not be read."""
    names = str(unreadable_names or "").split()
    return [measure for measure in measures if measure in names] if names else []


def _unreadable(table: Table, record: Record) -> str | None:
    *row, _ = table.key(record, "")
    if tuple(row) not in table.cells.unread_rows:
        return None
    names = [
        field.name
        for field in measure_fields(table.model)
        if record[field.name] is None and table.key(record, field.name) in table.cells.unread
    ]
    return " ".join(names) or None


def _sum_of(relation: RowSum, table: Table, record: Record) -> Sum:
    key = table.key(record, relation.total)
    return Sum("row_sum", table.name, record["month"], key.entity_id, key.measure)


def _open_sum(relation: RowSum, table: Table, record: Record, unread: list[str]) -> Finding:
    hint = implied_value_hint(table.suspects, _sum_of(relation, table, record), table.cells)
    return finding(
        "row_sum", "warning",
        Message("row_sum_open", total=table.named(relation.total), row=table.row(record),
                unread=list(map(table.named, unread)), hint=hint.text),
        **table.address(record, relation.total), mend=hint.mend,
    )  # fmt: skip


def _broken_sum(relation: RowSum, table: Table, record: Record) -> Finding:
    printed = record[relation.total]
    parts = [(table.label(m), record[m]) for m in relation.parts if record[m] is not None]
    added = total_of([value for _, value in parts])
    hint = suspect_hint(table.suspects, _sum_of(relation, table, record), table.cells)
    slip = None if hint.mend or added is None else slip_to(printed, added)
    return finding(
        "row_sum", relation.severity,
        Message("row_sum_broken", total=table.named(relation.total), row=table.row(record),
                printed=words.number(printed), added=words.number(added),
                parts=words.sum_of(parts), slip=words.supposed(slip), hint=hint.text),
        **table.address(record, relation.total), mend=hint.mend,
        expected=words.digits(added), observed=words.digits(printed),
    )  # fmt: skip


def _row_equations(
    relation: RowSum, parts: Sequence[str], table: str, month: MonthFigures
) -> Iterator[Equation]:
    columns = [month.column(table, measure) for measure in (relation.total, *parts)]
    for row, total, *addends in zip(month.rows[table], *columns, strict=True):
        name = month.naming.name(total.entity_id)
        extra = row.__dict__.get(EXTRA)
        yield Equation(
            Sum("row_sum", table, month.date, total.entity_id, relation.total),
            (total,),
            tuple(addends),
            Message("sum_of_row", name=name) if name
            else Message("sum_of_parts", label=month.naming.label(table, relation.total)),
            _RANK,
            frozenset({0, *extra_sums(extra)}) if extra else _NO_SLACK,
        )  # fmt: skip


def _total_equations(
    relation: RowSum, parts: Sequence[str], table: str, month: MonthFigures
) -> Iterator[Equation]:
    """The printed totals, where all are there and no unknown column has its share in them."""
    known = all(month.has_total(table, measure) for measure in (relation.total, *parts))
    if parts and known and not any(getattr(row, EXTRA, None) for row in month.rows[table]):
        yield Equation(
            Sum("row_sum", TOTALS, month.date, table, relation.total),
            (month.total(table, relation.total),),
            tuple(month.total(table, part) for part in parts),
            Message("sum_of_totals", table=table, title=tables()[table].table.zh),
            _RANK,
        )


def _numbers_in(extra: str) -> list[Decimal]:
    """The figures of an `extra` column: a JSON object of printed header to printed text."""
    texts = json.loads(extra).values()
    return [number for text in texts if (number := _number(str(text))) is not None]


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _sums(numbers: Sequence[Decimal]) -> set[Decimal]:
    if len(numbers) > _MOST_SUBSETS:
        return {sum(numbers, Decimal(0))}
    return {
        sum(chosen, Decimal(0))
        for size in range(1, len(numbers) + 1)
        for chosen in combinations(numbers, size)
    }
