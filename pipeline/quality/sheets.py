"""What Great Expectations looks at: every table of the dataset, and tables prepared from it.

A sheet is plain records of Python values; only the engine makes frames of them. Relations
across rows or tables get a prepared sheet, whose rows put the two sides next to each other.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.model.dataset import Dataset
from pipeline.quality.cells import Cells, unreadable
from pipeline.quality.checks.arithmetic import Number, falling, ratio_holds, standing, total_of
from pipeline.quality.thresholds import Thresholds
from schemas.base import Row, entity_column, fields_of, measure_fields
from schemas.catalog import tables
from schemas.dimensions import Channel
from schemas.relations import ChannelSum, ColumnTotal, NeverFalls, PlausibleRatio, RowSum
from schemas.totals import ReportedTotal

Record = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A frame to be: its name, the columns that identify a row, all columns, and the rows."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    records: Sequence[Record]


def table_sheet(model: type[Row], rows: Iterable[Row], cells: Cells, limits: Thresholds) -> Sheet:
    """A table as it is, with what its relations need beside it.

    Row sums need a column `unreadable` (which figures of the row could not be read), a cumulative
    measure the figure that contradicts it, in `<measure>__against` and `__against_month`, a
    ratio whether it always lies outside for its entity, in `<numerator>__standing`, and in how
    many of how many reports, in `__standing_in`.
    """
    columns = tuple(field.name for field in fields_of(model))
    records = [dict(row.__dict__) for row in rows]
    if any(isinstance(relation, RowSum) for relation in model.table.relations):
        columns += ("unreadable",)
        for record in records:
            record["unreadable"] = _unreadable(model, record, cells)
    for relation in model.table.relations:
        if isinstance(relation, NeverFalls):
            columns += _add_witnesses(records, relation.measure)
        elif isinstance(relation, PlausibleRatio):
            columns += _add_standing(model, records, relation, limits)
    return Sheet(model.table.name, model.table.key, columns, records)


def totals_sheet(dataset: Dataset, cells: Cells, sums: ColumnSums) -> Sheet:
    """Every printed total beside the sum of its column, for columns that declare a total."""
    declared = {
        (name, relation.measure): relation.severity
        for name, model in tables().items()
        for relation in model.table.relations
        if isinstance(relation, ColumnTotal)
    }
    records = [
        {
            "month": total.month, "table_name": total.table_name, "measure": total.measure,
            "issue_id": total.issue_id, "printed": total.value,
            "summed": sums[total.table_name, total.measure, total.month].total,
            "severity": declared[total.table_name, total.measure],
            "unreadable": sums[total.table_name, total.measure, total.month].unreadable
            or unreadable(cells.of_total(total.table_name, total.month, total.measure)),
        }
        for total in dataset.of_type(ReportedTotal)
        if (total.table_name, total.measure) in declared
    ]  # fmt: skip
    columns = ("month", "table_name", "measure", "issue_id", "printed", "summed", "unreadable",
               "severity")  # fmt: skip
    return Sheet("column_totals", columns[:3], columns, records)


@dataclass
class ColumnSum:
    """Sum of a column over the rows of a month; None where nothing is reported."""

    total: Number | None = None
    unreadable: bool = False


ColumnSums = Mapping[tuple[str, str, dt.date], ColumnSum]
"""By (table, measure, month); with a default for what is not there."""


def column_sums(dataset: Dataset, cells: Cells) -> ColumnSums:
    """The sum of every measure of every fact table, by (table, measure, month)."""
    sums: dict[tuple[str, str, dt.date], ColumnSum] = defaultdict(ColumnSum)
    for name, model in tables().items():
        if model.table.kind != "fact" or "month" not in model.table.key:
            continue
        measures = [field.name for field in measure_fields(model)]
        for row in dataset.rows.get(name, ()):
            for measure in measures:
                value = row[measure]
                if value is not None:
                    found = sums[name, measure, row["month"]]
                    found.total = value + (found.total or 0)
    for (table, month, _, measure), seen in cells.observations.items():
        if month is not None and (table, measure, month) in sums and unreadable(seen):
            sums[table, measure, month].unreadable = True
    return sums


def channels_sheet(
    dataset: Dataset, sums: ColumnSums, model: type[Row], relation: ChannelSum
) -> Sheet:
    """The channels that feed a column beside that column's sum, by month and column fed."""
    feeds = {channel.channel_id: channel.feeds for channel in dataset.of_type(Channel)}
    entity = entity_column(model)
    assert entity is not None
    fed: dict[dt.date, dict[str | None, list[Number | None]]] = {}
    issues: dict[dt.date, str] = {}
    for row in dataset.rows.get(model.table.name, ()):
        month = row["month"]
        issues[month] = row["issue_id"]
        measure = feeds.get(row[entity])
        fed.setdefault(month, defaultdict(list))[measure].append(row[relation.measure])
    records: list[Record] = []
    for month, by_measure in sorted(fed.items()):
        records += _fed_records(month, issues[month], by_measure, relation, sums)
    columns = ("month", "fed", "issue_id", "printed", "summed", "unreadable")
    return Sheet(f"{model.table.name}_to_{relation.target}", columns[:2], columns, records)


def _fed_records(
    month: dt.date, issue_id: str, by_measure: Mapping[str | None, list[Number | None]],
    relation: ChannelSum, sums: ColumnSums,
) -> list[Record]:  # fmt: skip
    """One record a column fed. Channels of unknown aim may fill what the known ones leave."""
    records: list[Record] = []
    for measure in relation.target_measures:
        target = sums[relation.target, measure, month]
        channels = total_of(by_measure.get(measure, []))
        if channels is None and not target.total:
            continue
        records.append({
            "month": month, "fed": measure, "issue_id": issue_id, "printed": channels or 0,
            "summed": target.total, "unreadable": target.unreadable,
        })  # fmt: skip
    loose = total_of(by_measure.get(None, []))
    gaps = [(r["summed"] or 0) - r["printed"] for r in records]
    if loose and min(gaps, default=-1) >= 0 and sum(gaps) == loose:
        return []
    return records


def _add_witnesses(records: Sequence[Record], measure: str) -> tuple[str, str]:
    against, month = f"{measure}__against", f"{measure}__against_month"
    ordered = sorted(records, key=lambda record: record["month"])
    faults = falling([record[measure] for record in ordered])
    for i, record in enumerate(ordered):
        witness = ordered[faults[i]] if i in faults else {}
        record[against], record[month] = witness.get(measure), witness.get("month")
    return against, month


def _add_standing(
    model: type[Row], records: Sequence[Record], relation: PlausibleRatio, limits: Thresholds
) -> tuple[str, str]:
    here, count = f"{relation.numerator}__standing", f"{relation.numerator}__standing_in"
    entity = entity_column(model) or ""
    series: dict[Any, list[Record]] = defaultdict(list)
    for record in sorted(records, key=lambda record: record["month"]):
        record |= {here: False, count: None}
        if record[relation.numerator] is not None and record[relation.denominator] is not None:
            series[record.get(entity)].append(record)
    low, high = float(relation.low), float(relation.high)
    for reports in series.values():
        outside = [
            not ratio_holds(r[relation.numerator], r[relation.denominator], low, high)
            for r in reports
        ]
        told = standing(outside, limits.standing_reports)
        for i in told:
            reports[i][here] = True
        if told:
            last = max(i for i, one in enumerate(outside) if one)
            reports[last][count] = f"{sum(outside)} of {len(outside)}"
    return here, count


def _unreadable(model: type[Row], record: Record, cells: Cells) -> str | None:
    entity = entity_column(model) or ""
    names = [
        field.name
        for field in measure_fields(model)
        if record[field.name] is None
        and unreadable(cells.of(model.table.name, record["month"], record.get(entity), field.name))
    ]
    return " ".join(names) or None
