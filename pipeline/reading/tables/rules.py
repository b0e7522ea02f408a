"""The rules of a page put together: pieces of one line, strokes that are no rules, what touches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from operator import attrgetter

from pipeline.reading.page.geometry import Rule
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.grids


def level(rules: Sequence[Rule]) -> list[Rule]:
    """The horizontal rules of a page, with pieces of one line put together."""
    return merge([r for r in rules if r.horizontal])


def without_strokes(rules: Sequence[Rule], across: Sequence[Rule]) -> list[Rule]:
    """Without the short strokes of a signature over the table.

    A short rule of a table runs from rule to rule, or is in line with another piece.
    """
    long = [r for r in across if r.end - r.start >= _T.stroke]
    drawn: dict[float, float] = defaultdict(float)
    for rule in rules:
        drawn[rule.at] += rule.end - rule.start
    return [
        r
        for r in rules
        if r.end - r.start >= _T.stroke
        or drawn[r.at] >= 2 * _T.stroke
        or all(_ends_at(x, r.at, long) for x in (r.start, r.end))
    ]


def merge(rules: Sequence[Rule], across: Sequence[Rule] = ()) -> list[Rule]:
    """Parallel rules, with pieces of one line put together.

    Two pieces that end at two rules `across` with nothing between belong to two tables.
    """
    out: list[Rule] = []
    for group in _clusters(sorted(rules, key=_AT)):
        at = sum(r.at for r in group) / len(group)
        start, end = None, 0.0
        for rule in sorted(group, key=_START):
            if (
                start is None
                or rule.start > end + _T.join
                or _parted(end, rule.start, rule.at, across)
            ):
                if start is not None:
                    out.append(Rule(rule.horizontal, at, start, end))
                start, end = rule.start, rule.end
            elif rule.end > end:
                end = rule.end
        if start is not None:
            out.append(Rule(group[0].horizontal, at, start, end))
    return [r for r in out if r.end - r.start >= _T.snap]


def _parted(end: float, start: float, at: float, across: Sequence[Rule]) -> bool:
    """Do two of the rules `across` (by height) close a line at `end` and open it at `start`?"""
    return start - end >= _T.piece_gap and all(_ends_at(x, at, across) for x in (end, start))


def _ends_at(x: float, at: float, across: Sequence[Rule]) -> bool:
    """Does a line at `at` end at one of the rules `across` when it ends at `x`?"""
    first = bisect_left(across, x - _T.meets, key=_AT)
    last = bisect_right(across, x + _T.meets, key=_AT)
    return any(
        abs(r.at - x) < _T.meets and r.start - _T.meets <= at <= r.end + _T.meets
        for r in across[first:last]
    )


_AT, _START = attrgetter("at"), attrgetter("start")


def _clusters(rules: Sequence[Rule]) -> list[list[Rule]]:
    out: list[list[Rule]] = []
    for rule in rules:
        if out and rule.at - out[-1][-1].at <= _T.snap and rule.at - out[-1][0].at <= 2 * _T.snap:
            out[-1].append(rule)
        else:
            out.append([rule])
    return out


def components(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that touch or cross, together."""
    parent = list(range(len(rules)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    upright = sorted(
        (r.at, i, r.start - _T.reach, r.end + _T.reach)
        for i, r in enumerate(rules)
        if not r.horizontal
    )
    for i, flat in enumerate(rules):
        if flat.horizontal:
            height = flat.at
            first = bisect_left(upright, (flat.start - _T.reach,))
            last = bisect_right(upright, (flat.end + _T.reach, len(rules)))
            for _, j, above, below in upright[first:last]:
                if above <= height <= below:
                    parent[root(i)] = root(j)
    groups: dict[int, list[Rule]] = {}
    for i, rule in enumerate(rules):
        groups.setdefault(root(i), []).append(rule)
    return list(groups.values())
