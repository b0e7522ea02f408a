"""What a figure usually is: its own history, the movement of its table, its season.

All on natural logarithms, with medians, so that a few wrong figures do not spoil the measure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from statistics import median
from typing import NamedTuple

import numpy as np

from pipeline.quality.history.medians import Bools, Floats, Groups, Ints, Windows, windows_around
from pipeline.quality.history.series import Series
from pipeline.quality.thresholds import Thresholds

_MAD_TO_SIGMA = 1.4826
_ZERO = 0.5
"""A zero counts as half a unit where it is judged, for it has no logarithm."""


class Usual(NamedTuple):
    """A figure beside what its series lets one expect.

    Attributes:
        value: the figure.
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

    value: float
    usual: float
    jump: float
    scale: float
    neighbours: int
    median: float
    shared: float
    season: float
    years: int


@dataclass(frozen=True)
class Judged:
    """The figures of series that have enough neighbours, beside what is usual.

    Attributes:
        points: the figures, by series and month.
        usual, jump, scale, neighbours, median, shared, season, years: shape (n,), see `Usual`.
    """

    points: Series
    usual: Floats
    jump: Floats
    scale: Floats
    neighbours: Ints
    median: Floats
    shared: Floats
    season: Floats
    years: Ints

    def at(self, number: int) -> Usual:
        """One of the figures."""
        return Usual(*(column[number].item() for column in self._columns))

    def some(self, numbers: Sequence[int]) -> list[Usual]:
        """Some of the figures, in the order of their numbers."""
        values = [column[numbers].tolist() for column in self._columns]
        return list(map(Usual, *values))

    @property
    def _columns(self) -> tuple[Floats | Ints, ...]:
        return (
            self.points.value, self.usual, self.jump, self.scale, self.neighbours, self.median,
            self.shared, self.season, self.years,
        )  # fmt: skip


@dataclass(frozen=True)
class _Expected:
    """Parts of what is expected of points, as logarithms; all of shape (n,).

    Attributes:
        log: of the value, or of what a zero counts as.
        median, shared, season: what they are expected to be.
        scatter: usual distance from that.
        neighbours, years: what the median and the season rest on.
    """

    log: Floats
    median: Floats
    shared: Floats
    season: Floats
    scatter: Floats
    neighbours: Ints
    years: Ints


def usual_values(series: Series, limits: Thresholds) -> Judged:
    """Judge every figure that has enough neighbours in time.

    Zeros do not count in what is usual. One alone among figures is judged all the same, unless
    most rows of the month have it.
    """
    history = _History(series.where(series.value > 0), limits)
    zeros = _lone_zeros(series, limits)
    points = _joined(history.points, zeros)
    parts = [history.expected(), history.expected_zeros(zeros)]
    columns = [
        np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(_Expected)
    ]
    order = np.lexsort((points.month, points.of))
    expected = _Expected(*(column[order] for column in columns))
    judged = order[np.isfinite(expected.median)]
    return _judged(points.where(judged), _Expected(*(column[judged] for column in columns)), limits)


class _History:
    """The figures above zero of all series, and how they move."""

    def __init__(self, points: Series, limits: Thresholds) -> None:
        self.points, self.limits = points, limits
        self.half = limits.neighbours // 2
        first = points.first
        self.around = windows_around(first[points.of], first[points.of + 1], self.half)
        self.logs = _mapped(math.log, points.value)
        enough = self.around.counts >= limits.min_neighbours
        self.medians = np.where(enough, self.around.medians(self.logs), np.nan)
        self.own = self.logs - self.medians
        """Jump of each figure from the reports around it; nan where they are too few."""
        self.moved = self._shared_movement()
        calendar = np.array([month.month - 1 for month in points.months], np.int64)
        self.calendar = points.of * 12 + calendar[points.month]
        """A number for the series and the month of the year of each figure."""
        self.alone = self.own - self.moved.ravel()[self._cell(points)]
        self.season, self.years = self._seasons()
        self.left = np.abs(self.alone - self.season)

    def _cell(self, points: Series) -> Ints:
        """The number of each point's column and month."""
        return points.column[points.of] * len(points.months) + points.month

    def _shared_movement(self) -> Floats:
        """Shape (columns, months): the median jump of all entities; 0 where they are too few."""
        points = self.points
        out = np.zeros((int(points.column.max(initial=-1)) + 1, len(points.months)))
        there = np.isfinite(self.own)
        cells = self._cell(points)[there]
        jumps = Groups.of(self.own[there], cells)
        enough = jumps.counts >= self.limits.min_entities
        out.ravel()[cells[enough]] = jumps.medians()[enough]
        return out

    def _seasons(self) -> tuple[Floats, Ints]:
        """What the same month of other years was off by; 0 where there are too few years."""
        season, years = np.zeros(len(self.own)), np.zeros(len(self.own), np.int64)
        there = np.isfinite(self.alone)
        jumps = Groups.of(self.alone[there], self.calendar[there])
        enough = jumps.counts - 1 >= self.limits.min_years
        season[there] = np.where(enough, jumps.medians_of_others(), 0.0)
        years[there] = np.where(enough, jumps.counts - 1, 0)
        return season, years

    def expected(self) -> _Expected:
        """Of the figures themselves; the median is nan where the neighbours are too few."""
        return _Expected(
            self.logs, self.logs - self.own, self.moved.ravel()[self._cell(self.points)],
            self.season, self.around.medians(self.left), self.around.counts, self.years,
        )  # fmt: skip

    def expected_zeros(self, zeros: Series) -> _Expected:
        """Of zeros, from the figures before and after each of them."""
        points, count = self.points, len(zeros.of)
        at = np.searchsorted(points.address, zeros.address)
        around = Windows(
            np.maximum(at - self.half, points.first[zeros.of]),
            np.minimum(at + self.half, points.first[zeros.of + 1]), np.full(count, -1),
        )  # fmt: skip
        seasons = [self._season_of(zeros, n) for n in range(count)]
        return _Expected(
            np.full(count, math.log(_ZERO)), around.medians(self.logs),
            self.moved.ravel()[self._cell(zeros)], np.array([log for log, _ in seasons], float),
            around.medians(self.left), around.counts,
            np.array([years for _, years in seasons], np.int64),
        )  # fmt: skip

    def _season_of(self, zeros: Series, number: int) -> tuple[float, int]:
        """The season of one zero, and the years that it rests on."""
        of, points = int(zeros.of[number]), self.points
        series = slice(int(points.first[of]), int(points.first[of + 1]))
        month = of * 12 + zeros.months[int(zeros.month[number])].month - 1
        others = self.alone[series][self.calendar[series] == month]
        others = others[np.isfinite(others)]
        if len(others) < self.limits.min_years:
            return 0.0, 0
        return median(others.tolist()), len(others)


def _judged(points: Series, parts: _Expected, limits: Thresholds) -> Judged:
    log = parts.median + parts.shared + parts.season
    usual = _mapped(math.exp, log)
    is_count = np.isnan(points.count)
    floor = np.where(is_count, limits.scale_floor, limits.ratio_scale_floor)
    counted = np.where(is_count, usual, points.count)
    scatter = np.maximum(floor, _MAD_TO_SIGMA * parts.scatter)
    chance = 1 / np.sqrt(np.maximum(counted, 1.0))
    return Judged(
        points, usual, parts.log - log, _mapped(math.hypot, scatter, chance), parts.neighbours,
        _mapped(math.exp, parts.median), parts.shared, parts.season, parts.years,
    )  # fmt: skip


def _mapped(function: Callable[..., float], *columns: Floats) -> Floats:
    """A function of `math`, which gives the same on every machine, of each value."""
    values = map(function, *(column.tolist() for column in columns))
    return np.fromiter(values, np.float64, len(columns[0]))


def _lone_zeros(series: Series, limits: Thresholds) -> Series:
    """Zeros among enough figures above zero, in months in which the column has others."""
    half = limits.neighbours // 2
    around = windows_around(series.first[series.of], series.first[series.of + 1], half)
    none = np.concatenate([[0], np.cumsum(series.value <= 0)])
    others = none[around.last] - none[around.first]
    alone = (series.value == 0) & (others == 1) & (around.counts >= limits.min_neighbours)
    return series.where(alone & ~_common_zeros(series, limits))


def _common_zeros(series: Series, limits: Thresholds) -> Bools:
    """Shape (n,): is the month one in which half or more of the column's rows are zero?

    That is no fault of one row.
    """
    size = len(series.months)
    cell = series.column[series.of] * size + series.month
    counts = bool(len(cell)) * (int(series.column.max(initial=-1)) + 1) * size
    of_entity = np.array([bool(key.entity_id) for key in series.keys], bool)[series.of]
    seen = np.bincount(cell[of_entity], minlength=counts)
    zeros = np.bincount(cell[of_entity & (series.value == 0)], minlength=counts)
    common = (seen >= limits.min_entities) & (2 * zeros >= seen)
    of_each: Bools = common[cell]
    return of_each


def _joined(one: Series, other: Series) -> Series:
    """The points of two sets of the same series and months, one after the other."""
    columns = (
        np.concatenate([getattr(part, name) for part in (one, other)])
        for name in ("of", "month", "value", "count", "origin")
    )
    return Series(one.keys, one.months, *columns)
