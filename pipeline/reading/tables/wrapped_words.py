"""Words over several lines in tables without rules between rows: which lines belong to which row.

The lines of a cell are as far apart as its font wants, and the figures beside them stand at the
height of their middle, their first or their last, the same in every row. So heights alone say
where the words of one row end, where the next row's words follow without a gap.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.wrapped_words

Mode = Literal["middle", "first", "last"]
"""Which of its lines, or their middle, is at the height of the figures."""

_MODES: tuple[Mode, ...] = ("middle", "first", "last")


@dataclass(frozen=True)
class Owners:
    """Which row each line of words belongs to.

    Attributes:
        rows: for each line, top to bottom, the index of its row; None where it belongs to none:
            the rest of a row that a page break cut, a heading of its own.
        sure: no other way to part the lines fits as well.
    """

    rows: tuple[int | None, ...]
    sure: bool


def owners_of(
    words: Sequence[float], figures: Sequence[float], size: float, ends: Sequence[bool] = ()
) -> Owners | None:
    """Which lines of words belong to which row of figures; None where no way fits.

    Args:
        words: heights of the lines of one column, ascending, in points.
        figures: heights of the rows' figures, ascending.
        size: of the font.
        ends: has each line room for what begins the next, so that it ends its words? Asked where
            heights fit several ways.
    """
    ways: dict[tuple[int | None, ...], float] = {}
    for mode in _MODES:
        for start in range(min(len(words), _T.most_rest + 1)):
            found = _way(words, figures, size, mode, start)
            if found is not None:
                way, cut = found
                cost = _cost(words, way, len(figures), size) + cut
                ways[way] = min(cost, ways.get(way, cost))
    if not ways:
        return None
    best = min(ways, key=lambda way: ways[way])
    if ways[best] > _T.odd_rows * len(figures) + _T.odd_few:
        return None
    close = [way for way in ways if ways[way] - ways[best] < _T.clear]
    fit = [way for way in close if not _goes_on_behind_end(way, ends)]
    if len(close) > 1 and len(fit) == 1:
        return Owners(fit[0], sure=True)
    best = min(fit, key=lambda way: ways[way], default=best)
    rival = min((cost for way, cost in ways.items() if way != best), default=float("inf"))
    return Owners(best, sure=rival - ways[best] >= _T.clear)


def _goes_on_behind_end(way: Sequence[int | None], ends: Sequence[bool]) -> bool:
    """Do the words of a row go on behind a line that had room for more?"""
    return any(
        end and row is not None and row == other
        for end, row, other in zip(ends, way, way[1:], strict=False)
    )


def _way(
    words: Sequence[float], figures: Sequence[float], size: float, mode: Mode, start: int
) -> tuple[tuple[int | None, ...], int] | None:
    """The rows of the lines, the first of them at `start`; None where most rows find none.

    A page break may cut the first and the last row: they take what is left for them. How many
    were cut is returned as well.
    """
    way: list[int | None] = [None] * len(words)
    at, empty, cut = start, 0, 0
    for row, height in enumerate(figures):
        below = figures[row + 1] if row + 1 < len(figures) else float("inf")
        skipped = len(words) if row == 1 and empty else _T.most_skipped
        span = _span(words, at, height, below, size, mode, skipped)
        if span is None:
            empty += 1
            if row == len(figures) - 1 and _beside(words[at:], height, size):
                way[at:] = [row] * (len(words) - at)
                cut += 1
            continue
        way[span[0] : span[1]] = [row] * (span[1] - span[0])
        above = words[start : span[0]]
        if row == 1 and empty and mode != "first" and _beside(above, figures[0], size):
            way[start : span[0]] = [0] * (span[0] - start)
            cut += 1
        at = span[1]
    way = _with_cut_row(words, way, len(figures) - 1)
    return (tuple(way), cut) if 2 * empty < len(figures) + 2 else None


def _beside(words: Sequence[float], height: float, size: float) -> bool:
    """Is one of the lines right beside the figures, as lines around their middle are?"""
    return min((abs(word - height) for word in words), default=size * _T.most_leading) <= (
        _T.most_leading / 2 * size
    )


def _with_cut_row(words: Sequence[float], way: list[int | None], last: int) -> list[int | None]:
    """The way; the last row, where a page break cuts it, with the lines below its figures.

    They are as near to its others as lines of one row are, not of two.
    """
    if last not in way or way[-1] is not None:
        return way
    end = len(way) - way[::-1].index(last)
    gaps = [(b - a, x == y) for (a, x), (b, y) in itertools.pairwise(zip(words, way, strict=True))]
    within = [gap for gap, same in gaps[: end - 1] if same]
    between = [gap for gap, same in gaps[: end - 1] if not same]
    if not within or not between:
        return way
    limit = (max(within) + min(between)) / 2
    while end < len(way) and words[end] - words[end - 1] < limit:
        way[end] = last
        end += 1
    return way


def _span(
    words: Sequence[float], at: int, height: float, below: float, size: float, mode: Mode,
    skipped: int,
) -> tuple[int, int] | None:  # fmt: skip
    """First line and end of those of a row at this height, at most so many behind `at`.

    Where they can be, they are evenly apart: a heading above is further from them.
    """
    slack = _T.slack * size
    uneven: tuple[int, int] | None = None
    for first in range(at, min(len(words), at + skipped + 1)):
        if words[first] > height + slack:
            break
        if mode == "first":
            if words[first] >= height - slack:
                return first, _end_of_block(words, first, below - slack, size)
            continue
        lowest = 2 * height - words[first] if mode == "middle" else height
        reach = 2 * slack if mode == "middle" else slack
        last = max(first, bisect_left(words, lowest - reach))
        if last < len(words) and words[last] <= lowest + reach:
            if _are_even(words[first : last + 1], size):
                return first, last + 1
            uneven = uneven or (first, last + 1)
    return uneven


def _are_even(words: Sequence[float], size: float) -> bool:
    gaps = [b - a for a, b in itertools.pairwise(words)]
    return not gaps or max(gaps) - min(gaps) <= _T.uneven * size


def _end_of_block(words: Sequence[float], first: int, below: float, size: float) -> int:
    """End of the lines from `first` on that are as far apart as the first two, above `below`."""
    end = first + 1
    while end < len(words) and words[end] < below:
        leading = words[first + 1] - words[first]
        gap = words[end] - words[end - 1]
        if gap > leading + _T.uneven * size or gap > _T.most_leading * size:
            break
        end += 1
    return end


def _cost(words: Sequence[float], way: Sequence[int | None], rows: int, size: float) -> float:
    """How little the way looks like a table: gaps within rows that differ, or are wider than those
    between rows; rows without words; lines without a row."""
    within, between = [], []
    for (a, row), (b, other) in itertools.pairwise(zip(words, way, strict=True)):
        if row is not None and row == other:
            within.append(b - a)
        elif row is not None or other is not None:
            between.append(b - a)
    usual = sorted(within)[len(within) // 2] if within else 0.0
    apart = sorted(between)[len(between) // 2] if between else 0.0
    least = usual - _T.closer * size
    if apart > usual + _T.closer * size:
        least = (usual + apart) / 2
    uneven = sum(min(1.0, ((gap - usual) / (_T.uneven * size)) ** 2) for gap in within)
    close = sum(gap < least for gap in between)
    filled = len({row for row in way if row is not None})
    loose = sum(1 for row, _ in itertools.groupby(way) if row is None)
    return uneven + close + _T.no_words * (rows - filled) + _T.no_row * loose
