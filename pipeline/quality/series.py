"""What a figure usually is: its own history, the movement of its table, its ratio to another.

All on natural logarithms, with medians, so that a few wrong figures do not spoil the measure.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.quality.thresholds import Thresholds

SeriesKey = tuple[str, str, str]
"""(table, entity, measure); the entity is '' in a table of one row a month."""

_MAD_TO_SIGMA = 1.4826


@dataclass(frozen=True)
class Point:
    """A figure of a month."""

    month: dt.date
    value: float


@dataclass(frozen=True)
class Usual:
    """A figure beside what its series lets one expect.

    Attributes:
        month, value: the figure.
        usual: what was to be expected, in the unit of the figure.
        jump: log of value / usual.
        scale: usual scatter of that log.
        neighbours: reports that the expectation rests on.
    """

    month: dt.date
    value: float
    usual: float
    jump: float
    scale: float
    neighbours: int


def usual_values(
    series: Mapping[SeriesKey, Sequence[Point]], limits: Thresholds
) -> dict[SeriesKey, list[Usual]]:
    """Judge every positive figure that has enough neighbours in time.

    Zeros have no logarithm: whether a zero is right, sums and ratios tell, not history.
    """
    positive = {key: [p for p in sorted(points, key=_month) if p.value > 0]
                for key, points in series.items()}  # fmt: skip
    own = {key: _own_jumps(points, limits) for key, points in positive.items()}
    shared = _shared_movement(positive, own, limits)
    judged = {}
    for key, points in positive.items():
        moved = [shared.get((key[0], key[2], p.month), 0.0) for p in points]
        judged[key] = _judged(points, own[key], moved, limits)
    return judged


def _month(point: Point) -> dt.date:
    return point.month


def _own_jumps(points: Sequence[Point], limits: Thresholds) -> list[float | None]:
    logs = [math.log(p.value) for p in points]
    return [
        logs[i] - _median(logs[j] for j in window) if len(window) >= limits.min_neighbours else None
        for i, window in _windows(len(points), limits.neighbours)
    ]


def _shared_movement(
    positive: Mapping[SeriesKey, Sequence[Point]],
    own: Mapping[SeriesKey, Sequence[float | None]],
    limits: Thresholds,
) -> dict[tuple[str, str, dt.date], float]:
    """Median jump of a measure over all entities of its table, by month."""
    jumps: dict[tuple[str, str, dt.date], list[float]] = defaultdict(list)
    for key, points in positive.items():
        for point, jump in zip(points, own[key], strict=True):
            if jump is not None:
                jumps[key[0], key[2], point.month].append(jump)
    return {at: _median(js) for at, js in jumps.items() if len(js) >= limits.min_entities}


def _judged(
    points: Sequence[Point], own: Sequence[float | None], shared: Sequence[float],
    limits: Thresholds,
) -> list[Usual]:  # fmt: skip
    left = [None if j is None else j - s for j, s in zip(own, shared, strict=True)]
    judged = []
    for i, window in _windows(len(points), limits.neighbours):
        jump = left[i]
        if jump is None:
            continue
        around = [abs(r) for j in window if (r := left[j]) is not None]
        usual = points[i].value / math.exp(jump)
        scale = math.hypot(
            max(limits.scale_floor, _MAD_TO_SIGMA * _median(around)), 1 / math.sqrt(usual)
        )
        judged.append(Usual(points[i].month, points[i].value, usual, jump, scale, len(window)))
    return judged


def _windows(count: int, size: int) -> Iterable[tuple[int, list[int]]]:
    """For each index the nearest others: up to half of `size` before, and as many after.

    At the ends of a series only one side is there; taking more of it would compare the first
    years of a growing service with later ones.
    """
    for i in range(count):
        first, last = max(0, i - size // 2), min(count - 1, i + size // 2)
        yield i, [j for j in range(first, last + 1) if j != i]


def _median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if not ordered:
        return 0.0
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
