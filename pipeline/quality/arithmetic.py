"""Arithmetic that several relations share, on plain values: no frame, no Great Expectations.

Sums are exact (int and Decimal). A null is a figure that is not reported: it adds nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal

Number = int | Decimal


def total_of(parts: Sequence[Number | None]) -> Number | None:
    """Sum of what is reported; None where nothing is."""
    reported = [part for part in parts if part is not None]
    return sum(reported) if reported else None


def in_every_rising_run(values: Sequence[Number]) -> set[int]:
    """Indices that every longest rising run contains (equal values may follow each other)."""
    before = _run_lengths(values)
    after = _run_lengths([-v for v in reversed(values)])[::-1]
    longest = max(before, default=0)
    levels = [b if b + a - 1 == longest else 0 for b, a in zip(before, after, strict=True)]
    return {i for i, level in enumerate(levels) if level and levels.count(level) == 1}


def longest_rising_run(values: Sequence[Number]) -> list[int]:
    """Indices of one longest rising run, the one of the earliest values where there are more."""
    after = _run_lengths([-v for v in reversed(values)])[::-1]
    run: list[int] = []
    want = max(after, default=0)
    for i, value in enumerate(values):
        if want and after[i] == want and (not run or values[run[-1]] <= value):
            run.append(i)
            want -= 1
    return run


def _run_lengths(values: Sequence[Number]) -> list[int]:
    """Length of the longest rising run that ends at each value."""
    tails: list[Number] = []
    lengths = []
    for value in values:
        at = bisect_right(tails, value)
        tails[at : at + 1] = [value]
        lengths.append(at + 1)
    return lengths
