"""Channel sum: the online channels add up to the columns of the hospital table that they feed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.model.figure import FigureKey
from pipeline.model.findings import Mend, finding
from pipeline.model.message import Message
from pipeline.quality import words
from pipeline.quality.arithmetic import Number, total_of
from pipeline.quality.cells import TOTALS, total_key
from pipeline.quality.check import Check, Whole
from pipeline.quality.checks.column_total import SIDES, ExpectPrintedTotal
from pipeline.quality.column_sums import ColumnSums
from pipeline.quality.locate.equations import Equation, MonthFigures, Sum
from pipeline.quality.locate.suspects import implied_value_hint, suspect_hint
from pipeline.quality.rules import Suite, rule
from pipeline.quality.sheets import Record, Sheet
from pipeline.quality.table import Table
from schemas.base import entity_column
from schemas.catalog import tables
from schemas.dimensions import Channel
from schemas.quality import Finding
from schemas.relations import ChannelSum

_RANK = 1


class ChannelSumCheck(Check[ChannelSum]):
    relation = ChannelSum

    def suites(self, declared: Sequence[tuple[ChannelSum, Table]], whole: Whole) -> Iterable[Suite]:
        """One suite a table of channels."""
        for relation, table in declared:
            yield _suite(relation, table, _sheet(relation, table, whole))

    def equations(
        self, relation: ChannelSum, table: str, month: MonthFigures
    ) -> Iterable[Equation]:
        """Channels against the columns they feed; none where it is open what a channel feeds."""
        fed: dict[str | None, list[FigureKey]] = defaultdict(list)
        entity = entity_column(tables()[table]) or ""
        for row in month.rows[table]:
            fed[month.feeds.get(row[entity])].append(month.cell(table, row, relation.measure))
        if not fed or any(month.figures[cell] for cell in fed.get(None, [])):
            return
        target, measures = relation.target, relation.target_measures
        printed = [measure for measure in measures if month.is_reported(target, measure)]
        for measure in printed:
            yield Equation(
                Sum("cross_table", table, month.date, measure, relation.measure),
                tuple(fed[measure]),
                month.column(target, measure),
                Message(
                    "sum_of_channels",
                    measure=measure,
                    label=month.naming.label(relation.target, measure),
                ),
                _RANK,
            )
        known = all(month.has_total(target, measure) for measure in printed)
        if printed and known and month.has_total(table, relation.measure):
            label = month.naming.label(table, relation.measure)
            yield Equation(
                Sum("cross_table", TOTALS, month.date, table, relation.measure),
                (month.total(table, relation.measure),),
                tuple(month.total(target, measure) for measure in printed),
                Message("sum_of_fed", label=label),
                _RANK,
            )


def _suite(relation: ChannelSum, table: Table, sheet: Sheet) -> Suite:
    def explain(record: Record) -> Iterable[Finding]:
        if record["unreadable"]:
            yield _open(relation, table, record)
        else:
            broken, mend = _broken(relation, table, record)
            yield broken
            yield from _other_sides(relation, table, record, mend)

    only = rule(
        ExpectPrintedTotal, sheet.name, "cross_table",
        "各渠道之和等于其汇入列之和", "channels add up to the column that they feed",
        relation.severity, explain, column_list=list(SIDES),
    )  # fmt: skip
    return Suite(
        sheet, "渠道与医院两表相符", "Channels against hospitals", (only,),
        ("各渠道之和与其汇入的医院表各列之和并列。",
         "The sum of the channels beside that of the column of the hospital table they feed."),
    )  # fmt: skip


def _sheet(relation: ChannelSum, table: Table, whole: Whole) -> Sheet:
    """The channels that feed a column beside that column's sum, by month and column fed."""
    feeds = {channel.channel_id: channel.feeds for channel in whole.dataset.of_type(Channel)}
    entity = entity_column(table.model) or ""
    fed: dict[dt.date, dict[str | None, list[Number | None]]] = {}
    issues: dict[dt.date, str] = {}
    for row in whole.dataset.rows.get(table.name, ()):
        month = row["month"]
        issues[month] = row["issue_id"]
        measure = feeds.get(row[entity])
        fed.setdefault(month, defaultdict(list))[measure].append(row[relation.measure])
    records: list[Record] = []
    for month, by_measure in sorted(fed.items()):
        records += _records(month, issues[month], by_measure, relation, whole.sums)
    columns = ("month", "fed", "issue_id", *SIDES)
    return Sheet(f"{table.name}_to_{relation.target}", columns[:2], columns, records)


def _records(
    month: dt.date, issue_id: str, by_measure: Mapping[str | None, list[Number | None]],
    relation: ChannelSum, sums: ColumnSums,
) -> list[Record]:  # fmt: skip
    """One record a column fed. Channels of unknown column may fill what the others leave."""
    records: list[Record] = []
    for measure in relation.target_measures:
        target = sums[total_key(relation.target, month, measure)]
        channels = total_of(by_measure.get(measure, []))
        if channels is None and not target.total:
            continue
        records.append({
            "month": month, "fed": measure, "issue_id": issue_id, "printed": channels or 0,
            "summed": target.total, "unreadable": target.unreadable,
        })  # fmt: skip
    unassigned = total_of(by_measure.get(None, []))
    gaps = [(r["summed"] or 0) - r["printed"] for r in records]
    if unassigned and min(gaps, default=-1) >= 0 and sum(gaps) == unassigned:
        return []
    return records


def _open(relation: ChannelSum, table: Table, record: Record) -> Finding:
    hint = implied_value_hint(table.suspects, _sum(relation, table, record), table.cells)
    return finding(
        "cross_table", "warning",
        Message("channel_sum_open", fed=_fed(relation, table, record),
                month=words.month(record["month"]), target=_target(relation), hint=hint.text),
        **_address(relation, table, record), mend=hint.mend,
    )  # fmt: skip


def _broken(relation: ChannelSum, table: Table, record: Record) -> tuple[Finding, Mend | None]:
    """The finding, and the cell that is the probable error."""
    hint = suspect_hint(table.suspects, _sum(relation, table, record), table.cells)
    broken = finding(
        "cross_table", relation.severity,
        Message("channel_sum_broken", month=words.month(record["month"]),
                fed=_fed(relation, table, record), channels=words.number(record["printed"]),
                measure=table.label(relation.measure), target=_target(relation),
                column=words.number(record["summed"]), hint=hint.text),
        **_address(relation, table, record), mend=hint.mend,
        expected=words.digits(record["summed"]), observed=words.digits(record["printed"]),
    )  # fmt: skip
    return broken, hint.mend


def _other_sides(
    relation: ChannelSum, table: Table, record: Record, mend: Mend | None
) -> Iterable[Finding]:
    """What else may be wrong: the totals, and the other table where no cell of this one is it.

    A misprinted figure whose own table has sums that fit it is seen by the other table alone.
    """
    fed = _fed(relation, table, record)
    where = {"issue_id": record["issue_id"], "month": record["month"]}
    month = words.month(record["month"])
    yield finding(
        "low_confidence", "info", Message("totals_contradicted", fed=fed, month=month),
        table_name=TOTALS, **where,
    )  # fmt: skip
    if mend is None or mend.table != table.name:
        yield finding(
            "low_confidence", "info",
            Message("channel_sum_other_side", fed=fed, month=month,
                    channels=words.number(record["printed"]),
                    column=words.number(record["summed"])),
            table_name=relation.target, **where,
        )  # fmt: skip


def _sum(relation: ChannelSum, table: Table, record: Record) -> Sum:
    return Sum("cross_table", table.name, record["month"], record["fed"], relation.measure)


def _fed(relation: ChannelSum, table: Table, record: Record) -> str:
    return Message("named", label=table.cells.label(relation.target, record["fed"]),
                   measure=record["fed"])  # fmt: skip


def _target(relation: ChannelSum) -> str:
    return Message("table", name=relation.target, title=tables()[relation.target].table.zh)


def _address(relation: ChannelSum, table: Table, record: Record) -> dict[str, Any]:
    return {
        "table_name": table.name, "issue_id": record["issue_id"], "month": record["month"],
        "measure": relation.measure,
    }  # fmt: skip
