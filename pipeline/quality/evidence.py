"""What else speaks for a mended figure: the slip of a hand that it undoes, and its own history."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from statistics import median

from pipeline.dataset_model import Dataset
from pipeline.quality.cells import CellKey
from pipeline.quality.relations import Number
from schemas.base import entity_column
from schemas.catalog import tables

_AROUND = 12
"""Reports that say what is usual, as in the checks over time."""
_NEAR = math.log(1.1)
"""How much nearer to the usual (as a logarithm) a figure must be for that to mean anything."""


def slip(printed: Number, right: Number) -> str | None:
    """Which typical slip turns `right` into `printed`, in words; None where no one does."""
    wrong, good = _digits(printed, right)
    if wrong == good or not int(good) or not int(wrong):
        return None
    for factor, name in ((10, "ten"), (100, "a hundred"), (1000, "a thousand"),
                         (10_000, "ten thousand")):  # fmt: skip
        if int(wrong) == int(good) * factor:
            return f"it is {name} times too large"
        if int(good) == int(wrong) * factor:
            return f"it is {name} times too small"
    if len(wrong) == len(good):
        return _exchanged(wrong, good)
    return _longer(wrong, good) or _shorter(wrong, good)


def usual_around(dataset: Dataset, cell: CellKey) -> Number | None:
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


def _digits(*values: Number) -> list[str]:
    """The digits of figures, all to the same number of places."""
    places = max(_places(value) for value in values)
    return [f"{abs(value) * 10**places:.0f}" for value in values]


def _places(value: Number) -> int:
    exponent = value.normalize().as_tuple().exponent if isinstance(value, Decimal) else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _exchanged(wrong: str, good: str) -> str | None:
    other = [i for i, (a, b) in enumerate(zip(wrong, good, strict=True)) if a != b]
    if len(other) == 1:
        return "one digit differs"
    if len(other) == 2 and wrong[other[0]] == good[other[1]] and wrong[other[1]] == good[other[0]]:
        near = "neighbouring " if other[1] - other[0] == 1 else ""
        return f"two {near}digits are swapped"
    return None


def _longer(wrong: str, good: str) -> str | None:
    at = next((i for i in _left_out(wrong) if wrong[:i] + wrong[i + 1 :] == good), None)
    if at is None:
        return None
    doubled = wrong[at] in (wrong[at - 1 : at] + wrong[at + 1 : at + 2])
    return f"the digit {wrong[at]} is doubled" if doubled else "it has a digit too many"


def _shorter(wrong: str, good: str) -> str | None:
    dropped = any(good[:i] + good[i + 1 :] == wrong for i in _left_out(good))
    return "a digit is missing" if dropped else None


def _left_out(digits: str) -> Iterable[int]:
    return range(len(digits))
