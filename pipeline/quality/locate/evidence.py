"""Whether its own history supports an implied figure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.quality.arithmetic import Number
from schemas.base import Row, entity_column
from schemas.catalog import tables

_AROUND = 12
"""Reports that say what is usual, as in the checks over time."""
_NEAR = math.log(1.1)
"""How much nearer to the usual (as a logarithm) a figure must be for that to mean anything."""


class Reports:
    """Looks up what a dataset reports of one entity in all months.

    Args:
        dataset: its tables are indexed when they are asked for.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._known: dict[str, dict[str, list[Row]]] = {}

    def of(self, cell: FigureKey) -> Sequence[Row]:
        """The rows of the cell's table and entity; none where they are not one a month."""
        model = tables()[cell.table]
        column = entity_column(model)
        if model.table.key != (("month", column) if column else ("month",)):
            return ()
        if cell.table not in self._known:
            found = self._known[cell.table] = defaultdict(list)
            for row in self._dataset.rows[cell.table]:
                found[row.__dict__[column] if column else ""].append(row)
        return self._known[cell.table].get(cell.entity_id, ())


def usual_around(rows: Iterable[Row], cell: FigureKey) -> Number | None:
    """Median of the nearest reports of the same cell in other months; None for fewer than four.

    Args:
        rows: of `Reports`.
    """
    month = cell.month
    if month is None:
        return None
    values = sorted(
        (abs((row["month"] - month).days), row[cell.measure])
        for row in rows
        if row[cell.measure] is not None and row["month"] != month
    )
    nearest = [value for _, value in values[:_AROUND]]
    return median(nearest) if len(nearest) >= 4 else None


def is_nearer(right: Number, printed: Number, usual: Number) -> bool:
    """Is the mended figure clearly nearer to the usual one, as a ratio?"""
    if min(right, printed, usual) <= 0:
        return False
    far, near = (abs(math.log(value / usual)) for value in (printed, right))
    return far - near > _NEAR
