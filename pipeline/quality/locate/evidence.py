"""Whether its own history supports an implied figure."""

from __future__ import annotations

import math
from statistics import median

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.quality.arithmetic import Number
from schemas.base import entity_column
from schemas.catalog import tables

_AROUND = 12
"""Reports that say what is usual, as in the checks over time."""
_NEAR = math.log(1.1)
"""How much nearer to the usual (as a logarithm) a figure must be for that to mean anything."""


def usual_around(dataset: Dataset, cell: FigureKey) -> Number | None:
    """Median of the nearest reports of the same cell in other months; None for fewer than four."""
    table, month, entity_id, measure = cell
    model = tables()[table]
    column = entity_column(model)
    if month is None or model.table.key != (("month", column) if column else ("month",)):
        return None
    values = sorted(
        (abs((row["month"] - month).days), row[measure])
        for row in dataset.rows[table]
        if row[measure] is not None and row["month"] != month
        and (column is None or row[column] == entity_id)
    )  # fmt: skip
    nearest = [value for _, value in values[:_AROUND]]
    return median(nearest) if len(nearest) >= 4 else None


def is_nearer(right: Number, printed: Number, usual: Number) -> bool:
    """Is the mended figure clearly nearer to the usual one, as a ratio?"""
    if min(right, printed, usual) <= 0:
        return False
    far, near = (abs(math.log(value / usual)) for value in (printed, right))
    return far - near > _NEAR
