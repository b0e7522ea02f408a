"""A merged cell that runs on over both page breaks: only its outer side is drawn on a page."""

from __future__ import annotations

import pytest

from pipeline.reading.page.geometry import Rule
from pipeline.reading.tables.grid import GridCell, grids_of
from tests.reading.test_geometry import grid_rules

XS, YS = [40.0, 90, 140, 200], [0.0, 20, 40, 60]


@pytest.mark.parametrize(
    ("side", "cell"), [(10.0, GridCell(0, 0, 3, 1)), (250, GridCell(0, 3, 3, 1))]
)
def test_the_column_of_a_cell_that_is_open_above_and_below(side: float, cell: GridCell) -> None:
    (grid,) = grids_of([*grid_rules(XS, YS), Rule(False, side, -0.5, 60.5)])
    assert grid.xs == tuple(sorted([*XS, side]))
    assert cell in grid.cells and len(grid.cells) == 10


@pytest.mark.parametrize(
    "side", [Rule(False, 10, 0, 50), Rule(False, 10, -20, 60), Rule(False, -30, 0, 60)]
)
def test_an_upright_of_another_height_or_far_away_is_no_side(side: Rule) -> None:
    found = grids_of([*grid_rules(XS, YS), side])
    assert [grid.xs for grid in found] == [tuple(XS)]
