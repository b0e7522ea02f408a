"""Series: each figure in all of its months, the series of a dataset in columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from pipeline.model.figure import FigureKey
from pipeline.quality.history.medians import Bools, Floats, Ints


class SeriesKey(NamedTuple):
    """A figure in all months: its address without the month, see `FigureKey`."""

    table: str
    entity_id: str
    measure: str

    def at(self, month: dt.date) -> FigureKey:
        """The figure of one month."""
        return FigureKey(self.table, month, self.entity_id, self.measure)


@dataclass(frozen=True)
class Series:
    """The points of many series, ordered by series and month.

    Attributes:
        keys: the series, sorted.
        months: all months, sorted.
        of: shape (n,): number of each point's series in `keys`.
        month: shape (n,): number of its month in `months`.
        value: shape (n,).
        count: shape (n,): how many things it counts; nan where it is a count itself.
        origin: shape (n,): the point's number in what the series were made from.
    """

    keys: Sequence[SeriesKey]
    months: Sequence[dt.date]
    of: Ints
    month: Ints
    value: Floats
    count: Floats
    origin: Ints

    @classmethod
    def in_order(
        cls, keys: Sequence[SeriesKey], months: Sequence[dt.date], of: Ints, month: Ints,
        value: Floats, count: Floats,
    ) -> Series:  # fmt: skip
        """Series of points in any order; the arguments are as the attributes."""
        order = np.lexsort((month, of))
        return cls(keys, months, of[order], month[order], value[order], count[order], order)

    def where(self, mask: Bools | Ints) -> Series:
        """The points for which a mask of shape (n,) holds, or those of these numbers."""
        columns = self.of, self.month, self.value, self.count, self.origin
        return Series(self.keys, self.months, *(column[mask] for column in columns))  # type: ignore[arg-type]

    @cached_property
    def first(self) -> Ints:
        """Shape (series + 1,): where each series begins, and the number of points."""
        return np.searchsorted(self.of, np.arange(len(self.keys) + 1))

    @cached_property
    def column(self) -> Ints:
        """Shape (series,): a number for the table and measure of each series."""
        return _numbers((key.table, key.measure) for key in self.keys)

    @cached_property
    def row(self) -> Ints:
        """Shape (series,): a number for the table and entity of each series."""
        return _numbers((key.table, key.entity_id) for key in self.keys)

    @cached_property
    def address(self) -> Ints:
        """Shape (n,): one sorted number for each point's series and month."""
        return self.of * len(self.months) + self.month

    def places(self, of: Ints | int, month: Ints) -> Ints:
        """Numbers of the points of these series and months; -1 = there is none."""
        wanted = of * len(self.months) + month
        at = np.minimum(np.searchsorted(self.address, wanted), max(len(self.address) - 1, 0))
        if not len(self.address):
            return np.full(len(month), -1)
        return np.where(self.address[at] == wanted, at, -1)


def _numbers(labels: Iterable[object]) -> Ints:
    """A number for each different label, from 0."""
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(label, len(numbers)) for label in labels], np.int64)
