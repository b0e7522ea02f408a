"""Medians of many small sets at once: of the neighbours of each value, and of groups.

The values of all series lie in one array, so that a history of any length costs a few passes of
numpy. What comes out is exactly what a median of each set by itself gives: the middle value, or
half the sum of the two in the middle.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_BLOCK = 1 << 15
"""Windows that are sorted at a time: it bounds the memory, whatever the number of values."""


@dataclass(frozen=True)
class Windows:
    """For each of n values the numbers of the values around it, which lie between two bounds.

    Attributes:
        first, last: shape (n,): the neighbours of value i are `first[i]` to `last[i]`, exclusive.
        own: shape (n,): the number that is left out of them; -1 = none.
    """

    first: Ints
    last: Ints
    own: Ints

    @property
    def counts(self) -> Ints:
        """How many neighbours each value has."""
        return self.last - self.first - (self.own >= 0)

    def medians(self, values: Floats) -> Floats:
        """The median of each window's values, nan left out; 0 for a window without any."""
        out = np.zeros(len(self.first))
        for start in range(0, len(out), _BLOCK):
            block = slice(start, start + _BLOCK)
            out[block] = _middles(self._within(values, block))
        return out

    def _within(self, values: Floats, block: slice) -> Floats:
        """Shape (windows, widest window): the values of each window; nan where it has no more."""
        first, last, own = self.first[block], self.last[block], self.own[block]
        widest = int((last - first).max(initial=0))
        numbers = first[:, None] + np.arange(widest)
        there = (numbers < last[:, None]) & (numbers != own[:, None])
        return np.where(there, values[np.minimum(numbers, len(values) - 1)], np.nan)


def windows_around(first: Ints, last: Ints, half: int) -> Windows:
    """Up to `half` values before and after each value, within its series.

    Args:
        first, last: shape (n,): where the series of each value begins and ends, exclusive.

    At the ends of a series only one side is there; taking more of it would compare the first
    years of a growing service with later ones.
    """
    own = np.arange(len(first))
    return Windows(np.maximum(own - half, first), np.minimum(own + half + 1, last), own)


@dataclass(frozen=True)
class Groups:
    """Values in groups, each sorted.

    Attributes:
        values: shape (n,): all values, group after group.
        first, counts: shape (n,): where the group of each of the original values begins in
            `values`, and how many values it has.
        rank: shape (n,): place of each of the original values within its group.
    """

    values: Floats
    first: Ints
    counts: Ints
    rank: Ints

    @classmethod
    def of(cls, values: Floats, labels: Ints) -> Groups:
        """Sort values (shape (n,), no nan) into the groups that their labels name."""
        order = np.lexsort((values, labels))
        sorted_labels = labels[order]
        first = np.searchsorted(sorted_labels, labels, "left")
        counts = np.searchsorted(sorted_labels, labels, "right") - first
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        return cls(values[order], first, counts, place - first)

    def medians(self) -> Floats:
        """For each of the original values, the median of its group."""
        return self._middles(self.counts, np.full(len(self.rank), len(self.values)))

    def medians_of_others(self) -> Floats:
        """For each of the original values, the median of the others of its group; 0 = none."""
        return self._middles(self.counts - 1, self.rank)

    def _middles(self, counts: Ints, without: Ints) -> Floats:
        def at(number: Ints) -> Floats:
            places = np.minimum(self.first + number + (number >= without), top)
            found: Floats = self.values[places]
            return found

        top = len(self.values) - 1
        upper = counts // 2
        return _median_of(at(np.maximum(upper - 1, 0)), at(upper), counts)


def _middles(windows: Floats) -> Floats:
    """The median of each row of an array, nan left out; 0 for a row of nan alone."""
    if not windows.shape[1]:
        return np.zeros(len(windows))
    windows.sort(axis=1)
    counts: Ints = windows.shape[1] - np.isnan(windows).sum(axis=1)
    rows, upper = np.arange(len(windows)), counts // 2
    last = windows.shape[1] - 1
    return _median_of(
        windows[rows, np.maximum(upper - 1, 0)], windows[rows, np.minimum(upper, last)], counts
    )


def _median_of(lower: Floats, upper: Floats, counts: Ints) -> Floats:
    middle: Floats = np.where(counts % 2 == 1, upper, (lower + upper) / 2)
    middle[counts == 0] = 0.0
    return middle
