"""The sum of every column of a month, under the address of the printed total that it may have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.quality.arithmetic import Number
from pipeline.quality.cells import Cells, total_key, unreadable
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
        for row in dataset.rows.get(name, ()):
            for measure in measures:
                value = row[measure]
                if value is not None:
                    found = sums[total_key(name, row["month"], measure)]
                    found.total = value + (found.total or 0)
    for key, seen in cells.observations.items():
        total = total_key(key.table, key.month, key.measure)
        if total in sums and unreadable(seen):
            sums[total].unreadable = True
    return sums
