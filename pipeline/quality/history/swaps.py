"""Two figures that are printed in each other's cell: each far from its own history, both usual if
exchanged. Such a pair is a fault of typing even where neither leaps far enough by itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.quality.cells import Cells
from pipeline.quality.history.figures import Figures
from pipeline.quality.history.medians import Bools, Ints
from pipeline.quality.history.usual import Judged, Usual
from pipeline.quality.thresholds import Thresholds
from schemas.quality import Observation


@dataclass(frozen=True)
class Beside:
    """A figure as printed, beside what is usual for it.

    Attributes:
        seen: its observation.
        usual: what is usual.
        number: its number among the figures that are judged.
    """

    seen: Observation
    usual: Usual
    number: int

    @property
    def scatters(self) -> float:
        """How many scatters the figure is off as printed."""
        return abs(self.usual.jump) / self.usual.scale


_Placed = Callable[[Beside], tuple[float, ...]]
"""Sorts the figures of a line as they are printed."""


@dataclass(frozen=True)
class Swap:
    """The figure's partner, and how well the exchange explains both.

    Attributes:
        other: the partner.
        apart: scatters by which the nearer of the two is off as printed.
        left: scatters by which the farther of the two would be off if exchanged.
    """

    other: Beside
    apart: float
    left: float


def likeliest_swaps(
    judged: Judged, figures: Figures, cells: Cells, limits: Thresholds
) -> dict[int, Swap]:
    """By the number of a figure, the neighbour with which it was most likely exchanged."""
    found: dict[int, Swap] = {}
    for line in _lines(judged, figures, cells, limits):
        for here, swap in swaps(line, limits):
            if here.number not in found or swap.left < found[here.number].left:
                found[here.number] = swap
    return found


def swaps(line: Sequence[Beside], limits: Thresholds) -> Iterator[tuple[Beside, Swap]]:
    """Every figure of a line that may be printed in its neighbour's cell, and reverse.

    Args:
        line: figures of a printed column or row, in their printed order.
    """
    for one, other in pairwise(line):
        if min(one.scatters, other.scatters) >= limits.swap_scales:
            found = _swap(one, other)
            if found is not None:
                yield one, Swap(other, *found)
                yield other, Swap(one, *found)


def _swap(one: Beside, other: Beside) -> tuple[float, float] | None:
    """(apart, left), or None where the two are not off in opposite directions."""
    if one.usual.jump * other.usual.jump >= 0 or one.seen.unit != other.seen.unit:
        return None
    after = [
        abs(math.log(b.usual.value / a.usual.usual)) / a.usual.scale
        for a, b in ((one, other), (other, one)) if b.usual.value > 0
    ]  # fmt: skip
    if len(after) < 2:
        return None
    return min(one.scatters, other.scatters), max(after)


def _lines(
    judged: Judged, figures: Figures, cells: Cells, limits: Thresholds
) -> Iterator[list[Beside]]:
    """Printed columns from top to bottom and rows from left to right: those that can hold a pair.

    Of a pair one figure is far above and the other far below what is usual.
    """
    points = judged.points
    off = np.abs(judged.jump) / judged.scale >= limits.swap_scales
    lines: list[tuple[list[int], _Placed]] = []
    ways: list[tuple[Ints, _Placed]] = [(points.column, _down), (points.row, _across)]
    for labels, place in ways:
        line = labels[points.of] * len(points.months) + points.month
        both = _with_both(line, off & (judged.jump > 0), off & (judged.jump < 0))
        lines += [(numbers, place) for numbers in both]
    asked = sorted({number for numbers, _ in lines for number in numbers})
    found = {one.number: one for one in _as_printed(asked, judged, figures, cells)}
    for numbers, place in lines:
        printed: dict[str, list[Beside]] = {}
        for one in (found[number] for number in numbers if number in found):
            printed.setdefault(one.seen.issue_id, []).append(one)
        for them in printed.values():
            yield sorted(them, key=place)


def _down(one: Beside) -> tuple[float, ...]:
    return one.seen.page or 0, one.seen.top or 0.0


def _across(one: Beside) -> tuple[float, ...]:
    return (one.seen.x0 or 0.0,)


def _with_both(line: Ints, above: Bools, below: Bools) -> Iterator[list[int]]:
    """The numbers of the figures of each line that holds one of both kinds."""
    lines = np.intersect1d(line[above], line[below])
    numbers = np.flatnonzero(np.isin(line, lines))
    numbers = numbers[np.argsort(line[numbers], kind="stable")]
    starts = np.searchsorted(line[numbers], lines)
    for them in np.split(numbers, starts[1:]):
        yield them.tolist()


def _as_printed(
    numbers: list[int], judged: Judged, figures: Figures, cells: Cells
) -> Iterator[Beside]:
    """Figures that are printed as they are judged, with their observations."""
    points = judged.points
    places = (column[numbers].tolist() for column in (points.of, points.month, points.origin))
    known = zip(numbers, judged.some(numbers), *places, strict=True)
    for number, usual, of, at, origin in known:
        key, month = points.keys[of], points.months[at]
        figure = figures.printed(key, origin, usual.value)
        if not figure.what and (seen := cells.of(key.at(month), figure.issue_id)):
            yield Beside(seen[0], usual, number)
