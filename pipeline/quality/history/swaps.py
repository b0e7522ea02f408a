"""Two figures that are printed in each other's cell: each far from its own history, both usual if
exchanged. Such a pair is a fault of typing even where neither leaps far enough by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipeline.quality.history.series import Usual
from pipeline.quality.thresholds import Thresholds
from schemas.quality import Observation


@dataclass(frozen=True)
class Judged:
    """A figure as printed and what is usual for it.

    Attributes:
        seen: its observation.
        usual: beside its history.
    """

    seen: Observation
    usual: Usual


@dataclass(frozen=True)
class Swap:
    """The figure's partner, and how well the exchange explains both.

    Attributes:
        other: the partner.
        apart: scatters by which the nearer of the two is off as printed.
        left: scatters by which the farther of the two would be off if exchanged.
    """

    other: Judged
    apart: float
    left: float


def swaps(judged: Iterable[Judged], limits: Thresholds) -> Iterator[tuple[Judged, Swap]]:
    """Every figure of one printed table that may be printed in its neighbour's cell, and reverse.

    Neighbours are next to each other in a column or a row, as printed.
    """
    grid = list(judged)
    off = {id(one) for one in grid if is_off(one.usual, limits)}
    if len(off) < 2:
        return
    for line in _lines(grid):
        for one, other in pairwise(line):
            if id(one) in off and id(other) in off:
                found = _swap(one, other)
                if found is not None:
                    yield one, Swap(other, *found)
                    yield other, Swap(one, *found)


def is_off(usual: Usual, limits: Thresholds) -> bool:
    """Is a figure far enough from its history to be one of an exchanged pair?"""
    return _off(usual) >= limits.swap_scales


def _off(usual: Usual) -> float:
    return abs(usual.jump) / usual.scale


def _lines(grid: list[Judged]) -> Iterator[list[Judged]]:
    """The columns from top to bottom, then the rows from left to right."""
    columns: dict[str, list[Judged]] = {}
    rows: dict[str, list[Judged]] = {}
    for one in grid:
        columns.setdefault(one.seen.measure, []).append(one)
        rows.setdefault(one.seen.entity_id, []).append(one)
    for column in columns.values():
        yield sorted(column, key=lambda one: (one.seen.page or 0, one.seen.top or 0.0))
    for row in rows.values():
        yield sorted(row, key=lambda one: one.seen.x0 or 0.0)


def _swap(one: Judged, other: Judged) -> tuple[float, float] | None:
    """(apart, left), or None where the two are not off in opposite directions."""
    if one.usual.jump * other.usual.jump >= 0 or one.seen.unit != other.seen.unit:
        return None
    after = [
        abs(math.log(b.usual.value / a.usual.usual)) / a.usual.scale
        for a, b in ((one, other), (other, one)) if b.usual.value > 0
    ]  # fmt: skip
    if len(after) < 2:
        return None
    return min(_off(one.usual), _off(other.usual)), max(after)
