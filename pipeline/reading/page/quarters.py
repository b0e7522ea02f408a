"""Sheets that show four pages, two beside each other and two below.

Evidence is a gutter across and one down that nothing crosses, and page numbers that go on from leaf
to leaf, either along the rows or down the columns; a further sheet of the same size needs the
gutters only. So do all sheets of a file of two and more that are all alike; they are read along
their rows, with a doubt.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.model.place import Box
from pipeline.reading.page.geometry import PageGeometry, within
from pipeline.reading.page.leaf_cuts import has_gutter, has_level_gutter, is_turned, leaf_in
from pipeline.reading.page.page_number import page_number

_BY_ROWS, _BY_COLUMNS = (0, 1, 2, 3), (0, 2, 1, 3)
"""The leaves in the order of their pages: of those from left to right, from the top down."""

_FEWEST = 2
"""So many leaves bear a number at least: the first page often bears none, the last are empty."""

_MUCH = 60
"""Glyphs of a leaf that is no heading or imprint."""


class Quarters(NamedTuple):
    """The areas of the leaves of a sheet in the order of reading, and whether it is known.

    There are no areas where a sheet may show four pages or be one.
    """

    areas: list[Box]
    is_sure: bool


def quarters_of(pages: Sequence[PageGeometry]) -> dict[int, Quarters]:
    """By index of a sheet that shows four pages, where they lie."""
    open_ = [i for i, page in enumerate(pages) if _has_gutters(page)]
    if not open_:
        return {}
    orders = {i: _order(pages[i]) for i in open_}
    sizes = {(pages[i].width, pages[i].height) for i in open_ if orders[i]}
    known = next((order for order in orders.values() if order), ())
    if len(pages) == len(open_) > 1:
        sizes |= {(page.width, page.height) for page in pages}
    out: dict[int, Quarters] = {}
    for i in open_:
        if (pages[i].width, pages[i].height) in sizes:
            areas = [_areas(pages[i])[k] for k in orders[i] or known or _BY_ROWS]
            out[i] = Quarters(areas, bool(known))
        elif _is_full(pages[i]):
            out[i] = Quarters([], is_sure=False)
    return out


def _is_full(page: PageGeometry) -> bool:
    """Is there much text in most quarters, as a page has that ends before its foot?"""
    filled = [len(within(area, page.chars)) >= _MUCH for area in _areas(page)]
    return sum(filled) >= len(filled) - 1


def _has_gutters(page: PageGeometry) -> bool:
    """Has the page text, and is nothing of it, no rule and no picture, across its middles?"""
    if not page.chars or is_turned(page) or not (has_gutter(page) and has_level_gutter(page)):
        return False
    x, y = page.width / 2, page.height / 2
    return not any(b.x0 < x < b.x1 or b.top < y < b.bottom for b in page.pictures)


def _areas(page: PageGeometry) -> list[Box]:
    """Row by row. What lies beyond an edge of the sheet is in the leaf at that edge."""
    xs, ys = (0.0, page.width / 2, page.width), (0.0, page.height / 2, page.height)
    return [
        Box(left, top, right, bottom)
        for top, bottom in itertools.pairwise(ys)
        for left, right in itertools.pairwise(xs)
    ]


def _order(page: PageGeometry) -> tuple[int, ...]:
    """The order in which the numbers of its leaves go on; () where they do not."""
    leaves = [leaf_in(page, area) for area in _areas(page)]
    found = [page_number(leaf) for leaf in leaves]
    numbers = {k: number.value for k, number in enumerate(found) if number}
    missing = [k for k, leaf in enumerate(leaves) if leaf.chars and k not in numbers]
    if len(numbers) < _FEWEST or len(missing) > 1:
        return ()
    for order in (_BY_ROWS, _BY_COLUMNS):
        if len({n - order.index(k) for k, n in numbers.items()}) == 1:
            return order
    return ()
