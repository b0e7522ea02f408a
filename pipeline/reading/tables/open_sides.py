"""A column at the side of a grid that page breaks leave open above and below.

A cell over many rows (省部属) that began on the page before and ends on the next one has no rule
above or below on this page: only its outer side is drawn, beside a grid that it does not touch.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.reading.page.geometry import Rule
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.grids


def with_open_sides(components: Sequence[list[Rule]]) -> list[list[Rule]]:
    """The components; a lone upright as high as the grid beside it is one with it.

    It is no further from the grid than the widest column of the grid is wide. The rules that
    close the column between are added.
    """
    lone = [part[0] for part in components if len(part) == 1 and not part[0].horizontal]
    if not lone:
        return list(components)
    taken: set[Rule] = set()
    out: list[list[Rule]] = []
    for part in components:
        found = [side for side in lone if len(part) > 1 and _is_side(side, part)]
        taken.update(found)
        out.append([*part, *(rule for side in found for rule in _closed(side, part))])
    return [part for part in out if len(part) > 1 or part[0] not in taken]


def _is_side(side: Rule, part: Sequence[Rule]) -> bool:
    """Is the upright beside the grid, as high as it is, and near enough for one more column?"""
    uprights = [r for r in part if not r.horizontal]
    heights = [r.at for r in part if r.horizontal]
    if len(uprights) < _T.open_row or len(heights) < 2:
        return False
    if max(abs(side.start - min(heights)), abs(side.end - max(heights))) > _T.reach:
        return False
    places = sorted(r.at for r in uprights)
    widest = max(b - a for a, b in itertools.pairwise(places))
    return 0 < max(places[0] - side.at, side.at - places[-1]) <= widest


def _closed(side: Rule, part: Sequence[Rule]) -> list[Rule]:
    """The upright, and the level rules from its ends to the grid."""
    flats = [r for r in part if r.horizontal]
    left, right = min(r.start for r in flats), max(r.end for r in flats)
    start, end = (side.at, left) if side.at < left else (right, side.at)
    heights = min(r.at for r in flats), max(r.at for r in flats)
    return [side, *(Rule(True, height, start, end) for height in heights)]
