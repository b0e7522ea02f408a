"""The sum of every column of a month, under the address of the printed total that it may have."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.model.kept_results import taken
from pipeline.quality.arithmetic import Number
from pipeline.quality.cells import Cells, total_key
from schemas.base import Row, measure_fields
from schemas.catalog import tables


@dataclass
class ColumnSum:
    """Sum of a column over the rows of a month; None where nothing is reported."""

    total: Number | None = None
    unreadable: bool = False


ColumnSums = Mapping[FigureKey, ColumnSum]
"""By the address of the printed total; with a default for what is not there."""


def column_sums(dataset: Dataset, cells: Cells) -> ColumnSums:
    """The sum of every measure of every fact table with months."""
    sums: dict[FigureKey, ColumnSum] = defaultdict(ColumnSum)
    for name, model in tables().items():
        if model.table.kind != "fact" or "month" not in model.table.key:
            continue
        by_month: dict[dt.date, list[Row]] = defaultdict(list)
        for row in dataset.rows.get(name, ()):
            by_month[row.__dict__["month"]].append(row)
        for month, rows in by_month.items():
            for measure, added in taken(_sums, rows, model).items():
                sums[total_key(name, month, measure)] = ColumnSum(added)
    for key in cells.unread:
        total = total_key(key.table, key.month, key.measure)
        if total in sums:
            sums[total].unreadable = True
    return sums


def _sums(same: Sequence[Row], model: type[Row]) -> dict[str, Number]:
    """The sum of every measure that has a figure in some rows."""
    measures = [field.name for field in measure_fields(model)]
    values_of = itemgetter(*measures, "month")
    rows = [values_of(row.__dict__) for row in same]
    columns = zip(measures, zip(*rows, strict=True), strict=False)
    given = {name: [one for one in column if one is not None] for name, column in columns}
    return {name: sum(values) for name, values in given.items() if values}
