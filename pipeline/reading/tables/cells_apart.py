"""Cells that each have a frame of their own, with white space between them on all sides."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from pipeline.reading.page.geometry import Rule
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.grids


def closed_up(flats: Sequence[Rule], uprights: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The rules; the two between cells that are apart as one, half-way between them.

    Several pairs of level rules are then equally near, with no upright from one to the other but
    those of merged cells.

    Args:
        flats, uprights: merged rules, by their place.
    """
    heights = _halfway(flats, uprights)
    if not heights:
        return list(flats), list(uprights)
    gap = 2 * max(abs(a - b) for a, b in heights.items())
    places = _pairs(uprights, gap)
    return _moved(flats, heights, places), _moved(uprights, places, heights)


def _halfway(flats: Sequence[Rule], uprights: Sequence[Rule]) -> dict[float, float]:
    """Where the two rules of each pair are to be, by where they are; none where cells touch."""
    gaps = [b - a for a, b in _neighbours(flats)]
    if len(gaps) < _T.apart_pairs:
        return {}
    usual = sorted(gaps)[len(gaps) // 2]
    pairs = _pairs(flats, usual)
    ends = sorted({y for r in uprights for y in (r.start, r.end)})
    apart = len(pairs) >= 2 * _T.apart_pairs and all(_near(ends, y) is not None for y in pairs)
    return pairs if apart else {}


def _near(places: Sequence[float], at: float) -> float | None:
    """The one of some places, ascending, that is right at this one."""
    i = bisect_left(places, at - _T.meets)
    return places[i] if i < len(places) and places[i] < at + _T.meets else None


def _pairs(rules: Sequence[Rule], gap: float) -> dict[float, float]:
    """The middle of each two neighbours that are so far apart, by the place of either."""
    out: dict[float, float] = {}
    for a, b in _neighbours(rules):
        if abs(b - a - gap) < _T.meets and a not in out:
            out[a] = out[b] = (a + b) / 2
    return out


def _neighbours(rules: Sequence[Rule]) -> list[tuple[float, float]]:
    """Places of rules next to each other that are too near for a row of print between them."""
    places = sorted({r.at for r in rules})
    return [(a, b) for a, b in itertools.pairwise(places) if _T.snap < b - a <= _T.open_height]


def _moved(
    rules: Sequence[Rule], places: Mapping[float, float], ends: Mapping[float, float]
) -> list[Rule]:
    """The rules at their new places, up to where the rules are at which they end."""

    known = sorted(ends)

    def end(at: float) -> float:
        near = _near(known, at)
        return at if near is None else ends[near]

    return sorted(
        (Rule(r.horizontal, places.get(r.at, r.at), end(r.start), end(r.end)) for r in rules),
        key=lambda r: r.at,
    )
