"""The sheet of every figure beside what its own history lets one expect, and beside the
neighbour with which it may have been exchanged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np

from pipeline.model.dataset import Dataset
from pipeline.quality.cells import Cells
from pipeline.quality.history.figures import Figures, monthly
from pipeline.quality.history.series import Series, SeriesKey
from pipeline.quality.history.swaps import Swap, likeliest_swaps
from pipeline.quality.history.usual import Judged, usual_values
from pipeline.quality.sheets import Columns, Record, Sheet, Values
from pipeline.quality.thresholds import Thresholds
from schemas.relations import PlausibleRatio

KEY = ("table_name", "month", "entity_id", "measure")
"""Columns that hold the `FigureKey` of a record."""
_JUDGED = ("jump", "scale", "usual", "ratio_jump", "ratio_scale", "swap_apart", "swap_left")
"""Columns that the rules ask about; what else a record holds is for the words of a finding."""
_NO_RATIO: Record = {"ratio_with": None, "ratio_jump": 0.0, "ratio_scale": 0.0}
_NO_SWAP: Record = {
    "swap_entity": None, "swap_measure": None, "swap_value": None, "swap_apart": 0.0,
    "swap_left": 0.0,
}  # fmt: skip


def history_sheet(dataset: Dataset, cells: Cells, limits: Thresholds) -> Sheet:
    """One record per figure that has enough neighbours in time."""
    figures = Figures(dataset)
    judged = usual_values(figures.series, limits)
    keys, months = _addresses(judged.points)
    columns: dict[str, Values] = {
        "table_name": [key.table for key in keys],
        "month": months,
        "entity_id": [key.entity_id for key in keys],
        "measure": [key.measure for key in keys],
        "jump": judged.jump,
        "scale": judged.scale,
        "usual": judged.usual,
    }
    columns |= _ratios(figures.series, judged, limits)
    columns |= {name: [none] * len(keys) for name, none in _NO_SWAP.items()}
    for number, swap in likeliest_swaps(judged, figures, cells, limits).items():
        for name, value in _words_of_swap(swap).items():
            columns[name][number] = value

    def words_of(number: int) -> Record:
        """What a record holds for the words of a finding."""
        one, points = judged.at(number), judged.points
        words = ("neighbours", "median", "shared", "season", "years")
        printed = figures.printed(keys[number], int(points.origin[number]), one.value)
        return printed._asdict() | {name: getattr(one, name) for name in words}

    return Sheet("history", KEY, (*KEY, *_JUDGED), Columns(columns, words_of))


def _addresses(points: Series) -> tuple[list[SeriesKey], list[dt.date]]:
    """The series and month of each point."""
    keys = [points.keys[number] for number in points.of.tolist()]
    return keys, [points.months[number] for number in points.month.tolist()]


def _words_of_swap(swap: Swap) -> Record:
    """What a figure that may be exchanged has in the columns of `_NO_SWAP`."""
    other = swap.other.seen
    return {
        "swap_entity": other.entity_id, "swap_measure": other.measure, "swap_value": other.value,
        "swap_apart": swap.apart, "swap_left": swap.left,
    }  # fmt: skip


def _ratios(series: Series, judged: Judged, limits: Thresholds) -> dict[str, list[Any]]:
    """For each pair of figures with a ratio: the one that left its history further, and how far
    the ratio left its own; a column for each name of `_NO_RATIO`."""
    out: dict[str, list[Any]] = {
        name: [none] * len(judged.jump) for name, none in _NO_RATIO.items()
    }
    for relation, table in _ratio_relations():
        above, below = (
            {key.entity_id: n for n, key in enumerate(series.keys)
             if (key.table, key.measure) == (table, measure)}
            for measure in (relation.numerator, relation.denominator)
        )  # fmt: skip
        of_ratio = usual_values(_quotients(series, above, below), limits)
        for at, other, number in _leaving(judged, of_ratio, above, below):
            out["ratio_with"][at] = series.keys[other].measure
            out["ratio_jump"][at] = of_ratio.jump[number].item()
            out["ratio_scale"][at] = of_ratio.scale[number].item()
    return out


def _ratio_relations() -> list[tuple[PlausibleRatio, str]]:
    return [
        (relation, model.table.name)
        for model in monthly()
        for relation in model.table.relations
        if isinstance(relation, PlausibleRatio)
    ]


def _quotients(series: Series, above: dict[str, int], below: dict[str, int]) -> Series:
    """With the count that the ratio is per: the fewer, the more it scatters by chance.

    The key of a quotient is that of its numerator.
    """
    partner = np.full(len(series.keys), -1)
    for entity_id, number in above.items():
        partner[number] = below.get(entity_id, -1)
    points = series.where(partner[series.of] >= 0)
    at = series.places(partner[points.of], points.month)
    divisors = np.where(at >= 0, series.value[at], 0.0)
    points, divisors = points.where(divisors != 0), divisors[divisors != 0]
    return Series(
        points.keys, points.months, points.of, points.month, points.value / divisors, divisors,
        points.origin,
    )  # fmt: skip


def _leaving(
    judged: Judged, of_ratio: Judged, above: dict[str, int], below: dict[str, int]
) -> Iterator[tuple[int, int, int]]:
    """(number of a figure, series of the other, number of the ratio) for each judged ratio."""
    points, keys = of_ratio.points, of_ratio.points.keys
    partner = {number: below[entity] for entity, number in above.items() if entity in below}
    of_partner = np.array([partner.get(n, -1) for n in range(len(keys))], np.int64)[points.of]
    ours = judged.points.places(points.of, points.month)
    theirs = judged.points.places(of_partner, points.month)
    jump = np.abs(np.append(judged.jump, np.nan))  # number -1 is no figure
    other_left = (theirs >= 0) & ((ours < 0) | (jump[theirs] > jump[ours]))
    at = np.where(other_left, theirs, ours)
    other = np.where(other_left, points.of, of_partner)
    for number in np.flatnonzero(at >= 0).tolist():
        yield int(at[number]), int(other[number]), number
