"""The plain definition of what a figure usually is: figure by figure, as one would explain it.

`pipeline.quality.history.usual` computes the same of all figures at once.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from pipeline.quality.history.series import SeriesKey
from pipeline.quality.thresholds import Thresholds

V = TypeVar("V")
Column = tuple[str, str]
_MAD_TO_SIGMA = 1.4826
_ZERO = 0.5


@dataclass(frozen=True)
class Point:
    """A figure of a month. `count`: how many things it counts, where it is no count itself."""

    month: dt.date
    value: float
    count: float | None = None


class Usual(NamedTuple):
    """As `pipeline.quality.history.usual.Usual`, with the month."""

    month: dt.date
    value: float
    usual: float
    jump: float
    scale: float
    neighbours: int
    median: float
    shared: float
    season: float
    years: int


class _Season(NamedTuple):
    log: float = 0.0
    years: int = 0


class _Expected(NamedTuple):
    """Parts of what is expected, as logarithms, and the reports that the median rests on."""

    median: float
    shared: float
    season: _Season
    neighbours: int


def usual_values(
    series: Mapping[SeriesKey, Sequence[Point]], limits: Thresholds
) -> dict[SeriesKey, list[Usual]]:
    """Judge every figure that has enough neighbours in time.

    Zeros do not count in what is usual. One alone among figures is judged all the same, unless
    most rows of the month have it.
    """
    ordered = {key: sorted(points, key=_month) for key, points in series.items()}
    positive = {key: [p for p in points if p.value > 0] for key, points in ordered.items()}
    own = {key: _own_jumps(points, limits) for key, points in positive.items()}
    shared = _shared_movement(positive, own, limits)
    common = _common_zeros(ordered, limits)
    judged = {}
    for key, points in positive.items():
        moved, empty = shared[_column(key)], common[_column(key)]
        zeros = [p for p in _lone_zeros(ordered[key], limits) if p.month not in empty]
        judged[key] = _judged(points, own[key], zeros, moved, limits)
    return judged


def _column(key: SeriesKey) -> Column:
    return key.table, key.measure


def _month(point: Point | Usual) -> dt.date:
    return point.month


def _own_jumps(points: Sequence[Point], limits: Thresholds) -> list[float | None]:
    logs = [math.log(p.value) for p in points]
    least, size = limits.min_neighbours, limits.neighbours
    found: list[float | None] = []
    for i, log in enumerate(logs):
        around = _around(logs, i, size)
        found.append(log - _median(around) if len(around) >= least else None)
    return found


def _shared_movement(
    positive: Mapping[SeriesKey, Sequence[Point]],
    own: Mapping[SeriesKey, Sequence[float | None]],
    limits: Thresholds,
) -> dict[Column, dict[dt.date, float]]:
    """Median jump of a measure over all entities of its table, by column and month."""
    jumps: dict[Column, dict[dt.date, list[float]]] = defaultdict(lambda: defaultdict(list))
    for key, points in positive.items():
        of_column = jumps[_column(key)]
        for point, jump in zip(points, own[key], strict=True):
            if jump is not None:
                of_column[point.month].append(jump)
    return {
        column: {at: _median(js) for at, js in months.items() if len(js) >= limits.min_entities}
        for column, months in jumps.items()
    }


def _common_zeros(
    series: Mapping[SeriesKey, Sequence[Point]], limits: Thresholds
) -> dict[Column, set[dt.date]]:
    """Months in which half or more of a column's rows are zero: that is no fault of one row."""
    zeros: dict[Column, dict[dt.date, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for key, points in series.items():
        of_column = zeros[_column(key)]
        for point in points if key.entity_id else ():
            of_column[point.month].append(point.value == 0)
    return {
        column: {
            at for at, seen in months.items()
            if len(seen) >= limits.min_entities and 2 * sum(seen) >= len(seen)
        }
        for column, months in zeros.items()
    }  # fmt: skip


def _lone_zeros(points: Sequence[Point], limits: Thresholds) -> list[Point]:
    values = [point.value for point in points]
    if 0 not in values:
        return []
    least, size = limits.min_neighbours, limits.neighbours
    return [
        point
        for i, point in enumerate(points)
        if point.value == 0
        and len(around := _around(values, i, size)) >= least
        and all(value > 0 for value in around)
    ]


def _judged(
    points: Sequence[Point], own: Sequence[float | None], zeros: Sequence[Point],
    shared: Mapping[dt.date, float], limits: Thresholds,
) -> list[Usual]:  # fmt: skip
    size = limits.neighbours
    logs = [math.log(p.value) for p in points]
    alone = [
        None if jump is None else jump - shared.get(point.month, 0.0)
        for point, jump in zip(points, own, strict=True)
    ]
    calendar = _by_calendar(points, alone)
    seasons = [_season(p.month, calendar, limits) for p in points]
    left = [None if r is None else abs(r - s.log) for r, s in zip(alone, seasons, strict=True)]
    judged = []
    for i, (point, jump) in enumerate(zip(points, own, strict=True)):
        if jump is not None:
            around = _around(left, i, size)
            moved = shared.get(point.month, 0.0)
            expected = _Expected(logs[i] - jump, moved, seasons[i], len(around))
            judged.append(_usual(point, expected, _scatter(around), limits))
    for zero in zeros:
        at = bisect_left(points, zero.month, key=_month)
        around_it = logs[max(0, at - size // 2) : at + size // 2]
        expected = _Expected(
            _median(around_it), shared.get(zero.month, 0.0),
            _season(zero.month, calendar, limits), len(around_it),
        )  # fmt: skip
        scatter = _scatter(left[max(0, at - size // 2) : at + size // 2])
        judged.append(_usual(zero, expected, scatter, limits))
    return sorted(judged, key=_month)


def _scatter(left: Iterable[float | None]) -> float:
    return _MAD_TO_SIGMA * _median([off for off in left if off is not None])


def _usual(point: Point, expected: _Expected, scatter: float, limits: Thresholds) -> Usual:
    log = expected.median + expected.shared + expected.season.log
    usual = math.exp(log)
    floor = limits.scale_floor if point.count is None else limits.ratio_scale_floor
    counted = usual if point.count is None else point.count
    return Usual(
        point.month, point.value, usual, math.log(point.value or _ZERO) - log,
        math.hypot(max(floor, scatter), 1 / math.sqrt(max(counted, 1.0))),
        expected.neighbours, math.exp(expected.median), expected.shared, expected.season.log,
        expected.season.years,
    )  # fmt: skip


def _by_calendar(
    points: Sequence[Point], alone: Sequence[float | None]
) -> dict[int, list[tuple[dt.date, float]]]:
    """By month of the year (1 to 12): how far each year's figure was from the reports around."""
    out: dict[int, list[tuple[dt.date, float]]] = defaultdict(list)
    for point, jump in zip(points, alone, strict=True):
        if jump is not None:
            out[point.month.month].append((point.month, jump))
    return out


def _season(
    month: dt.date, calendar: Mapping[int, Sequence[tuple[dt.date, float]]], limits: Thresholds
) -> _Season:
    others = [jump for year, jump in calendar.get(month.month, ()) if year != month]
    if len(others) < limits.min_years:
        return _Season()
    return _Season(_median(others), len(others))


def _around(values: Sequence[V], at: int, size: int) -> Sequence[V]:
    """The nearest others: up to half of `size` before, and as many after.

    At the ends of a series only one side is there; taking more of it would compare the first
    years of a growing service with later ones.
    """
    half = size // 2
    return [*values[max(0, at - half) : at], *values[at + 1 : at + half + 1]]


def _median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if not ordered:
        return 0.0
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
