"""Frames with round corners: their sides end before they meet."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter

from pipeline.reading.page.geometry import Rule
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.grids
_AT = attrgetter("at")


def with_corners(flats: Sequence[Rule], uprights: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The rules, with those that a round corner joins drawn up to where they would meet.

    A corner is a quarter of a circle: the level rule begins as far from the upright one as that
    ends from the level one. A frame has such corners at both ends of a level rule.

    Args:
        flats, uprights: merged rules, by their place.
    """
    level, up = list(flats), list(uprights)
    for i, flat in enumerate(level):
        left = _corners(flat.at, flat.start, -1, uprights)
        right = _corners(flat.at, flat.end, 1, uprights)
        left = left or _passing(flat.at, flat.start, -1, right, uprights)
        right = right or _passing(flat.at, flat.end, 1, left, uprights)
        if not left or not right:
            continue
        level[i] = Rule(True, flat.at, uprights[left[0]].at, uprights[right[0]].at)
        for k in (*left, *right):
            side = up[k]
            up[k] = Rule(False, side.at, min(side.start, flat.at), max(side.end, flat.at))
    return level, up


def _corners(at: float, end: float, way: int, uprights: Sequence[Rule]) -> list[int]:
    """The upright rules that corners join to the end of a level one.

    Frames below each other may have one level rule between them.
    """
    return [
        k
        for k in _beside(end, way, uprights)
        if any(
            abs(abs(y - at) - abs(uprights[k].at - end)) < _T.reach
            for y in (uprights[k].start, uprights[k].end)
        )
    ]


def _passing(
    at: float, end: float, way: int, others: Sequence[int], uprights: Sequence[Rule]
) -> list[int]:
    """The upright rule that goes on beyond a corner, where there are corners at the other end.

    It is the side of a higher frame too, beside which two are below each other.
    """
    if not others:
        return []
    found = [k for k in _beside(end, way, uprights) if uprights[k].start < at < uprights[k].end]
    return found[:1] if way > 0 else found[-1:]


def _beside(end: float, way: int, uprights: Sequence[Rule]) -> range:
    """The upright rules as far from the end of a level one as a corner is wide."""
    near, far = sorted((end + way * _T.corner_least, end + way * _T.corner_most))
    return range(bisect_left(uprights, near, key=_AT), bisect_right(uprights, far, key=_AT))
