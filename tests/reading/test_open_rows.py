"""Rows of a grid that no rule closes, because they go on on the next page."""

from __future__ import annotations

import pytest

from pipeline.reading.page.geometry import Rule
from pipeline.reading.tables.grid import grids_of
from tests.reading.test_geometry import grid_rules

XS = [0.0, 50, 100, 150]


@pytest.mark.parametrize(("ys", "start", "end"), [([0.0, 20, 40], 0, 65), ([20.0, 40, 65], 0, 65)])
def test_verticals_that_end_at_one_height_close_a_row(
    ys: list[float], start: float, end: float
) -> None:
    flats = [r for r in grid_rules(XS, ys) if r.horizontal]
    (grid,) = grids_of([*flats, *(Rule(False, x, start, end) for x in XS)])
    assert grid.ys == tuple(sorted({start, *ys, end}))
    assert len(grid.cells) == 9


@pytest.mark.parametrize("inner", [20.0, 40.0])
def test_the_sides_alone_close_a_row(inner: float) -> None:
    """A word processor with rules in every other row draws the sides of all, to the page's foot."""
    flats = [r for r in grid_rules(XS, [20, 40]) if r.horizontal]
    sides = [Rule(False, x, 0, 65) for x in (XS[0], XS[-1])]
    (grid,) = grids_of([*flats, *sides, *(Rule(False, x, 20, inner) for x in XS[1:-1])])
    assert grid.ys == (0, 20, 40, 65)


@pytest.mark.parametrize(
    "ends",
    [(65, 60, 55, 65), (43, 43, 43, 43), (40, 65, 40, 40), (65, 40, 40, 55), (65, 40, 65, 40)],
)
def test_others_do_not(ends: tuple[float, ...]) -> None:
    """They end at several heights, hardly below the last rule, or only one or no side does."""
    flats = [r for r in grid_rules(XS, [0, 20, 40]) if r.horizontal]
    uprights = [Rule(False, x, 0, end) for x, end in zip(XS, ends, strict=True)]
    (grid,) = grids_of([*flats, *uprights])
    assert grid.ys == (0, 20, 40)
