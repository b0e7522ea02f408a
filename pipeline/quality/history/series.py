"""What a figure usually is: its own history, the movement of its table, its season, its ratio to
another.

All on natural logarithms, with medians, so that a few wrong figures do not spoil the measure.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.model.figure import FigureKey
from pipeline.quality.thresholds import Thresholds

_MAD_TO_SIGMA = 1.4826
_ZERO = 0.5
"""A zero counts as half a unit where it is judged, for it has no logarithm."""


class SeriesKey(NamedTuple):
    """A figure in all months: its address without the month, see `FigureKey`."""

    table: str
    entity_id: str
    measure: str

    @classmethod
    def of(cls, key: FigureKey) -> SeriesKey:
        """The series that a figure belongs to."""
        return cls(key.table, key.entity_id, key.measure)

    def at(self, month: dt.date) -> FigureKey:
        """The figure of one month."""
        return FigureKey(self.table, month, self.entity_id, self.measure)

    def column(self, month: dt.date) -> FigureKey:
        """The same measure of all entities in one month."""
        return FigureKey(self.table, month, "", self.measure)


@dataclass(frozen=True)
class Point:
    """A figure of a month. `count`: how many things it counts, where it is no count itself."""

    month: dt.date
    value: float
    count: float | None = None


class Usual(NamedTuple):
    """A figure beside what its series lets one expect.

    Attributes:
        month, value: the figure.
        usual: what was to be expected, in the unit of the figure: `median` with `shared` and
            `season` applied.
        jump: log of value / usual.
        scale: usual scatter of that log.
        neighbours: reports around that the median rests on.
        median: of these reports.
        shared: log movement that all rows of the month share.
        season: log by which the month of the year usually differs; 0 where there are too few years.
        years: other years that the season rests on.
    """

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
        moved = {p.month: shared.get(key.column(p.month), 0.0) for p in ordered[key]}
        zeros = [p for p in _lone_zeros(ordered[key], limits)
                 if key.column(p.month) not in common]  # fmt: skip
        judged[key] = _judged(points, own[key], zeros, moved, limits)
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
) -> dict[FigureKey, float]:
    """Median jump of a measure over all entities of its table, by month."""
    jumps: dict[FigureKey, list[float]] = defaultdict(list)
    for key, points in positive.items():
        for point, jump in zip(points, own[key], strict=True):
            if jump is not None:
                jumps[key.column(point.month)].append(jump)
    return {at: _median(js) for at, js in jumps.items() if len(js) >= limits.min_entities}


def _common_zeros(
    series: Mapping[SeriesKey, Sequence[Point]], limits: Thresholds
) -> set[FigureKey]:
    """Where half or more of a column's rows are zero: that is no fault of one row."""
    zeros: dict[FigureKey, list[bool]] = defaultdict(list)
    for key, points in series.items():
        for point in points if key.entity_id else ():
            zeros[key.column(point.month)].append(point.value == 0)
    return {
        at for at, seen in zeros.items()
        if len(seen) >= limits.min_entities and 2 * sum(seen) >= len(seen)
    }  # fmt: skip


def _lone_zeros(points: Sequence[Point], limits: Thresholds) -> list[Point]:
    return [
        points[i]
        for i, window in _windows(len(points), limits.neighbours)
        if points[i].value == 0
        and len(window) >= limits.min_neighbours
        and all(points[j].value > 0 for j in window)
    ]


def _judged(
    points: Sequence[Point], own: Sequence[float | None], zeros: Sequence[Point],
    shared: Mapping[dt.date, float], limits: Thresholds,
) -> list[Usual]:  # fmt: skip
    alone = [None if j is None else j - shared[p.month] for p, j in zip(points, own, strict=True)]
    calendar = _by_calendar(points, alone)
    seasons = [_season(p.month, calendar, limits) for p in points]
    left = [None if r is None else r - s.log for r, s in zip(alone, seasons, strict=True)]
    judged = []
    for i, window in _windows(len(points), limits.neighbours):
        jump = own[i]
        if jump is not None:
            expected = _Expected(
                math.log(points[i].value) - jump, shared[points[i].month], seasons[i], len(window)
            )
            judged.append(_usual(points[i], expected, _scatter(left, window), limits))
    for zero in zeros:
        window = _around(points, zero.month, limits.neighbours)
        expected = _Expected(
            _median(math.log(points[j].value) for j in window), shared[zero.month],
            _season(zero.month, calendar, limits), len(window),
        )  # fmt: skip
        judged.append(_usual(zero, expected, _scatter(left, window), limits))
    return sorted(judged, key=lambda one: one.month)


def _scatter(left: Sequence[float | None], window: Sequence[int]) -> float:
    return _MAD_TO_SIGMA * _median([abs(r) for j in window if (r := left[j]) is not None])


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


def _windows(count: int, size: int) -> Iterable[tuple[int, list[int]]]:
    """For each index the nearest others: up to half of `size` before, and as many after.

    At the ends of a series only one side is there; taking more of it would compare the first
    years of a growing service with later ones.
    """
    for i in range(count):
        first, last = max(0, i - size // 2), min(count - 1, i + size // 2)
        yield i, [*range(first, i), *range(i + 1, last + 1)]


def _around(points: Sequence[Point], month: dt.date, size: int) -> list[int]:
    """The same for a month that is not among the points."""
    before = [j for j, point in enumerate(points) if point.month < month]
    after = [j for j, point in enumerate(points) if point.month > month]
    return before[-(size // 2) :] + after[: size // 2]


def _median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if not ordered:
        return 0.0
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
