"""The sum of every column of a month, under the address of the printed total that it may have."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.quality.arithmetic import Number
from pipeline.quality.cells import Cells, total_key
from schemas.base import measure_fields
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
        measures = [field.name for field in measure_fields(model)]
        by_month: dict[dt.date, dict[str, ColumnSum]] = {}
        for row in dataset.rows.get(name, ()):
            values = row.__dict__
            of_month = by_month.setdefault(values["month"], {})
            for measure in measures:
                value = values[measure]
                if value is not None:
                    found = of_month.setdefault(measure, ColumnSum())
                    found.total = value + (found.total or 0)
        for month, of_month in by_month.items():
            for measure, found in of_month.items():
                sums[total_key(name, month, measure)] = found
    for key in cells.unread:
        total = total_key(key.table, key.month, key.measure)
        if total in sums:
            sums[total].unreadable = True
    return sums
