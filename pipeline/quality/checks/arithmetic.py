"""The arithmetic of the relations, on plain values: no frame, no Great Expectations.

Sums are exact (int and Decimal). A null is a figure that is not reported: it adds nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations, pairwise

Number = int | Decimal
_MOST_SUBSETS = 6


def total_of(parts: Sequence[Number | None]) -> Number | None:
    """Sum of what is reported; None where nothing is."""
    reported = [part for part in parts if part is not None]
    return sum(reported) if reported else None


def row_sum_holds(
    total: Number | None, parts: Sequence[Number | None], extra: str | None = None
) -> bool:
    """Is `total` the sum of its parts, perhaps with figures of columns that no schema knows?

    `extra` is the row's JSON object of such figures. Which of them belong to the sum is not
    known, so any choice that makes it hold is believed. True also where nothing can be compared.
    """
    added = total_of(parts)
    if total is None or added is None or added == total:
        return True
    return (total - added) in extra_sums(extra)


def extra_sums(extra: str | None) -> set[Decimal]:
    """What the figures of an `extra` column may add to a sum: any choice of them."""
    return _sums(numbers_in(extra)) if extra else set()


def numbers_in(extra: str | None) -> list[Decimal]:
    """The figures of an `extra` column: a JSON object of printed header to printed text."""
    found = json.loads(extra) if extra else {}
    return [number for text in found.values() if (number := _number(str(text))) is not None]


def days_in(month: dt.date) -> int:
    """28 to 31."""
    return monthrange(month.year, month.month)[1]


def not_falling_order(values: Sequence[Number | None]) -> set[int]:
    """Indices that break a falling order: all that not every longest falling run contains.

    Of two swapped neighbours both are returned, for either of them may be the wrong one.
    """
    shown = [(i, -v) for i, v in enumerate(values) if v is not None]
    kept = _in_every_run([v for _, v in shown])
    return {i for n, (i, _) in enumerate(shown) if n not in kept}


def out_of_order(
    rows: Sequence[tuple[dt.date, int | None, Number | None]], tolerance: float
) -> set[int]:
    """Indices of rows (month, position, figure) that break their month's falling order.

    None of a month in which more than `tolerance` of the rows would: there the order is
    another one, and no row is to blame. In a table of few rows one is soon more; there one or
    two are believed to be out of place where the table is in order in the other months.
    """
    months: dict[dt.date, list[int]] = {}
    for i, (month, position, figure) in enumerate(rows):
        if position is not None and figure is not None:
            months.setdefault(month, []).append(i)
    broken: dict[dt.date, list[int]] = {}
    for month, members in months.items():
        members.sort(key=lambda i: rows[i][1] or 0)
        broken[month] = [members[n] for n in not_falling_order([rows[i][2] for i in members])]
    in_order = sum(not found for found in broken.values()) >= (1 - tolerance) * len(broken)
    return {
        i
        for month, found in broken.items()
        if len(found) <= tolerance * len(months[month]) or (in_order and len(found) <= 2)
        for i in found
    }


def ratio_holds(above: Number | None, below: Number | None, low: float, high: float) -> bool:
    """Does `above` / `below` lie between the bounds? True where there is nothing to divide."""
    if not above or below is None:
        return True
    return below != 0 and low <= above / below <= high


def standing(outside: Sequence[bool], reports: int) -> set[int]:
    """Of a series in time, the indices that need not be told, for a later one tells them.

    Where at least `reports` and more than half of the series lie outside of a bound, all those
    outside but the last.
    """
    found = [i for i, one in enumerate(outside) if one]
    return set(found[:-1]) if len(found) >= reports and 2 * len(found) > len(outside) else set()


def touches(unreadable: str | None, measures: Sequence[str]) -> bool:
    """Does a row's list of unreadable figures (separated by blanks) name one of `measures`?"""
    return bool(unreadable) and not set(str(unreadable).split()).isdisjoint(measures)


def leaps(jump: float, scale: float, factor: float, scales: float) -> bool:
    """Is a logarithmic jump both this factor and this many of its series' usual scatter?"""
    return abs(jump) >= math.log(factor) and abs(jump) >= scales * scale


def falling(values: Sequence[Number | None]) -> dict[int, int]:
    """Indices of a cumulative series that fit no longest rising run, each with its witness.

    The witness is the neighbour in the run that contradicts it: the one before, which is
    greater, or the one after, which is smaller. The earlier of two figures is believed.
    """
    shown = [(i, v) for i, v in enumerate(values) if v is not None]
    run = _one_run([v for _, v in shown])
    faults = {}
    for n, (i, value) in enumerate(shown):
        if n not in run:
            before = [shown[k] for k in run if k < n and shown[k][1] > value]
            after = [shown[k] for k in run if k > n and shown[k][1] < value]
            faults[i] = before[-1][0] if before else after[0][0]
    return faults


def increases(points: Sequence[tuple[dt.date, Number]]) -> list[tuple[dt.date, float]]:
    """Increase per month of a cumulative series, at the later month of each two reports.

    Figures that the series itself contradicts (see `falling`) are left out.
    """
    wrong = falling([value for _, value in points])
    kept = [point for i, point in enumerate(points) if i not in wrong]
    return [
        (month, float(value - before) / _months_apart(last, month))
        for (last, before), (month, value) in pairwise(kept)
    ]


def _months_apart(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _sums(numbers: Sequence[Decimal]) -> set[Decimal]:
    if len(numbers) > _MOST_SUBSETS:
        return {sum(numbers, Decimal(0))}
    return {
        sum(chosen, Decimal(0))
        for size in range(1, len(numbers) + 1)
        for chosen in combinations(numbers, size)
    }


def _run_lengths(values: Sequence[Number]) -> list[int]:
    """Length of the longest rising run that ends at each value (equal values may follow)."""
    tails: list[Number] = []
    lengths = []
    for value in values:
        at = bisect_right(tails, value)
        tails[at : at + 1] = [value]
        lengths.append(at + 1)
    return lengths


def _in_every_run(values: Sequence[Number]) -> set[int]:
    before = _run_lengths(values)
    after = _run_lengths([-v for v in reversed(values)])[::-1]
    longest = max(before, default=0)
    levels = [b if b + a - 1 == longest else 0 for b, a in zip(before, after, strict=True)]
    return {i for i, level in enumerate(levels) if level and levels.count(level) == 1}


def _one_run(values: Sequence[Number]) -> list[int]:
    """Indices of one longest rising run, the one of the earliest values where there are more."""
    after = _run_lengths([-v for v in reversed(values)])[::-1]
    run: list[int] = []
    want = max(after, default=0)
    for i, value in enumerate(values):
        if want and after[i] == want and (not run or values[run[-1]] <= value):
            run.append(i)
            want -= 1
    return run
